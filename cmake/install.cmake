# SPDX-License-Identifier: BSD-3-Clause
include(CMakePackageConfigHelpers)
set(mattis_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/mattis")
set(mattis_internal_dir "${CMAKE_INSTALL_INCLUDEDIR}/mattis/internal")

get_target_property(mattis_type mattis TYPE)
set(MATTIS_STATIC OFF)  # what static libraries are linked with, their users look for
if(mattis_type STREQUAL "STATIC_LIBRARY")
  set(MATTIS_STATIC ON)
endif()

# mattis_install_component(<name> <targets>..): an export for each, so that whoever does not ask for a component needs none of
# what it needs.
set(mattis_installed_components)
function(mattis_install_component name)
  install(TARGETS ${ARGN} EXPORT mattis_${name}_targets
          ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(EXPORT mattis_${name}_targets NAMESPACE mattis:: DESTINATION "${mattis_package_dir}")
  list(APPEND mattis_installed_components ${name})
  set(mattis_installed_components ${mattis_installed_components} PARENT_SCOPE)
endfunction()

set(mattis_core_targets mattis)
if(MATTIS_FETCHED_RANDOM123)
  list(APPEND mattis_core_targets mattis_random123)
  install(DIRECTORY "${random123_SOURCE_DIR}/include/Random123" DESTINATION "${mattis_internal_dir}")
endif()
mattis_install_component(core ${mattis_core_targets})
foreach(name bench io xtensor mpi)
  if(TARGET mattis_${name})
    mattis_install_component(${name} mattis_${name})
  endif()
endforeach()
if(TARGET mattis_audio)
  mattis_install_component(audio mattis_audio)
  install(FILES "${PROJECT_SOURCE_DIR}/cmake/modules/FindAudioLibraries.cmake" DESTINATION "${mattis_package_dir}")
endif()
if(TARGET mattis_cli)
  install(TARGETS mattis_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  # What draws figures for the command, found from where it lies.
  install(FILES "${PROJECT_SOURCE_DIR}/python/mattis/__init__.py" DESTINATION "${CMAKE_INSTALL_DATADIR}/mattis/python/mattis")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/python/mattis/plots" DESTINATION "${CMAKE_INSTALL_DATADIR}/mattis/python/mattis"
          FILES_MATCHING PATTERN "*.py" PATTERN "__pycache__" EXCLUDE)
  install(FILES "${PROJECT_SOURCE_DIR}/reference/truth.npz" "${PROJECT_SOURCE_DIR}/reference/manifest.json"
          DESTINATION "${CMAKE_INSTALL_DATADIR}/mattis/reference")
endif()

set(mattis_not_installed)  # headers of what was not built
foreach(absent "io:(io|sweep)" "bench:(bench|report)" "audio:audio" "mpi:mpi" "xtensor:xtensor[.]hpp")
  string(REGEX MATCH "^([^:]+):(.+)$" absent "${absent}")
  if(NOT TARGET mattis_${CMAKE_MATCH_1})
    list(APPEND mattis_not_installed REGEX "/src/mattis/${CMAKE_MATCH_2}$" EXCLUDE)
  endif()
endforeach()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/src/mattis" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h" PATTERN "*.f90" ${mattis_not_installed})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/backends" DESTINATION "${mattis_internal_dir}"
        FILES_MATCHING PATTERN "*.hpp")
install(FILES "${PROJECT_BINARY_DIR}/generated/mattis/version.hpp"
              "${PROJECT_BINARY_DIR}/generated/mattis/launch_shapes.hpp" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/mattis")
include(cmake/pkg_config.cmake)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# The Kokkos that the library was compiled with is the one its users must have: one library holds one set of execution
# spaces, and its templates are in the headers.
set(MATTIS_KOKKOS_VERSION "${Kokkos_VERSION}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/mattisConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/mattisConfig.cmake" INSTALL_DESTINATION "${mattis_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/mattisConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/mattisConfig.cmake" "${PROJECT_BINARY_DIR}/mattisConfigVersion.cmake"
              "${PROJECT_SOURCE_DIR}/cmake/modules/FindRandom123.cmake"
              "${PROJECT_SOURCE_DIR}/cmake/modules/FindSundialsLibraries.cmake"
        DESTINATION "${mattis_package_dir}")
