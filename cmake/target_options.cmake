# SPDX-License-Identifier: BSD-3-Clause
find_program(MATTIS_CCACHE ccache)
mark_as_advanced(MATTIS_CCACHE)
set(MATTIS_CCACHE_SLOPPINESS pch_defines,time_macros)  # without which it leaves precompiled headers alone
if(MATTIS_CCACHE AND PROJECT_IS_TOP_LEVEL AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT MATTIS_EXECUTION_SPACE MATCHES "cuda|hip")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=${MATTIS_CCACHE_SLOPPINESS} "${MATTIS_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${MATTIS_CCACHE}")
endif()

add_library(mattis_warnings INTERFACE)
if(MATTIS_EXECUTION_SPACE STREQUAL "cuda")
  # nvcc's generated host code is neither pedantic nor free of conversions
  target_compile_options(mattis_warnings INTERFACE -Wall -Wextra)
else()
  target_compile_options(mattis_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                         -Wno-sign-conversion)  # a part of -Wconversion to clang alone
endif()
if(CMAKE_UNITY_BUILD)  # of a name at namespace scope in one source and a local one in another; of types in anonymous namespaces
  target_compile_options(mattis_warnings INTERFACE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
set(mattis_errors ${MATTIS_WARNINGS_AS_ERRORS})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of g++ 12, in its own headers: AVX-512's undefined registers, and text + std::string (its bug 105651).
  # For the like of them its warnings are no errors.
  target_compile_options(mattis_warnings INTERFACE -Wno-maybe-uninitialized -Wno-uninitialized -Wno-restrict)
  set(mattis_errors OFF)
endif()
if(mattis_errors)
  target_compile_options(mattis_warnings INTERFACE -Werror)
endif()

# Rounding as the source has it, whatever flags are around: with FMA instructions (-march=native) a compiler would contract
# products and sums, with -ffast-math reorder them. Devices have their own (nvcc and hipcc contract, and are to).
set(MATTIS_ROUNDING_FLAGS -fno-fast-math -fno-unsafe-math-optimizations -fno-associative-math -fno-reciprocal-math
                          -fno-finite-math-only -fsigned-zeros -ffp-contract=off)

# For every target of this project, and for none of those who use it.
function(mattis_target_options target)
  if(NOT MATTIS_EXECUTION_SPACE MATCHES "cuda|hip" AND NOT Kokkos_ENABLE_CUDA AND NOT Kokkos_ENABLE_HIP)
    target_compile_options(${target} PRIVATE ${MATTIS_ROUNDING_FLAGS})
  endif()
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:mattis_warnings>)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
endfunction()

# Threads are neither bound nor spinning: others may run beside them. (Waiting threads that spin made a test of 0.1 s
# take 17 s on two processors with a load of six.) What the OpenMP runtime keeps until the end is no leak.
function(mattis_test_environment test)
  set(environment "OMP_PROC_BIND=false" "OMP_WAIT_POLICY=passive" "MATTIS_TUNING=off")
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=address")
    list(APPEND environment "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0")
  endif()
  set_tests_properties(${test} PROPERTIES ENVIRONMENT "${environment}")
endfunction()

# mattis_add_test_with_set(<name> <set> <command>..): a test of its own that runs with MATTIS_SIMD=<set>; the choice is
# made once in a process.
function(mattis_add_test_with_set name set)
  add_test(NAME ${name} COMMAND ${ARGN})
  mattis_test_environment(${name})
  set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "MATTIS_SIMD=${set}")
endfunction()
