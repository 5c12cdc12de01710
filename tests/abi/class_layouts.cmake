# Sizes and tables of virtual functions of every class of an SDK's headers, as the compiler lays them out:
# classes-NAME.txt. GCC only.
function(zeroth_dump_classes name headers)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  file(GLOB files RELATIVE ${headers} ${headers}/zeroth/*.h)
  list(TRANSFORM files REPLACE "(.+)" "#include <\\1>\n")
  list(JOIN files "" source)
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/classes-${name}.cpp CONTENT "${source}")
  add_library(sdk_classes_${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/classes-${name}.cpp)
  target_link_libraries(sdk_classes_${name} PRIVATE Zeroth::sdk)
  target_include_directories(sdk_classes_${name} BEFORE PRIVATE ${headers})
  target_compile_options(sdk_classes_${name} PRIVATE
    -fdump-lang-class=${CMAKE_CURRENT_BINARY_DIR}/classes-${name}.txt)
  # A cache of objects would not bring the text back.
  set_target_properties(sdk_classes_${name} PROPERTIES CXX_COMPILER_LAUNCHER "" UNITY_BUILD OFF)
endfunction()
