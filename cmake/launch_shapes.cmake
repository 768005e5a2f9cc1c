# SPDX-License-Identifier: BSD-3-Clause
# mattis_write_launch_shapes(<header>): includes what backends/<space>/launch_shape.hpp says of how kernels are launched on
# that space, for every space that has one, where Kokkos has the space.
set(mattis_backends "${CMAKE_CURRENT_LIST_DIR}/../backends")
function(mattis_write_launch_shapes header)
  file(GLOB shapes RELATIVE "${mattis_backends}" "${mattis_backends}/*/launch_shape.hpp")
  set(text "// The launch shapes of execution spaces.\n#pragma once\n#include <Kokkos_Macros.hpp>\n")
  foreach(shape IN LISTS shapes)
    get_filename_component(space "${shape}" DIRECTORY)
    string(TOUPPER "${space}" macro)
    string(APPEND text "#ifdef KOKKOS_ENABLE_${macro}\n#include <backends/${shape}>\n#endif\n")
  endforeach()
  file(CONFIGURE OUTPUT "${header}" CONTENT "${text}" @ONLY)
endfunction()
