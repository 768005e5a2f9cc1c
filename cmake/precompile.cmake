# SPDX-License-Identifier: BSD-3-Clause
# mattis_precompile(<target> <header>..): headers that are read once for all sources of a target. Kokkos_Core.hpp takes 2.6 s
# of each source's 6 to 15 s (g++ 14, EPYC Zen 1). g++ alone, and no device's compiler; sources include what they need all the
# same, as the builds without this show (clang, the device check).
option(MATTIS_PRECOMPILE "Read the headers of Kokkos once for each target (g++)" ON)
mark_as_advanced(MATTIS_PRECOMPILE)

set(mattis_precompiles ${MATTIS_PRECOMPILE})
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR MATTIS_EXECUTION_SPACE MATCHES "cuda|hip"
   OR Kokkos_ENABLE_CUDA OR Kokkos_ENABLE_HIP)
  set(mattis_precompiles OFF)
endif()

function(mattis_precompile target)
  if(mattis_precompiles)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    # for ccache, which otherwise does not know what the headers were
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# mattis_precompile_as(<target> <other>): what was read for <other>, whose options are the same.
function(mattis_precompile_as target other)
  if(mattis_precompiles)
    target_precompile_headers(${target} REUSE_FROM ${other})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()
