# What makes the build of this tree short; tools/build_report says what it costs.

# LibTorch's many symbols make linking slow: a plugin takes a quarter of the time with mold, a test program a sixth.
find_program(ZEROTH_MOLD mold)
if(ZEROTH_MOLD AND (NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1))
  add_link_options(-fuse-ld=mold)
endif()

option(ZEROTH_PRECOMPILE "Plugins share a precompiled header" ON)

# zeroth_add_precompiled_header(NAME HEADERS...): for zeroth_use_precompiled_header(TARGETS... FROM NAME), with the
# compile options that follow OPTIONS.
function(zeroth_add_precompiled_header name)
  cmake_parse_arguments(PARSE_ARGV 1 header "" "" "OPTIONS")
  if(ZEROTH_PRECOMPILE)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// Compiled for its precompiled header.\n")
    add_library(${name} OBJECT ${source})
    target_compile_options(${name} PRIVATE ${header_OPTIONS})
    target_link_libraries(${name} PRIVATE Zeroth::sdk zeroth_warnings)
    target_precompile_headers(${name} PRIVATE ${header_UNPARSED_ARGUMENTS})
  endif()
endfunction()

function(zeroth_use_precompiled_header)
  cmake_parse_arguments(PARSE_ARGV 0 header "" "FROM" "")
  if(ZEROTH_PRECOMPILE)
    foreach(target ${header_UNPARSED_ARGUMENTS})
      target_precompile_headers(${target} REUSE_FROM ${header_FROM})
    endforeach()
  endif()
endfunction()

# zeroth_compute_little(TARGETS...): code that reads, checks and writes. What optimising it beyond -O1 gains
# cannot be measured, what it costs can.
function(zeroth_compute_little)
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endforeach()
endfunction()
