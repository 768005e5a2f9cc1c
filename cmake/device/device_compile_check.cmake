# SPDX-License-Identifier: BSD-3-Clause
# device-compile-check: every kernel through nvcc, for machines without a GPU. device-compile-check-hip: the same through
# clang for AMD, inside a Debian sid that the first run makes (root on Debian). Neither is part of `all`.
foreach(device cuda hip)
  set(target device-compile-check)
  if(device STREQUAL "hip")
    set(target device-compile-check-hip)
  endif()
  add_custom_target(${target}
    COMMAND ${PROJECT_SOURCE_DIR}/scripts/check-device ${device} --build ${PROJECT_BINARY_DIR}/device-check
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Compiling every kernel for ${device}"
    USES_TERMINAL VERBATIM)
endforeach()
