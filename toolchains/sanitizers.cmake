# PARLEY_SANITIZE: empty, "address,undefined" or "thread".
set(PARLEY_SANITIZE "" CACHE STRING "Sanitizers to build with")

if(PARLEY_SANITIZE)
  add_compile_options(-fsanitize=${PARLEY_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${PARLEY_SANITIZE})
endif()
