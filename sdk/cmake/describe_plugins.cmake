# cmake -D DESCRIBE= -D OBJCOPY= -D FOLDER= -P: puts what describe() says into the ELF section zeroth.description
# of those plugins of FOLDER/plugins.txt that are newer than FOLDER/stamp.
file(STRINGS ${FOLDER}/plugins.txt plugins)
set(changed "")
foreach(plugin ${plugins})
  if(${plugin} IS_NEWER_THAN ${FOLDER}/stamp)
    list(APPEND changed ${plugin})
  endif()
endforeach()
if(changed)
  execute_process(COMMAND ${DESCRIBE} ${FOLDER} ${changed} COMMAND_ERROR_IS_FATAL ANY)
endif()
foreach(plugin ${changed})
  get_filename_component(name ${plugin} NAME)
  # Into another file that takes the plugin's place: objcopy would write into the one that a run may be executing.
  execute_process(
    COMMAND ${OBJCOPY} --remove-section zeroth.description
            --add-section zeroth.description=${FOLDER}/${name}.json ${plugin} ${plugin}.described
    COMMAND_ERROR_IS_FATAL ANY)
  file(RENAME ${plugin}.described ${plugin})
endforeach()
# A touch takes the time of the clock's last tick, which can lie before that of a file written just now.
file(TOUCH ${FOLDER}/stamp)
foreach(plugin ${changed})
  while(${plugin} IS_NEWER_THAN ${FOLDER}/stamp)
    execute_process(COMMAND ${CMAKE_COMMAND} -E sleep 0.01)
    file(TOUCH ${FOLDER}/stamp)
  endwhile()
endforeach()
