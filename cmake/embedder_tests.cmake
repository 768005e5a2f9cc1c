# SPDX-License-Identifier: BSD-3-Clause
# tests/install is built twice as a user would: on the installed package, and with this project as a subdirectory.
set(mattis_embedder_root "${PROJECT_BINARY_DIR}/tests/embedder")
set(mattis_embedder_options
    -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
    -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
    -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}
    -DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}
    -DCMAKE_C_FLAGS=${CMAKE_C_FLAGS}
    -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER})

function(mattis_add_embedder_test name)
  add_test(NAME ${name}
    COMMAND "${CMAKE_CTEST_COMMAND}"
      --build-and-test "${CMAKE_CURRENT_SOURCE_DIR}/install" "${mattis_embedder_root}/${name}"
      --build-generator "${CMAKE_GENERATOR}" --build-makeprogram "${CMAKE_MAKE_PROGRAM}" --build-noclean
      --build-options ${mattis_embedder_options} ${ARGN}
      --test-command embedder)
  mattis_test_environment(${name})
endfunction()

add_test(NAME install
  COMMAND "${CMAKE_COMMAND}" "-DBUILD=${PROJECT_BINARY_DIR}" "-DPREFIX=${mattis_embedder_root}/prefix"
          -P "${CMAKE_CURRENT_SOURCE_DIR}/install/install_afresh.cmake")
set_tests_properties(install PROPERTIES FIXTURES_SETUP installed)

mattis_add_embedder_test(embedder_installed "-DCMAKE_PREFIX_PATH=${mattis_embedder_root}/prefix")
set_tests_properties(embedder_installed PROPERTIES FIXTURES_REQUIRED installed)

# What was downloaded for this build is not downloaded again.
set(mattis_subdirectory_options
    "-DMATTIS_SOURCE_DIR=${PROJECT_SOURCE_DIR}" -DMATTIS_EXECUTION_SPACE=${MATTIS_EXECUTION_SPACE})
foreach(package kokkos random123 xsimd xtl xtensor hdf5)
  if(${package}_SOURCE_DIR)
    string(TOUPPER ${package} upper)
    list(APPEND mattis_subdirectory_options "-DFETCHCONTENT_SOURCE_DIR_${upper}=${${package}_SOURCE_DIR}")
  endif()
endforeach()
# Compiles the whole library once more, to show that it builds and links as a subdirectory: not optimized.
mattis_add_embedder_test(embedder_subdirectory ${mattis_subdirectory_options}
                         -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0)
