# SPDX-License-Identifier: BSD-3-Clause
# Configures SOURCE, which asks the mattis in PREFIX for COMPONENTS: with an empty MESSAGE it succeeds, else it fails with that.
file(REMOVE_RECURSE "${BUILD}")
string(REPLACE " " ";" COMPONENTS "${COMPONENTS}")
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BUILD}" "-DCMAKE_PREFIX_PATH=${PREFIX}"
                        "-DCMAKE_CXX_COMPILER=${CXX}" "-DCOMPONENTS=${COMPONENTS}"
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
string(REGEX REPLACE "[ \n]+" " " output "${output}")
string(FIND "${output}" "${MESSAGE}" place)
if(MESSAGE STREQUAL "" AND NOT status EQUAL 0)
  message(FATAL_ERROR "expected success, got: ${output}")
elseif(NOT MESSAGE STREQUAL "" AND (status EQUAL 0 OR place EQUAL -1))
  message(FATAL_ERROR "expected '${MESSAGE}', got ${status}: ${output}")
endif()
