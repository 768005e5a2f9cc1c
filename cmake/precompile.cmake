# SPDX-License-Identifier: BSD-3-Clause
# mattis_precompile(<target> <header>..): headers that are read once for all sources of a target. Kokkos_Core.hpp takes 2.6 s
# of each source's 6 to 15 s (g++ 14, EPYC Zen 1). For g++ and clang, not for devices' compilers; sources include what they
# need all the same, as the device check shows.
option(MATTIS_PRECOMPILE "Read the headers of Kokkos once for each target (g++, clang)" ON)
mark_as_advanced(MATTIS_PRECOMPILE)

# so that ccache knows what the headers were
set(mattis_precompiled_options)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(mattis_precompiled_options -fpch-preprocess)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(mattis_precompiled_options "SHELL:-Xclang -fno-pch-timestamp")
endif()
set(mattis_precompiles ${MATTIS_PRECOMPILE})
if(NOT mattis_precompiled_options OR MATTIS_EXECUTION_SPACE MATCHES "cuda|hip" OR Kokkos_ENABLE_CUDA OR Kokkos_ENABLE_HIP)
  set(mattis_precompiles OFF)
endif()

function(mattis_precompile target)
  if(mattis_precompiles)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    target_compile_options(${target} PRIVATE ${mattis_precompiled_options})
  endif()
endfunction()

# mattis_precompile_as(<target> <other>): what was read for <other>, whose options are the same.
function(mattis_precompile_as target other)
  if(mattis_precompiles)
    target_precompile_headers(${target} REUSE_FROM ${other})
    target_compile_options(${target} PRIVATE ${mattis_precompiled_options})
  endif()
endfunction()
