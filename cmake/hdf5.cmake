# SPDX-License-Identifier: BSD-3-Clause
# HDF5's C library. FindHDF5 is a module, and its target differs from the one a source build gives. A parallel HDF5, all that
# some clusters and some machines that have MPI offer, serves as well: its headers are of that MPI.
find_package(HDF5 QUIET COMPONENTS C)
if(HDF5_FOUND AND HDF5_IS_PARALLEL)
  find_package(MPI QUIET COMPONENTS C)
endif()
if(HDF5_FOUND AND (NOT HDF5_IS_PARALLEL OR MPI_C_FOUND))
  message(STATUS "HDF5 ${HDF5_VERSION}: ${HDF5_INCLUDE_DIRS}")
  set(MATTIS_HDF5 hdf5::hdf5)
  if(HDF5_IS_PARALLEL)
    add_library(mattis_hdf5_headers INTERFACE IMPORTED)
    target_include_directories(mattis_hdf5_headers INTERFACE ${MPI_C_INCLUDE_DIRS})
    target_compile_definitions(mattis_hdf5_headers INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
    list(APPEND MATTIS_HDF5 $<BUILD_INTERFACE:mattis_hdf5_headers>)
  endif()
else()
  message(STATUS "HDF5: not installed, taking the pinned release")
  set(MATTIS_FETCHED_HDF5 ON)
  set(MATTIS_HDF5 hdf5-static)
  foreach(off HDF5_BUILD_TOOLS HDF5_BUILD_EXAMPLES HDF5_BUILD_HL_LIB HDF5_BUILD_CPP_LIB HDF5_BUILD_UTILS
              HDF5_ENABLE_Z_LIB_SUPPORT HDF5_ENABLE_SZIP_SUPPORT)
    set(${off} OFF CACHE BOOL "")
  endforeach()
  function(mattis_fetch_hdf5)  # a scope of its own for the two switches that others share
    set(BUILD_TESTING OFF)
    set(BUILD_SHARED_LIBS OFF)
    set(HDF5_EXPORTED_TARGETS mattis_io_targets)  # installed as a part of mattis, under a name of its own
    set(HDF5_EXTERNAL_LIB_PREFIX mattis_ CACHE STRING "")
    set(HDF5_INSTALL_NO_DEVELOPMENT ON)
    mattis_declare(HDF5
      URL https://support.hdfgroup.org/releases/hdf5/v1_14/v1_14_6/downloads/hdf5-1.14.6.tar.gz
      URL_HASH SHA256=e4defbac30f50d64e1556374aa49e574417c9e72c6b1de7a4ff88c4b1bea6e9b
      DOWNLOAD_EXTRACT_TIMESTAMP OFF SYSTEM)
    FetchContent_MakeAvailable(HDF5)
  endfunction()
  mattis_fetch_hdf5()
endif()
