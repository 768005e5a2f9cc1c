# SPDX-License-Identifier: BSD-3-Clause
# tests/install is built as a user would: on the installed package, with this project as a subdirectory, and on an installed core
# alone. With sanitizers only programs in C and Fortran are, which the build itself has none of.
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

# Programs in C and Fortran, made with examples/Makefile and the installed mattis.pc.
find_program(MATTIS_GFORTRAN NAMES gfortran gfortran-14 gfortran-13 gfortran-12)
find_program(MATTIS_PKG_CONFIG pkg-config)
find_program(MATTIS_MAKE NAMES gmake make)
mark_as_advanced(MATTIS_GFORTRAN MATTIS_PKG_CONFIG MATTIS_MAKE)
# mattis_add_makefile_test(<name> <language> <compiler> <prefix>)
function(mattis_add_makefile_test name language compiler prefix)
  add_test(NAME ${name}
    COMMAND "${CMAKE_COMMAND}" "-DPREFIX=${mattis_embedder_root}/${prefix}" "-DLIBDIR=${CMAKE_INSTALL_LIBDIR}"
            "-DEXAMPLES=${PROJECT_SOURCE_DIR}/examples" "-DFOLDER=${mattis_embedder_root}/${name}"
            "-DLANGUAGE=${language}" "-DMAKE=${MATTIS_MAKE}" "-DCOMPILER=${compiler}"
            -P "${CMAKE_CURRENT_SOURCE_DIR}/install/make_examples.cmake")
  mattis_test_environment(${name})
endfunction()
if(MATTIS_PKG_CONFIG AND MATTIS_MAKE)
  string(REGEX MATCHALL "-fsanitize=[^ ]*" mattis_sanitize "${CMAKE_C_FLAGS}")  # what the library is linked with, too
  if(mattis_sanitize)
    list(APPEND mattis_sanitize -fno-sanitize-recover=undefined)
  endif()
  list(JOIN mattis_sanitize " " mattis_sanitize)
  mattis_add_makefile_test(embedder_c c "CC=${CMAKE_C_COMPILER} ${mattis_sanitize}" prefix)
  set_tests_properties(embedder_c PROPERTIES FIXTURES_REQUIRED installed)
  if(MATTIS_GFORTRAN)
    mattis_add_makefile_test(embedder_fortran fortran "FC=${MATTIS_GFORTRAN} ${mattis_sanitize}" prefix)
    set_tests_properties(embedder_fortran PROPERTIES FIXTURES_REQUIRED installed)
  endif()
else()
  message(STATUS "No make or no pkg-config: programs in C and Fortran are not made on the installed package")
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  return()
endif()

mattis_add_embedder_test(embedder_installed "-DCMAKE_PREFIX_PATH=${mattis_embedder_root}/prefix")
set_tests_properties(embedder_installed PROPERTIES FIXTURES_REQUIRED installed)

# Compiles the core once more, to show that it builds and links as a subdirectory, shared, in a project that hides its symbols
# and joins sources (half the time), where nothing is installed that it does not need: not optimized.
set(mattis_hidden)
foreach(package HDF5 PNG ZLIB AudioLibraries SundialsLibraries xtensor CLI11 tomlplusplus)
  list(APPEND mattis_hidden -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
endforeach()
mattis_add_embedder_test(embedder_subdirectory "-DMATTIS_SOURCE_DIR=${PROJECT_SOURCE_DIR}" ${mattis_subproject_options}
                         -DMATTIS_IO=OFF -DMATTIS_AUDIO=OFF -DMATTIS_BENCH=OFF ${mattis_hidden}
                         -DBUILD_SHARED_LIBS=ON -DCMAKE_UNITY_BUILD=ON -DCMAKE_CXX_VISIBILITY_PRESET=hidden -DCMAKE_VISIBILITY_INLINES_HIDDEN=ON
                         -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 -DMATTIS_SIMD_OPTIMIZATION=-O0)
set_tests_properties(embedder_subdirectory PROPERTIES FIXTURES_SETUP core_built)

# That core installed alone, and who uses it.
add_test(NAME install_core
  COMMAND "${CMAKE_COMMAND}" "-DBUILD=${mattis_embedder_root}/embedder_subdirectory"
          "-DPREFIX=${mattis_embedder_root}/core" -P "${CMAKE_CURRENT_SOURCE_DIR}/install/install_afresh.cmake")
set_tests_properties(install_core PROPERTIES FIXTURES_REQUIRED core_built FIXTURES_SETUP core_installed)
mattis_add_embedder_test(embedder_core "-DCMAKE_PREFIX_PATH=${mattis_embedder_root}/core" -DCOMPONENTS=core ${mattis_hidden})
set_tests_properties(embedder_core PROPERTIES FIXTURES_REQUIRED core_installed)
if(MATTIS_PKG_CONFIG AND MATTIS_MAKE)
  mattis_add_makefile_test(embedder_c_core c "CC=${CMAKE_C_COMPILER}" core)
  set_tests_properties(embedder_c_core PROPERTIES FIXTURES_REQUIRED core_installed)
endif()

# What find_package says of a component that is not there.
foreach(case "core|core|" "core|io|component io: expected one that this mattis was built with" "prefix|io bench core|"
             "prefix|sound|component sound: expected one of core, bench, io, xtensor, audio, mpi, got sound")
  string(REPLACE "|" ";" case "${case}")
  list(GET case 0 prefix)
  list(GET case 1 components)
  list(GET case 2 message)
  string(MAKE_C_IDENTIFIER "components_${prefix}_${components}" name)
  add_test(NAME ${name}
    COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/install/components" "-DBUILD=${mattis_embedder_root}/${name}"
            "-DPREFIX=${mattis_embedder_root}/${prefix}" "-DCOMPONENTS=${components}" "-DMESSAGE=${message}"
            "-DCXX=${CMAKE_CXX_COMPILER}" -P "${CMAKE_CURRENT_SOURCE_DIR}/install/check_components.cmake")
endforeach()
set_tests_properties(components_core_core components_core_io PROPERTIES FIXTURES_REQUIRED core_installed)
set_tests_properties(components_prefix_io_bench_core components_prefix_sound PROPERTIES FIXTURES_REQUIRED installed)
