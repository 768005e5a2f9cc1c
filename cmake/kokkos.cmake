# SPDX-License-Identifier: BSD-3-Clause
# One Kokkos holds one set of execution spaces: an installed one is taken when its default space is the one asked for,
# else Kokkos is built from source with it.
if(TARGET Kokkos::kokkos)
  return()  # an enclosing project's
endif()

string(TOUPPER "${MATTIS_EXECUTION_SPACE}" mattis_space)
add_subdirectory(${PROJECT_SOURCE_DIR}/cmake/probe_kokkos ${PROJECT_BINARY_DIR}/probe_kokkos)
set(mattis_installed_space NONE)
if(mattis_installed_kokkos_version VERSION_GREATER_EQUAL 4.6)
  foreach(space SERIAL THREADS OPENMP SYCL HIP CUDA)  # the last that is enabled is Kokkos' default
    if(space IN_LIST mattis_installed_kokkos_devices)
      set(mattis_installed_space ${space})
    endif()
  endforeach()
endif()

if(mattis_installed_space STREQUAL mattis_space OR
   (mattis_space STREQUAL "AUTO" AND NOT mattis_installed_space STREQUAL "NONE"))
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)  # an enclosing project meets it through mattis::mattis
  find_package(Kokkos REQUIRED QUIET)
  message(STATUS "Kokkos ${Kokkos_VERSION}, ${mattis_installed_space}: ${Kokkos_DIR}")
  return()
endif()

if(mattis_space STREQUAL "AUTO")
  set(mattis_space OPENMP)
endif()
set(mattis_kokkos_source "the pinned release")
if(FETCHCONTENT_SOURCE_DIR_KOKKOS)
  set(mattis_kokkos_source "${FETCHCONTENT_SOURCE_DIR_KOKKOS}")
endif()
message(STATUS "Kokkos: none installed with ${mattis_space} as its default, building ${mattis_kokkos_source}")
if(mattis_space STREQUAL "CUDA")
  # Without one Kokkos asks the device that is there, and where none is, stops with a page about its own options.
  get_cmake_property(mattis_architectures CACHE_VARIABLES)
  list(FILTER mattis_architectures INCLUDE REGEX "^Kokkos_ARCH_")
  execute_process(COMMAND nvidia-smi -L RESULT_VARIABLE mattis_no_device OUTPUT_QUIET ERROR_QUIET)
  if(NOT mattis_architectures AND mattis_no_device)
    message(FATAL_ERROR "Kokkos_ARCH: expected the device's architecture, such as -DKokkos_ARCH_HOPPER90=ON, got none, and no "
                        "device is here to ask")
  endif()
endif()
set(Kokkos_ENABLE_SERIAL ON CACHE BOOL "")
set(Kokkos_ENABLE_${mattis_space} ON CACHE BOOL "")
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_VISIBILITY_PRESET default)  # it exports nothing by itself
set(CMAKE_VISIBILITY_INLINES_HIDDEN OFF)
mattis_declare(Kokkos
  URL https://github.com/kokkos/kokkos/releases/download/5.1.1/kokkos-5.1.1.tar.gz
  URL_HASH SHA256=8bdbee0f0ac383436743ad8a9e3e928705b34b31a25a92dc5179c52a3aa98519
  DOWNLOAD_EXTRACT_TIMESTAMP OFF SYSTEM)
FetchContent_MakeAvailable(Kokkos)
unset(CMAKE_CXX_STANDARD)
unset(CMAKE_CXX_VISIBILITY_PRESET)
unset(CMAKE_VISIBILITY_INLINES_HIDDEN)
