# SPDX-License-Identifier: BSD-3-Clause
# Makes the examples of LANGUAGE with examples/Makefile on what is installed in PREFIX, in FOLDER, and runs them.
file(REMOVE_RECURSE "${FOLDER}")
file(COPY "${EXAMPLES}/Makefile" "${EXAMPLES}/${LANGUAGE}" DESTINATION "${FOLDER}")
file(GLOB sources RELATIVE "${FOLDER}" "${FOLDER}/${LANGUAGE}/*.c" "${FOLDER}/${LANGUAGE}/*.f90")
set(ENV{PKG_CONFIG_PATH} "${PREFIX}/${LIBDIR}/pkgconfig")
set(ENV{LD_LIBRARY_PATH} "${PREFIX}/${LIBDIR}:$ENV{LD_LIBRARY_PATH}")  # where the library is shared
foreach(source IN LISTS sources)
  string(REGEX REPLACE "[.][^.]*$" "" program "${source}")
  execute_process(COMMAND "${MAKE}" ${COMPILER} "${program}" WORKING_DIRECTORY "${FOLDER}" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${FOLDER}/${program}" WORKING_DIRECTORY "${FOLDER}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(NOT sources)
  message(FATAL_ERROR "${EXAMPLES}/${LANGUAGE}: expected examples, got none")
endif()
