# SPDX-License-Identifier: BSD-3-Clause
# tests/install is built twice as a user would: on the installed package, and with this project as a subdirectory.
set(mattis_embedder_root "${PROJECT_BINARY_DIR}/tests/embedder")
set(mattis_embedder_options
    -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
    -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
    -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}
    -DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}
    -DCMAKE_C_FLAGS=${CMAKE_C_FLAGS})
if(MATTIS_CCACHE)
  list(APPEND mattis_embedder_options "-DCMAKE_CXX_COMPILER_LAUNCHER=${MATTIS_CCACHE}")
endif()

function(mattis_add_embedder_test name)
  add_test(NAME ${name}
    COMMAND "${CMAKE_CTEST_COMMAND}"
      --build-and-test "${CMAKE_CURRENT_SOURCE_DIR}/install" "${mattis_embedder_root}/${name}"
      --build-generator "${CMAKE_GENERATOR}" --build-makeprogram "${CMAKE_MAKE_PROGRAM}" --build-noclean
      --build-options ${mattis_embedder_options} ${ARGN}
      --test-command embedder)
  mattis_test_environment(${name})
  set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "CCACHE_SLOPPINESS=${MATTIS_CCACHE_SLOPPINESS}")
endfunction()

add_test(NAME install
  COMMAND "${CMAKE_COMMAND}" "-DBUILD=${PROJECT_BINARY_DIR}" "-DPREFIX=${mattis_embedder_root}/prefix"
          -P "${CMAKE_CURRENT_SOURCE_DIR}/install/install_afresh.cmake")
set_tests_properties(install PROPERTIES FIXTURES_SETUP installed)

mattis_add_embedder_test(embedder_installed "-DCMAKE_PREFIX_PATH=${mattis_embedder_root}/prefix")
set_tests_properties(embedder_installed PROPERTIES FIXTURES_REQUIRED installed)

# Compiles the whole library once more, to show that it builds and links as a subdirectory, shared, in a project that hides
# its symbols: not optimized.
mattis_add_embedder_test(embedder_subdirectory "-DMATTIS_SOURCE_DIR=${PROJECT_SOURCE_DIR}" ${mattis_subproject_options}
                         -DBUILD_SHARED_LIBS=ON -DCMAKE_CXX_VISIBILITY_PRESET=hidden -DCMAKE_VISIBILITY_INLINES_HIDDEN=ON
                         -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DMATTIS_SIMD_OPTIMIZATION=-O0)
