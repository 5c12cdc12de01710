# zeroth_embed(HEADER FILES...): files of this folder as bytes that a program has in it. `page/page.css` is the array
# `page_css` of the header, which is made in the folder of the build.
function(zeroth_embed header)
  set(bytes "// Made of files of the source folder.\n")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${name} name)
    file(READ ${file} content HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," content "${content}")
    string(APPEND bytes "constexpr char ${name}[] = {${content}};\n")
  endforeach()
  file(CONFIGURE OUTPUT ${header} CONTENT "${bytes}" @ONLY)
endfunction()
