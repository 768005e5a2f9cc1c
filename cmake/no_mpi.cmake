# SPDX-License-Identifier: BSD-3-Clause
# The library knows nothing of MPI, whoever else is built beside it: cmake -DNM=.. -DFILE=.. -P no_mpi.cmake
execute_process(COMMAND ${NM} -g ${FILE} OUTPUT_VARIABLE symbols ERROR_VARIABLE ignored RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${NM} cannot read ${FILE}")
endif()
string(REGEX MATCHALL "[^\n]* (O?MPIX?_[A-Za-z_]+|ompi_[a-z_]+)\n" found "${symbols}")
if(found OR symbols MATCHES "6mattis3mpi")
  message(FATAL_ERROR "expected no symbol of MPI in ${FILE}, got ${found}")
endif()
if(NOT symbols MATCHES "6mattis")
  message(FATAL_ERROR "expected the library's symbols in ${FILE}, got none")
endif()
