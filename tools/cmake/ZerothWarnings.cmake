# Compiler settings of this tree's own targets; a plugin built elsewhere chooses its own.
add_library(zeroth_warnings INTERFACE)
target_compile_options(zeroth_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${ZEROTH_WERROR}>:-Werror>)
if(ZEROTH_SANITIZE)
  add_compile_options(-fsanitize=${ZEROTH_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ZEROTH_SANITIZE})
endif()
