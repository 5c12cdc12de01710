# Compiler settings of this tree's own targets; a plugin built elsewhere chooses its own.
add_library(zeroth_warnings INTERFACE)
target_compile_options(zeroth_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${ZEROTH_WERROR}>:-Werror>)
# GCC 14 takes std::vector<bool>::reserve in LibTorch's Function::apply for a mistake.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 14)
  target_compile_options(zeroth_warnings INTERFACE -Wno-array-bounds -Wno-stringop-overflow)
endif()
# To clang, files that are compiled together shadow what others of them name for themselves.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_UNITY_BUILD)
  target_compile_options(zeroth_warnings INTERFACE -Wno-shadow)
endif()

# zeroth_warn(TARGET): the same for a library that others build against, who are not to find zeroth_warnings behind it.
function(zeroth_warn target)
  target_compile_options(${target} PRIVATE $<TARGET_PROPERTY:zeroth_warnings,INTERFACE_COMPILE_OPTIONS>)
endfunction()

if(ZEROTH_SANITIZE)
  add_compile_options(-fsanitize=${ZEROTH_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ZEROTH_SANITIZE})
endif()
