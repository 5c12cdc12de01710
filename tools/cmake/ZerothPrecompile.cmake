# zeroth_precompile(TARGETS... HEADERS ...): most sources of these targets include these headers,
# so they are compiled once. For builds that nobody keeps: compiler caches know no such headers, and a
# source that forgets to include one of them would go unnoticed.
option(ZEROTH_PRECOMPILE "Compile common headers once" OFF)

function(zeroth_precompile)
  cmake_parse_arguments(PARSE_ARGV 0 precompile "" "" "HEADERS")
  if(NOT ZEROTH_PRECOMPILE)
    return()
  endif()
  set(targets ${precompile_UNPARSED_ARGUMENTS})
  list(POP_FRONT targets first)
  target_precompile_headers(${first} PRIVATE ${precompile_HEADERS})
  foreach(target ${targets})
    target_precompile_headers(${target} REUSE_FROM ${first})
  endforeach()
endfunction()
