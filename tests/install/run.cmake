# Installs BINARY_DIR below a fresh prefix, then configures, builds and runs
# the consumer project beside this file, and runs the installed program.
set(work ${BINARY_DIR}/install_test)
set(prefix ${work}/prefix)
file(REMOVE_RECURSE ${work})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${BINARY_DIR} --prefix ${prefix})
run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR} -B ${work}/build
    -DCMAKE_PREFIX_PATH=${prefix}
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=${CXX_FLAGS})
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/consumer)

execute_process(COMMAND ${prefix}/bin/lockstep --version
  OUTPUT_VARIABLE answer COMMAND_ERROR_IS_FATAL ANY)
if(NOT answer MATCHES "^lockstep ${VERSION}[ \n]")
  message(FATAL_ERROR "version ${VERSION} answers: ${answer}")
endif()

foreach(file LICENSE README.md THIRD_PARTY_LICENSES.md)
  if(NOT EXISTS ${prefix}/share/doc/lockstep/${file})
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()
# A package that names where it was built breaks on the next machine.
file(GLOB_RECURSE exported ${prefix}/lib*/cmake/*.cmake)
foreach(file ${exported})
  file(STRINGS ${file} leaks REGEX "${BINARY_DIR}|${SOURCE_DIR}|libcctz[.]")
  if(leaks)
    message(FATAL_ERROR "${file} names a place of this machine: ${leaks}")
  endif()
endforeach()
