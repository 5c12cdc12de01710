# zeroth_add_plugin(NAME SOURCES...)
#
# Builds lib NAME.so that holds one plugin. Two symbols are exported, nothing may stay undefined,
# and the library is never unmapped: tensors outlive the component that made them. What describe()
# says is put into an ELF section, so that `zeroth` reads it without loading LibTorch.

function(zeroth_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE Zeroth::sdk)
  target_compile_features(${name} PRIVATE cxx_std_17)
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/zeroth/plugins)
  set(symbols ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_symbols.map)
  target_link_options(${name} PRIVATE
    -Wl,-z,nodelete -Wl,--version-script=${symbols})
  if(NOT ZEROTH_SANITIZE)  # the sanitizers' runtime comes with the program
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${symbols})

  if(NOT ZEROTH_DESCRIBE_TOGETHER)
    zeroth_description_command(describe ${CMAKE_CURRENT_BINARY_DIR}/${name}-description ${name})
    add_custom_command(TARGET ${name} POST_BUILD COMMAND ${describe} VERBATIM)
  endif()
  set_property(GLOBAL APPEND PROPERTY ZEROTH_PLUGINS ${name})
endfunction()

# zeroth_describe_plugins(TARGET PLUGINS...)
#
# Adds TARGET, which describes PLUGINS in one go: a tree of many plugins sets ZEROTH_DESCRIBE_TOGETHER and
# calls it once, because describing loads LibTorch. It sets CMAKE_LINK_DEPENDS_USE_LINKER to OFF, too: a library that was
# written to after it was linked is to ninja one whose list of what the linker read is stale.
function(zeroth_describe_plugins target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target})
  zeroth_description_command(describe ${folder} ${ARGN})
  add_custom_command(OUTPUT ${folder}/stamp COMMAND ${describe}
    DEPENDS ${ARGN} ${folder}/plugins.txt Zeroth::describe COMMENT "Describing the plugins" VERBATIM)
  add_custom_target(${target} ALL DEPENDS ${folder}/stamp)
endfunction()

# The command that describes PLUGINS with FOLDER for what it keeps.
function(zeroth_description_command command folder)
  list(TRANSFORM ARGN REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE files)
  file(GENERATE OUTPUT ${folder}/plugins.txt CONTENT "$<JOIN:${files},\n>\n")
  set(${command} ${CMAKE_COMMAND} -D DESCRIBE=$<TARGET_FILE:Zeroth::describe> -D OBJCOPY=${CMAKE_OBJCOPY}
    -D FOLDER=${folder} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/describe_plugins.cmake PARENT_SCOPE)
endfunction()

# zeroth_add_conformance_test(NAME [STRICT 1|2|3] [CASES FILE] [SET params.NAME=VALUE...])
#
# Adds the test NAME.conformance: the plugin passes `zeroth validate`, at level 3 unless told otherwise,
# and reproduces the golden numbers of FILE. SET gives it parameters that have no default; names of files in
# them are relative to the folder of the CMakeLists.txt that calls this.
function(zeroth_add_conformance_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "STRICT;CASES" "SET")
  if(NOT test_STRICT)
    set(test_STRICT 3)
  endif()
  if(test_CASES)
    get_filename_component(test_CASES ${test_CASES} ABSOLUTE)
    set(test_CASES --cases ${test_CASES})
  endif()
  list(TRANSFORM test_SET PREPEND "--set;")
  add_test(NAME ${name}.conformance
    COMMAND Zeroth::zeroth validate $<TARGET_FILE:${name}> --strict ${test_STRICT} ${test_CASES} ${test_SET}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
