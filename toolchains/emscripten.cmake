# Everything that is said to Emscripten, and the only place where its versions are told apart.
# What each setting is for stands beside it; README.md lists the versions that are tried.
if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.6)
  message(FATAL_ERROR "Emscripten ${EMSCRIPTEN_VERSION} is too old: 3.1.6 or later is needed")
elseif(EMSCRIPTEN_VERSION VERSION_GREATER 3.1.69 AND EMSCRIPTEN_VERSION VERSION_LESS 4.0.21)
  message(WARNING "Emscripten ${EMSCRIPTEN_VERSION} is not tried: use 3.1.6 to 3.1.69, "
                  "or 4.0.21 or later")
endif()

# Size before speed: the page waits for the download, never for the parser. But emcc's -Oz forbids
# all inlining (INLINING_LIMIT), also where a call is longer than what it calls: with it the module
# is 6 % larger and takes twice as long to read a journal.
set(CMAKE_CXX_FLAGS_RELEASE "-Oz -finline-functions -DNDEBUG")
# Copies are one instruction, not a loop byte by byte; later versions do so by themselves.
string(APPEND CMAKE_CXX_FLAGS_RELEASE " -mbulk-memory")
if(EMSCRIPTEN_VERSION VERSION_LESS 4.0.21)
  # 6.0.5 cannot link its own C++ library that way: __cxa_increment_exception_refcount is missing.
  string(APPEND CMAKE_CXX_FLAGS_RELEASE " -flto")
endif()

# Debian keeps acorn, which the linker's JavaScript passes need, where only Debian's own node looks.
set(CMAKE_CXX_LINKER_LAUNCHER env NODE_PATH=/usr/share/nodejs:$ENV{NODE_PATH})

# emcc must not see /usr/include, where nlohmann/json is: a folder with nothing else in it.
find_path(PARLEY_JSON_DIR nlohmann/json.hpp PATHS /usr/include /usr/local/include
          NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
file(CREATE_LINK ${PARLEY_JSON_DIR}/nlohmann ${CMAKE_BINARY_DIR}/include/nlohmann SYMBOLIC)
# The same for the header of the unit tests.
find_path(PARLEY_DOCTEST_DIR doctest/doctest.h PATHS /usr/include /usr/local/include
          NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(PARLEY_DOCTEST_DIR)
  file(CREATE_LINK ${PARLEY_DOCTEST_DIR}/doctest ${CMAKE_BINARY_DIR}/include/doctest SYMBOLIC)
endif()
include_directories(SYSTEM ${CMAKE_BINARY_DIR}/include)

# For every output.
add_link_options(
  -sALLOW_MEMORY_GROWTH=1        # conversations grow, a 5 MB event is fine
  -sSUPPORT_LONGJMP=0            # unused
)
# As much stack as Emscripten 3.1.6 can spare and later defaults (64 KiB) do not give.
if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.27)
  add_link_options(-sTOTAL_STACK=1048576)
else()
  add_link_options(-sSTACK_SIZE=1048576)
endif()

# An ES module that gives the page a factory, beside it the .wasm.
function(parley_wasm_module target)
  set_target_properties(${target} PROPERTIES SUFFIX .mjs RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_link_options(${target} PRIVATE
    --no-entry
    -sMODULARIZE=1 -sEXPORT_ES6=1
    -sENVIRONMENT=web            # node runs it too, when given `wasmBinary`
    -sDYNAMIC_EXECUTION=0        # no eval or Function: the page has a strict CSP
    -sTEXTDECODER=2              # each browser that runs the page has one
    -sFILESYSTEM=0
    -sMALLOC=emmalloc            # 6 KB less than dlmalloc, and no slower here
    -sEXPORTED_RUNTIME_METHODS=HEAPU8,HEAPU32
    -sINCOMING_MODULE_JS_API=locateFile,wasmBinary)
endfunction()

# One that makes requests (wasm/edge/transport.cpp).
function(parley_wasm_fetch target)
  target_link_options(${target} PRIVATE -sFETCH=1 -sFETCH_SUPPORT_INDEXEDDB=0)
  if(EMSCRIPTEN_VERSION VERSION_LESS 4.0.21)
    # emscripten_fetch streams only through an XMLHttpRequest that streams.
    set(adapter ${PROJECT_SOURCE_DIR}/wasm/edge/fetch_adapter.js)
    target_compile_definitions(${target} PRIVATE PARLEY_FETCH_ADAPTER=true)
    target_link_options(${target} PRIVATE "SHELL:--pre-js ${adapter}")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${adapter})
  else()
    target_compile_definitions(${target} PRIVATE PARLEY_FETCH_ADAPTER=false)
    target_link_options(${target} PRIVATE -sFETCH_STREAMING=1)
  endif()
endfunction()

# A program that node runs as `node x.mjs`, all in one file, with stdin, stdout and exit code.
function(parley_node_program target)
  set(before ${PROJECT_SOURCE_DIR}/toolchains/node_before.js)
  set(after ${PROJECT_SOURCE_DIR}/toolchains/node_after.js)
  set_target_properties(${target} PROPERTIES SUFFIX .mjs LINK_DEPENDS "${before};${after}")
  target_link_options(${target} PRIVATE
    -O1                          # nobody downloads it: half of building it was to make it small
    -sMODULARIZE=1 -sEXPORT_ES6=1
    -sENVIRONMENT=node
    -sSINGLE_FILE=1              # 3.1.6 fetches a .wasm file with node's fetch(), which cannot
    -sNODERAWFS=1                # real files and a whole read of stdin
    -sEXIT_RUNTIME=1             # the exit code, and what is buffered for stdout
    "SHELL:--extern-post-js ${after}")
  if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.40)
    target_link_options(${target} PRIVATE "SHELL:--extern-pre-js ${before}")
  endif()
endfunction()
