# SPDX-License-Identifier: BSD-3-Clause
# Each dependency: an installed one where it fits, else a pinned upstream release. FETCHCONTENT_SOURCE_DIR_<NAME> takes a
# local copy instead of the download.
include(FetchContent)
set(MATTIS_FETCHED_KOKKOS OFF)
set(MATTIS_FETCHED_RANDOM123 OFF)

# Kokkos: one library holds one set of execution spaces, so an installed one is taken only when its set has ours.
set(mattis_space "${MATTIS_EXECUTION_SPACE}")
string(TOUPPER "${mattis_space}" mattis_device)
if(NOT TARGET Kokkos::kokkos)
  add_subdirectory(${PROJECT_SOURCE_DIR}/cmake/probe_kokkos ${PROJECT_BINARY_DIR}/probe_kokkos)
  set(mattis_take_installed OFF)
  if(mattis_installed_kokkos_version VERSION_GREATER_EQUAL 4.6)
    if(mattis_space STREQUAL "auto" OR mattis_device IN_LIST mattis_installed_kokkos_devices)
      set(mattis_take_installed ON)
      # A device space is Kokkos' default before a parallel host space, and that before Serial.
      foreach(stronger CUDA HIP SYCL)
        if(mattis_device MATCHES "OPENMP|THREADS|SERIAL" AND stronger IN_LIST mattis_installed_kokkos_devices)
          set(mattis_take_installed OFF)
        endif()
      endforeach()
      foreach(stronger OPENMP THREADS)
        if(mattis_space STREQUAL "serial" AND stronger IN_LIST mattis_installed_kokkos_devices)
          set(mattis_take_installed OFF)
        endif()
      endforeach()
    endif()
    if(NOT mattis_take_installed)
      message(STATUS "Installed Kokkos ${mattis_installed_kokkos_version} has ${mattis_installed_kokkos_devices}, "
                     "not ${mattis_device} as its default: building Kokkos from source")
    endif()
  endif()
  if(mattis_take_installed)
    find_package(Kokkos 4.6...<6 QUIET)
    if(NOT Kokkos_FOUND)  # its version file may accept its own major version only
      find_package(Kokkos REQUIRED)
    endif()
    message(STATUS "Kokkos ${Kokkos_VERSION} with ${Kokkos_DEVICES}: ${Kokkos_DIR}")
  else()
    set(MATTIS_FETCHED_KOKKOS ON)
    if(mattis_space STREQUAL "auto")
      set(mattis_device OPENMP)
    endif()
    set(Kokkos_ENABLE_SERIAL ON CACHE BOOL "")
    if(NOT mattis_device STREQUAL "SERIAL")
      set(Kokkos_ENABLE_${mattis_device} ON CACHE BOOL "")
    endif()
    set(Kokkos_ENABLE_DEPRECATED_CODE_4 OFF CACHE BOOL "")
    FetchContent_Declare(Kokkos
      URL https://github.com/kokkos/kokkos/releases/download/4.6.02/kokkos-4.6.02.tar.gz
      URL_HASH SHA256=baf1ebbe67abe2bbb8bb6aed81b4247d53ae98ab8475e516d9c87e87fa2422ce
      DOWNLOAD_EXTRACT_TIMESTAMP OFF SYSTEM)
    FetchContent_MakeAvailable(Kokkos)
  endif()
endif()

# Random123 has no CMake files of its own.
if(NOT TARGET Random123::Random123)
  find_package(Random123 QUIET)
  if(NOT Random123_FOUND)
    set(MATTIS_FETCHED_RANDOM123 ON)
    FetchContent_Declare(Random123
      GIT_REPOSITORY https://github.com/DEShawResearch/random123.git GIT_TAG v1.14.0 GIT_SHALLOW ON)
    FetchContent_MakeAvailable(Random123)
    add_library(mattis_random123 INTERFACE)
    add_library(Random123::Random123 ALIAS mattis_random123)
    set_target_properties(mattis_random123 PROPERTIES EXPORT_NAME Random123)
    target_include_directories(mattis_random123 SYSTEM INTERFACE
      $<BUILD_INTERFACE:${random123_SOURCE_DIR}/include>
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/mattis/internal>)
  endif()
endif()

# mattis_dependency(<package> <smallest version> <target> <FetchContent declaration>..)
function(mattis_dependency package version target)
  if(TARGET ${target})
    return()
  endif()
  find_package(${package} QUIET)
  if(${package}_FOUND AND ${package}_VERSION VERSION_LESS version)
    message(FATAL_ERROR "${package}: expected version ${version} or later, got ${${package}_VERSION} in "
                        "${${package}_DIR}. Set CMAKE_DISABLE_FIND_PACKAGE_${package}=ON to download one.")
  endif()
  if(${package}_FOUND)
    message(STATUS "${package} ${${package}_VERSION}: ${${package}_DIR}")
    set_target_properties(${target} PROPERTIES IMPORTED_GLOBAL ON)
  else()
    message(STATUS "${package}: not installed, taking the pinned release")
    FetchContent_Declare(${package} ${ARGN} SYSTEM)
    FetchContent_MakeAvailable(${package})
  endif()
endfunction()

mattis_dependency(xsimd 12 xsimd
  GIT_REPOSITORY https://github.com/xtensor-stack/xsimd.git GIT_TAG 13.2.0 GIT_SHALLOW ON)

if(MATTIS_XTENSOR)
  mattis_dependency(xtl 0.7 xtl
    GIT_REPOSITORY https://github.com/xtensor-stack/xtl.git GIT_TAG 0.8.0 GIT_SHALLOW ON)
  mattis_dependency(xtensor 0.25 xtensor
    GIT_REPOSITORY https://github.com/xtensor-stack/xtensor.git GIT_TAG 0.26.0 GIT_SHALLOW ON)
endif()

if(MATTIS_BUILD_APPS)
  mattis_dependency(CLI11 2.1 CLI11::CLI11
    GIT_REPOSITORY https://github.com/CLIUtils/CLI11.git GIT_TAG v2.4.2 GIT_SHALLOW ON)
  mattis_dependency(tomlplusplus 3 tomlplusplus::tomlplusplus
    GIT_REPOSITORY https://github.com/marzer/tomlplusplus.git GIT_TAG v3.4.0 GIT_SHALLOW ON)
endif()

if(MATTIS_BUILD_TESTS)
  mattis_dependency(Catch2 3 Catch2::Catch2
    GIT_REPOSITORY https://github.com/catchorg/Catch2.git GIT_TAG v3.7.1 GIT_SHALLOW ON)
endif()

if(MATTIS_BUILD_BENCH)
  set(BENCHMARK_ENABLE_TESTING OFF CACHE BOOL "")
  set(BENCHMARK_ENABLE_INSTALL OFF CACHE BOOL "")
  mattis_dependency(benchmark 1.7 benchmark::benchmark
    GIT_REPOSITORY https://github.com/google/benchmark.git GIT_TAG v1.9.1 GIT_SHALLOW ON)
endif()

# HDF5, the serial C library. FindHDF5 is a module, and its target differs from the one a source build gives.
find_package(HDF5 QUIET COMPONENTS C)
if(HDF5_FOUND)
  message(STATUS "HDF5 ${HDF5_VERSION}: ${HDF5_INCLUDE_DIRS}")
  set(MATTIS_HDF5 hdf5::hdf5)
else()
  message(STATUS "HDF5: not installed, taking the pinned release")
  foreach(off HDF5_BUILD_TOOLS HDF5_BUILD_EXAMPLES HDF5_BUILD_HL_LIB HDF5_BUILD_UTILS HDF5_ENABLE_Z_LIB_SUPPORT
              HDF5_ENABLE_SZIP_SUPPORT)
    set(${off} OFF CACHE BOOL "")
  endforeach()
  set(mattis_build_testing "${BUILD_TESTING}")
  set(BUILD_TESTING OFF)
  FetchContent_Declare(HDF5
    GIT_REPOSITORY https://github.com/HDFGroup/hdf5.git GIT_TAG hdf5_1.14.6 GIT_SHALLOW ON SYSTEM)
  FetchContent_MakeAvailable(HDF5)
  set(BUILD_TESTING "${mattis_build_testing}")
  set(MATTIS_HDF5 hdf5-static)
endif()
