# What makes the build of this tree short; tools/build_report says what it costs.

# LibTorch's many symbols make linking slow: a plugin takes a quarter of the time with mold, a test program a sixth.
find_program(ZEROTH_MOLD mold)
if(ZEROTH_MOLD AND (NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1))
  add_link_options(-fuse-ld=mold)
endif()

# g++ looks for garbage in its memory each time that this has doubled, and a file of these finds little: a tenth of its
# time. Without it the host's largest part takes 2.7 GB instead of 2.0: where each processor has as much.
cmake_host_system_information(RESULT zeroth_machine QUERY NUMBER_OF_LOGICAL_CORES TOTAL_PHYSICAL_MEMORY)
list(POP_FRONT zeroth_machine zeroth_cores zeroth_megabytes)
math(EXPR zeroth_megabytes "${zeroth_megabytes} / ${zeroth_cores}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND zeroth_megabytes GREATER 3000)
  add_compile_options("SHELL:--param ggc-min-heapsize=2000000")
endif()

option(ZEROTH_PRECOMPILE "Plugins share a precompiled header, and so do test programs" ON)

# zeroth_add_precompiled_header(NAME [LIBRARY library] [COMPUTES_LITTLE] [OPTIONS options...] HEADERS headers...): for
# zeroth_use_precompiled_header(TARGETS... FROM NAME). The compiler takes it only where a target has the same compile
# options; it has those of `library`, which is Zeroth::sdk where it is not named.
function(zeroth_add_precompiled_header name)
  cmake_parse_arguments(PARSE_ARGV 1 header "COMPUTES_LITTLE" "LIBRARY" "HEADERS;OPTIONS")
  if(NOT header_LIBRARY)
    set(header_LIBRARY Zeroth::sdk)
  endif()
  if(ZEROTH_PRECOMPILE)
    set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "// Compiled for its precompiled header.\n")
    add_library(${name} OBJECT ${source})
    target_compile_options(${name} PRIVATE ${header_OPTIONS})
    target_link_libraries(${name} PRIVATE ${header_LIBRARY} zeroth_warnings)
    target_precompile_headers(${name} PRIVATE ${header_HEADERS})
    if(header_COMPUTES_LITTLE)
      zeroth_compute_little(${name})
    endif()
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

# zeroth_list_libraries(TARGET RESULT): what TARGET is compiled against, and what those are in turn.
function(zeroth_list_libraries target result)
  get_target_property(ahead ${target} LINK_LIBRARIES)
  while(NOT "${ahead}" STREQUAL "")  # a list that ends in a NOTFOUND would be false
    list(POP_FRONT ahead one)
    if(TARGET "${one}" AND NOT one IN_LIST seen)
      list(APPEND seen ${one})
      get_target_property(links ${one} INTERFACE_LINK_LIBRARIES)
      list(APPEND ahead ${links})
    endif()
  endwhile()
  set(${result} ${seen} PARENT_SCOPE)
endfunction()

# zeroth_compute_little(TARGETS...): code that reads, checks and writes. What optimising it beyond -Og gains
# cannot be measured, what it costs can.
function(zeroth_compute_little)
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Og>)
  endforeach()
endfunction()

option(ZEROTH_TOGETHER "Floors of the host are compiled together, in a unity build: half the time for all of them, more for one" ON)

# zeroth_compile_together(NAME TARGETS...): the sources of these libraries in one, NAME, which they link instead. What
# LibTorch's and JSON's templates cost is then paid once. All have the same compile options. Nothing is moved where every file is compiled alone.
function(zeroth_compile_together name)
  if(NOT ZEROTH_TOGETHER OR NOT CMAKE_UNITY_BUILD)
    return()
  endif()
  add_library(${name} STATIC)
  set(alone ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)  # a library has to have a source
  file(CONFIGURE OUTPUT ${alone} CONTENT "// Compiled in ${name}.\n")
  foreach(target ${ARGN})
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    foreach(source ${sources})
      get_filename_component(source ${source} ABSOLUTE BASE_DIR ${folder})
      target_sources(${name} PRIVATE ${source})
      foreach(property COMPILE_DEFINITIONS COMPILE_OPTIONS SKIP_UNITY_BUILD_INCLUSION)
        get_source_file_property(value ${source} TARGET_DIRECTORY ${target} ${property})
        if(value)
          set_property(SOURCE ${source} PROPERTY ${property} ${value})
        endif()
      endforeach()
    endforeach()
    set_property(TARGET ${target} PROPERTY SOURCES ${alone})
    get_target_property(options ${target} COMPILE_OPTIONS)
    if(NOT DEFINED common)
      set(common "${options}")
    elseif(NOT options STREQUAL common)
      message(FATAL_ERROR "${target} is compiled with other options than the rest of ${name}")
    endif()
    foreach(property COMPILE_DEFINITIONS COMPILE_OPTIONS INCLUDE_DIRECTORIES LINK_LIBRARIES)
      get_target_property(values ${target} ${property})
      if(values)
        list(APPEND all_${property} ${values})
      endif()
    endforeach()
    target_link_libraries(${target} PUBLIC ${name})
  endforeach()
  foreach(property COMPILE_DEFINITIONS COMPILE_OPTIONS INCLUDE_DIRECTORIES)
    list(REMOVE_DUPLICATES all_${property})
    set_property(TARGET ${name} PROPERTY ${property} ${all_${property}})
  endforeach()
  list(REMOVE_DUPLICATES all_LINK_LIBRARIES)
  list(REMOVE_ITEM all_LINK_LIBRARIES ${ARGN})
  target_link_libraries(${name} PRIVATE ${all_LINK_LIBRARIES})
endfunction()
