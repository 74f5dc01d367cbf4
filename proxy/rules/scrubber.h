// Takes the API key out of bytes on their way to a client, also where an upstream that repeats it
// cuts it in two. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

class Scrubber {
 public:
  // An empty secret leaves everything as it is; there is no asterisk in it (find_api_key()).
  explicit Scrubber(std::string secret);

  // Appends to *out what may go out: all but a tail that could be the beginning of the secret. The
  // secret comes out as that many asterisks, so that lengths stay what they were said to be.
  void feed(std::string_view bytes, std::string* out);
  // The stream is over: what was held back is harmless.
  void finish(std::string* out);

 private:
  std::string secret_;
  std::vector<std::size_t> fallback_;  // Knuth, Morris, Pratt
  std::size_t matched_ = 0;            // bytes of the secret that are held back
};

std::string scrubbed(std::string_view text, const std::string& secret);

}  // namespace parley
