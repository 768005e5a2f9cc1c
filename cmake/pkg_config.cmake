# SPDX-License-Identifier: BSD-3-Clause
# mattis.pc, for programs in C and Fortran, which need the core alone, and mattis-io.pc. They link what the library's C++ needs
# by name: with a static library all of it.
set(mattis_pc_libraries)
if(TARGET Kokkos::kokkoscore)
  foreach(part containers core)
    get_target_property(mattis_kokkos_imported Kokkos::kokkos${part} IMPORTED)
    if(mattis_kokkos_imported)
      list(APPEND mattis_pc_libraries "$<TARGET_LINKER_FILE:Kokkos::kokkos${part}>")
    else()  # built with this project, and installed beside it
      list(APPEND mattis_pc_libraries "-lkokkos${part}")
    endif()
  endforeach()
endif()
if(TARGET OpenMP::OpenMP_CXX)
  list(APPEND mattis_pc_libraries ${OpenMP_CXX_LIBRARIES})
endif()
if(MATTIS_SUNDIALS)
  list(APPEND mattis_pc_libraries "${SundialsLibraries_cvode_LIBRARY}" "${SundialsLibraries_nvecserial_LIBRARY}")
  if(SundialsLibraries_core_LIBRARY)
    list(APPEND mattis_pc_libraries "${SundialsLibraries_core_LIBRARY}")
  endif()
endif()
foreach(library IN LISTS CMAKE_DL_LIBS)
  list(APPEND mattis_pc_libraries "-l${library}")
endforeach()
foreach(runtime stdc++ c++)
  if(runtime IN_LIST CMAKE_CXX_IMPLICIT_LINK_LIBRARIES)
    list(APPEND mattis_pc_libraries "-l${runtime}")
  endif()
endforeach()
list(APPEND mattis_pc_libraries "-lm")
list(REMOVE_DUPLICATES mattis_pc_libraries)
list(JOIN mattis_pc_libraries " " mattis_pc_libraries)

set(mattis_pc_io_libraries)
if(MATTIS_FETCHED_HDF5)
  list(APPEND mattis_pc_io_libraries "-lmattis_hdf5")
else()
  list(APPEND mattis_pc_io_libraries ${HDF5_C_LIBRARIES})
endif()
if(MATTIS_PNG)
  list(APPEND mattis_pc_io_libraries ${PNG_LIBRARIES})
endif()
if(MATTIS_ZLIB)
  list(APPEND mattis_pc_io_libraries ${ZLIB_LIBRARIES})
endif()
list(JOIN mattis_pc_io_libraries " " mattis_pc_io_libraries)

file(RELATIVE_PATH mattis_pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" mattis_pc_up "${mattis_pc_up}")
# mattis_pkg_config(<name> <description> <requires> <library> <what the library needs>)
function(mattis_pkg_config name description requires library needs)
  set(public)
  set(private)
  if(MATTIS_STATIC)
    set(public " ${needs}")
  else()
    set(private "Libs.private: ${needs}\n")
  endif()
  file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/${name}.pc" CONTENT
"prefix=\${pcfiledir}/${mattis_pc_up}
libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}
includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}
fortran=\${includedir}/mattis/mattis.f90

Name: ${name}
Description: ${description}
Version: ${PROJECT_VERSION}
Requires: ${requires}
Cflags: -I\${includedir}
Libs: -L\${libdir} -l${library}${public}
${private}")
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endfunction()
mattis_pkg_config(mattis "${PROJECT_DESCRIPTION}" "" mattis "${mattis_pc_libraries}")
if(TARGET mattis_io)
  mattis_pkg_config(mattis-io "Results of mattis as files" "mattis = ${PROJECT_VERSION}" mattis_io "${mattis_pc_io_libraries}")
endif()
