// Wakes a thread that sits in poll().
#pragma once

namespace parley {

class Wakeup {
 public:
  Wakeup();  // throws std::system_error when the system has no descriptor left
  ~Wakeup();
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  void signal();                  // from any thread
  void clear();                   // by the thread that polls
  int fd() const { return fd_; }  // readable from signal() until clear()

 private:
  int fd_;
};

}  // namespace parley
