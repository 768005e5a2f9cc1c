# SPDX-License-Identifier: BSD-3-Clause
# mattis.pc, for programs in C and Fortran. They link what the library's C++ needs by name: with a static library all of it.
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
if(MATTIS_FETCHED_HDF5)
  list(APPEND mattis_pc_libraries "-lmattis_hdf5")
else()
  list(APPEND mattis_pc_libraries ${HDF5_C_LIBRARIES})
endif()
if(MATTIS_SUNDIALS)
  list(APPEND mattis_pc_libraries "${SundialsLibraries_cvode_LIBRARY}" "${SundialsLibraries_nvecserial_LIBRARY}")
  if(SundialsLibraries_core_LIBRARY)
    list(APPEND mattis_pc_libraries "${SundialsLibraries_core_LIBRARY}")
  endif()
endif()
if(MATTIS_PNG)
  list(APPEND mattis_pc_libraries ${PNG_LIBRARIES})
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

get_target_property(mattis_type mattis TYPE)
if(mattis_type STREQUAL "STATIC_LIBRARY")
  set(mattis_pc_public " ${mattis_pc_libraries}")
  set(mattis_pc_private)
else()
  set(mattis_pc_public)
  set(mattis_pc_private "Libs.private: ${mattis_pc_libraries}\n")
endif()
file(RELATIVE_PATH mattis_pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" mattis_pc_up "${mattis_pc_up}")
file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/mattis.pc" CONTENT
"prefix=\${pcfiledir}/${mattis_pc_up}
libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}
includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}
fortran=\${includedir}/mattis/mattis.f90

Name: mattis
Description: ${PROJECT_DESCRIPTION}
Version: ${PROJECT_VERSION}
Cflags: -I\${includedir}
Libs: -L\${libdir} -lmattis${mattis_pc_public}
${mattis_pc_private}")
install(FILES "${PROJECT_BINARY_DIR}/mattis.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
