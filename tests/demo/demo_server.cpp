// The demo upstream as a program: prints its URL and stays until its input ends. For trials by
// hand and for tests in other languages. Its one argument is the pace in milliseconds (default 0).
#include <cstdlib>
#include <iostream>
#include <string>

#include "demo/demo_upstream.h"

int main(int argc, char** argv) {
  parley::DemoOptions options;
  options.pace = std::chrono::milliseconds(argc > 1 ? std::atoi(argv[1]) : 0);
  parley::DemoUpstream demo(options);
  std::string error;
  if (!demo.start(&error)) {
    std::cerr << error << "\n";
    return 1;
  }
  std::cout << demo.url() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
  return 0;
}
