# SPDX-License-Identifier: BSD-3-Clause
# mattis_component(<name> <target> <sources>..): a library, static or shared, that is mattis::<name>.
include(${CMAKE_CURRENT_LIST_DIR}/exported_symbols.cmake)

function(mattis_component name target)
  add_library(${target} ${ARGN})
  add_library(mattis::${name} ALIAS ${target})
  mattis_target_options(${target})
  mattis_precompile(${target} <Kokkos_Core.hpp>)
  # Before 1.0 every minor version has an ABI of its own. What a shared library exports is the linker's matter, below, also
  # where the enclosing project hides its own symbols.
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON
                        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
                        CXX_VISIBILITY_PRESET default VISIBILITY_INLINES_HIDDEN OFF)
  if(NOT DEFINED CMAKE_INSTALL_RPATH)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN" INSTALL_RPATH_USE_LINK_PATH ON)
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "SHARED_LIBRARY")
    mattis_export_symbols(${target})
  endif()
endfunction()
