# SPDX-License-Identifier: BSD-3-Clause
# Every struct of mattis.h has one size, and each of its fields one offset, in C and in the Fortran module.
include(CheckLanguage)
check_language(Fortran)
if(NOT CMAKE_Fortran_COMPILER)
  message(STATUS "No Fortran compiler: the Fortran module is neither compiled nor compared with mattis.h")
  return()
endif()
enable_language(Fortran)
set(mattis_layout_folder "${PROJECT_BINARY_DIR}/tests/layout")
add_custom_command(OUTPUT "${mattis_layout_folder}/layout.c" "${mattis_layout_folder}/layout.f90"
  COMMAND ${MATTIS_PYTHON3} "${PROJECT_SOURCE_DIR}/scripts/make-fortran-module" --layout "${mattis_layout_folder}"
  DEPENDS "${PROJECT_SOURCE_DIR}/scripts/make-fortran-module" "${PROJECT_SOURCE_DIR}/src/mattis/mattis.h" VERBATIM)
add_executable(test_fortran_layout "${mattis_layout_folder}/layout.c" "${mattis_layout_folder}/layout.f90"
               "${PROJECT_SOURCE_DIR}/src/mattis/mattis.f90")
set_target_properties(test_fortran_layout PROPERTIES Fortran_MODULE_DIRECTORY "${mattis_layout_folder}")
target_link_libraries(test_fortran_layout PRIVATE mattis::mattis)
target_compile_options(test_fortran_layout PRIVATE $<$<COMPILE_LANG_AND_ID:Fortran,GNU>:-std=f2018 -Wall -Werror>)
add_test(NAME fortran_layout COMMAND test_fortran_layout)
