# PARLEY_SANITIZE: empty, "address,undefined" or "thread".
set(PARLEY_SANITIZE "" CACHE STRING "Sanitizers to build with")

if(PARLEY_SANITIZE)
  add_compile_options(-fsanitize=${PARLEY_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g1)
  # The core has no type information (-fno-rtti), which this check would look at.
  if(PARLEY_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize=vptr)
  endif()
  add_link_options(-fsanitize=${PARLEY_SANITIZE})
endif()
