# What a program that is delivered is built with so that a mistake in it ends it, before somebody
# can make use of it. tests/proxy/hardening.test.mjs reads each of them off the program.
# Not for the page's module, which has its own walls, nor for builds with a sanitizer, which sees
# more and is in the way of _FORTIFY_SOURCE; that needs optimization besides.
if(NOT EMSCRIPTEN AND NOT PARLEY_SANITIZE AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(
    # The C library's copies and prints know the buffer's size where the compiler does. Undefined
    # first: some distributions' compilers define it by themselves, as another number.
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
    # operator[], front() and the like of the C++ library check what they are given.
    -D_GLIBCXX_ASSERTIONS
    # A word in front of the return address, looked at before the return.
    -fstack-protector-strong
    # Loaded at another address each time, which an attacker would have to find out first. Not
    # CMake's POSITION_INDEPENDENT_CODE: that takes -fPIC for libraries, which inlines less.
    -fPIE)
  add_link_options(
    -pie
    # All symbols are bound at the start, and the tables of their addresses read-only from then on.
    -Wl,-z,relro,-z,now)
endif()
