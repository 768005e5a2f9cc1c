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

# Programs in C and Fortran, made with examples/Makefile and the installed mattis.pc.
find_program(MATTIS_GFORTRAN NAMES gfortran gfortran-14 gfortran-13 gfortran-12)
find_program(MATTIS_PKG_CONFIG pkg-config)
find_program(MATTIS_MAKE NAMES gmake make)
mark_as_advanced(MATTIS_GFORTRAN MATTIS_PKG_CONFIG MATTIS_MAKE)
function(mattis_add_makefile_test language compiler)
  add_test(NAME embedder_${language}
    COMMAND "${CMAKE_COMMAND}" "-DPREFIX=${mattis_embedder_root}/prefix" "-DLIBDIR=${CMAKE_INSTALL_LIBDIR}"
            "-DEXAMPLES=${PROJECT_SOURCE_DIR}/examples" "-DFOLDER=${mattis_embedder_root}/${language}"
            "-DLANGUAGE=${language}" "-DMAKE=${MATTIS_MAKE}" "-DCOMPILER=${compiler}"
            -P "${CMAKE_CURRENT_SOURCE_DIR}/install/make_examples.cmake")
  mattis_test_environment(embedder_${language})
  set_tests_properties(embedder_${language} PROPERTIES FIXTURES_REQUIRED installed)
endfunction()
if(MATTIS_PKG_CONFIG AND MATTIS_MAKE)
  mattis_add_makefile_test(c "CC=${CMAKE_C_COMPILER}")
  if(MATTIS_GFORTRAN)
    mattis_add_makefile_test(fortran "FC=${MATTIS_GFORTRAN}")
  endif()
else()
  message(STATUS "No make or no pkg-config: programs in C and Fortran are not made on the installed package")
endif()

# Compiles the whole library once more, to show that it builds and links as a subdirectory, shared, in a project that hides
# its symbols: not optimized.
mattis_add_embedder_test(embedder_subdirectory "-DMATTIS_SOURCE_DIR=${PROJECT_SOURCE_DIR}" ${mattis_subproject_options}
                         -DBUILD_SHARED_LIBS=ON -DCMAKE_CXX_VISIBILITY_PRESET=hidden -DCMAKE_VISIBILITY_INLINES_HIDDEN=ON
                         -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DMATTIS_SIMD_OPTIMIZATION=-O0)
