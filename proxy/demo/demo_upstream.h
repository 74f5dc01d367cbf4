// A faithful Interactions API with scripted answers, on a loopback port of its own in this process.
// What it does, what it does not, and each switch: README.md beside this file.
#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace parley {

struct DemoOptions {
  std::chrono::milliseconds pace{40};  // between words; 0: as fast as it can
  // The only one it takes, and from its own address only: other programs and pages stay out. Empty:
  // whoever comes with any key, as a test may.
  std::string key;
};

class DemoUpstream {
 public:
  explicit DemoUpstream(DemoOptions options);
  ~DemoUpstream();  // stops

  // Listens on 127.0.0.1, any free port. On failure false and why, for people.
  [[nodiscard]] bool start(std::string* error);
  std::string url() const;  // http://127.0.0.1:PORT

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley
