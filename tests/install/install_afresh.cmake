# SPDX-License-Identifier: BSD-3-Clause
# Installs the build tree BUILD into PREFIX, emptied before: a header that is no longer installed must be missed.
file(REMOVE_RECURSE "${PREFIX}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${PREFIX}" COMMAND_ERROR_IS_FATAL ANY)
