# How every source of ours is compiled. Warnings are errors for those who work on Parley
# (PARLEY_WERROR, on in toolchains/build and toolchains/test), not for those who only build it.
option(PARLEY_WERROR "Warnings are errors" OFF)

add_library(parley_warnings INTERFACE)
target_compile_options(parley_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  $<$<BOOL:${PARLEY_WERROR}>:-Werror>)
