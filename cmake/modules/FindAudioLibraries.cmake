# SPDX-License-Identifier: BSD-3-Clause
# libsndfile, libsoxr and FFTW (double), of which not all come with CMake files. Gives the targets AudioLibraries::sndfile,
# AudioLibraries::soxr and AudioLibraries::fftw3.
set(AudioLibraries_required)
foreach(name IN ITEMS sndfile soxr fftw3)
  find_path(AudioLibraries_${name}_INCLUDE_DIR NAMES ${name}.h)
  find_library(AudioLibraries_${name}_LIBRARY NAMES ${name})
  mark_as_advanced(AudioLibraries_${name}_INCLUDE_DIR AudioLibraries_${name}_LIBRARY)
  list(APPEND AudioLibraries_required AudioLibraries_${name}_LIBRARY AudioLibraries_${name}_INCLUDE_DIR)
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(AudioLibraries REQUIRED_VARS ${AudioLibraries_required})
if(AudioLibraries_FOUND)
  foreach(name IN ITEMS sndfile soxr fftw3)
    if(NOT TARGET AudioLibraries::${name})
      add_library(AudioLibraries::${name} UNKNOWN IMPORTED)
      set_target_properties(AudioLibraries::${name} PROPERTIES
                            IMPORTED_LOCATION "${AudioLibraries_${name}_LIBRARY}"
                            INTERFACE_INCLUDE_DIRECTORIES "${AudioLibraries_${name}_INCLUDE_DIR}")
    endif()
  endforeach()
endif()
