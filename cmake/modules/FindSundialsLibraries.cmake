# SPDX-License-Identifier: BSD-3-Clause
# CVODE and ARKODE of SUNDIALS 6 or later with its serial vector, in double. Its own CMake files are not asked: Debian's name
# targets of MPI, PETSc and hypre, which nothing here needs. Gives the targets SundialsLibraries::cvode and
# SundialsLibraries::arkode.
find_path(SundialsLibraries_INCLUDE_DIR NAMES cvode/cvode.h)
mark_as_advanced(SundialsLibraries_INCLUDE_DIR)
set(SundialsLibraries_required)
foreach(name IN ITEMS cvode arkode nvecserial)
  find_library(SundialsLibraries_${name}_LIBRARY NAMES sundials_${name})
  mark_as_advanced(SundialsLibraries_${name}_LIBRARY)
  list(APPEND SundialsLibraries_required SundialsLibraries_${name}_LIBRARY)
endforeach()
find_library(SundialsLibraries_core_LIBRARY NAMES sundials_core)  # of SUNDIALS 7
mark_as_advanced(SundialsLibraries_core_LIBRARY)
set(SundialsLibraries_double OFF)
set(SundialsLibraries_config "${SundialsLibraries_INCLUDE_DIR}/sundials/sundials_config.h")
if(EXISTS "${SundialsLibraries_config}")
  file(STRINGS "${SundialsLibraries_config}" SundialsLibraries_lines REGEX "^#define SUNDIALS_(VERSION|DOUBLE_PRECISION)")
  if("${SundialsLibraries_lines}" MATCHES "SUNDIALS_VERSION \"([0-9.]+)")
    set(SundialsLibraries_VERSION ${CMAKE_MATCH_1})
  endif()
  if("${SundialsLibraries_lines}" MATCHES "SUNDIALS_DOUBLE_PRECISION 1")
    set(SundialsLibraries_double ON)
  endif()
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SundialsLibraries
  REQUIRED_VARS ${SundialsLibraries_required} SundialsLibraries_INCLUDE_DIR SundialsLibraries_double
  VERSION_VAR SundialsLibraries_VERSION)
if(SundialsLibraries_FOUND)
  foreach(name IN ITEMS cvode arkode)
    if(NOT TARGET SundialsLibraries::${name})
      add_library(SundialsLibraries::${name} UNKNOWN IMPORTED)
      set_target_properties(SundialsLibraries::${name} PROPERTIES
                            IMPORTED_LOCATION "${SundialsLibraries_${name}_LIBRARY}"
                            INTERFACE_INCLUDE_DIRECTORIES "${SundialsLibraries_INCLUDE_DIR}")
      set(SundialsLibraries_beside "${SundialsLibraries_nvecserial_LIBRARY}")
      if(SundialsLibraries_core_LIBRARY)
        list(APPEND SundialsLibraries_beside "${SundialsLibraries_core_LIBRARY}")
      endif()
      set_property(TARGET SundialsLibraries::${name} PROPERTY INTERFACE_LINK_LIBRARIES ${SundialsLibraries_beside})
    endif()
  endforeach()
endif()
