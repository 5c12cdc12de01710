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
  execute_process(
    COMMAND ${OBJCOPY} --remove-section zeroth.description
            --add-section zeroth.description=${FOLDER}/${name}.json ${plugin}
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(TOUCH ${FOLDER}/stamp)
