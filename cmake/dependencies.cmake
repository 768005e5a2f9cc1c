# SPDX-License-Identifier: BSD-3-Clause
# Each dependency: an installed one where it fits, else a pinned upstream release. FETCHCONTENT_SOURCE_DIR_<NAME> takes a
# local copy instead of the download.
include(FetchContent)
include(${CMAKE_CURRENT_LIST_DIR}/pinned_release.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/kokkos.cmake)
set(MATTIS_FETCHED_RANDOM123 OFF)
set(MATTIS_FETCHED_HDF5 OFF)

# An enclosing project meets the found targets through mattis::mattis.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)

# Random123 has no CMake files of its own.
if(NOT TARGET Random123::Random123)
  find_package(Random123 QUIET)
  if(NOT Random123_FOUND)
    set(MATTIS_FETCHED_RANDOM123 ON)
    mattis_declare(Random123
      URL https://github.com/DEShawResearch/random123/archive/refs/tags/v1.14.0.tar.gz
      URL_HASH SHA256=effafd8656b18030b2a5b995cd3650c51a7c45052e6e1c21e48b9fa7a59d926e
      DOWNLOAD_EXTRACT_TIMESTAMP OFF SOURCE_SUBDIR include)
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
  # Asked for a version that nobody has, CMake lists what there is and loads nothing: one that is too old does no harm.
  # (A smallest version proper would be refused by those that promise nothing across major ones.)
  find_package(${package} 99999 EXACT QUIET CONFIG)
  set(found OFF)
  if(${package}_CONSIDERED_VERSIONS AND NOT ${package}_CONSIDERED_VERSIONS VERSION_LESS version)
    set(found ON)
  endif()
  if(found)
    find_package(${package} QUIET REQUIRED CONFIG)
    message(STATUS "${package} ${${package}_VERSION}: ${${package}_DIR}")
  else()
    message(STATUS "${package}: ${version} or later is not installed, taking the pinned release")
    if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.28 AND NOT package MATCHES "xtensor|xtl")
      list(APPEND ARGN EXCLUDE_FROM_ALL)  # not installed with mattis, which alone needs it
    endif()
    mattis_declare(${package} ${ARGN} DOWNLOAD_EXTRACT_TIMESTAMP OFF SYSTEM)
    FetchContent_MakeAvailable(${package})
  endif()
endfunction()

mattis_dependency(xsimd 12 xsimd
  URL https://github.com/xtensor-stack/xsimd/archive/refs/tags/13.2.0.tar.gz
  URL_HASH SHA256=edd8cd3d548c185adc70321c53c36df41abe64c1fe2c67bc6d93c3ecda82447a)

mattis_dependency(nlohmann_json 3.9 nlohmann_json::nlohmann_json
  URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
  URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d)

# Boost's headers (Boost.Math) for a few sources; nothing of Boost is compiled.
mattis_dependency(boost_headers 1.74 Boost::headers
  URL https://archives.boost.io/release/1.83.0/source/boost_1_83_0.tar.bz2
  URL_HASH SHA256=6478edfe2f3305127cffe8caf73ea0176c53769f4bf1585be237eb30798c3b8e
  SOURCE_SUBDIR boost)
if(TARGET Boost::headers)
  set(MATTIS_BOOST_INCLUDE $<TARGET_PROPERTY:Boost::headers,INTERFACE_INCLUDE_DIRECTORIES>)
else()
  set(MATTIS_BOOST_INCLUDE "${boost_headers_SOURCE_DIR}")
endif()

if(MATTIS_XTENSOR)
  mattis_dependency(xtl 0.7 xtl
    URL https://github.com/xtensor-stack/xtl/archive/refs/tags/0.8.1.tar.gz
    URL_HASH SHA256=e69a696068ccffd2b435539d583665981b6c6abed596a72832bffbe3e13e1f49)
  mattis_dependency(xtensor 0.25 xtensor
    URL https://github.com/xtensor-stack/xtensor/archive/refs/tags/0.27.1.tar.gz
    URL_HASH SHA256=117c192ae3b7c37c0156dedaa88038e0599a6b264666c3c6c2553154b500fe23)
endif()

if(MATTIS_BUILD_APPS)
  mattis_dependency(CLI11 2.1 CLI11::CLI11
    URL https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.4.2.tar.gz
    URL_HASH SHA256=f2d893a65c3b1324c50d4e682c0cdc021dd0477ae2c048544f39eed6654b699a)
  mattis_dependency(tomlplusplus 3 tomlplusplus::tomlplusplus
    URL https://github.com/marzer/tomlplusplus/archive/refs/tags/v3.4.0.tar.gz
    URL_HASH SHA256=8517f65938a4faae9ccf8ebb36631a38c1cadfb5efa85d9a72e15b9e97d25155)
endif()

if(MATTIS_BUILD_TESTS)
  mattis_dependency(Catch2 3 Catch2::Catch2
    URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
    URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)
endif()

if(MATTIS_BUILD_BENCH)
  set(BENCHMARK_ENABLE_TESTING OFF CACHE BOOL "")
  set(BENCHMARK_ENABLE_INSTALL OFF CACHE BOOL "")
  mattis_dependency(benchmark 1.7 benchmark::benchmark
    URL https://github.com/google/benchmark/archive/refs/tags/v1.9.1.tar.gz
    URL_HASH SHA256=32131c08ee31eeff2c8968d7e874f3cb648034377dfc32a4c377fa8796d84981)
endif()

# What files need: HDF5, and, where they are installed, what reads recordings, PNG images and
# compressed arrays, which is done without where not.
set(mattis_audio_default OFF)
if(MATTIS_IO)
  include(${CMAKE_CURRENT_LIST_DIR}/hdf5.cmake)
  find_package(AudioLibraries QUIET)
  find_package(PNG QUIET)
  find_package(ZLIB QUIET)
  set(mattis_audio_default ${AudioLibraries_FOUND})
endif()
option(MATTIS_AUDIO "Offer mattis::audio, which makes patterns of recordings" ${mattis_audio_default})
if(MATTIS_AUDIO)
  find_package(AudioLibraries REQUIRED)
endif()
if(MATTIS_MPI)
  find_package(MPI 3 REQUIRED COMPONENTS C)
  message(STATUS "MPI ${MPI_C_VERSION}: ${MPI_C_LIBRARIES}")
endif()
# What solves differential equations: taken where it is installed, and done without where not.
find_package(SundialsLibraries 6 QUIET)
option(MATTIS_SUNDIALS "Offer simulations in continuous time, by CVODE" ${SundialsLibraries_FOUND})
if(MATTIS_SUNDIALS)
  find_package(SundialsLibraries 6 REQUIRED)
endif()
option(MATTIS_PNG "Read and write PNG images" ${PNG_FOUND})
if(MATTIS_PNG)
  find_package(PNG REQUIRED)
endif()
option(MATTIS_ZLIB "Read compressed arrays of .npz files" ${ZLIB_FOUND})
if(MATTIS_ZLIB)
  find_package(ZLIB REQUIRED)
endif()
