# SPDX-License-Identifier: BSD-3-Clause
# What shared libraries export and need. Objects are compiled the same for static and shared ones, so that those of the build
# are linked once more, and nothing is compiled.
if(NOT MATTIS_LINKER_HAS_VERSION_SCRIPTS OR MATTIS_EXECUTION_SPACE MATCHES "cuda|hip")
  return()
endif()
function(mattis_add_shared target)
  cmake_parse_arguments(PARSE_ARGV 1 of "" "NAME" "OBJECTS;LIBRARIES")
  list(TRANSFORM of_OBJECTS REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  add_library(${target} SHARED ${of_OBJECTS})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME ${of_NAME}
                        LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/shared")
  target_link_libraries(${target} PRIVATE ${of_LIBRARIES})
  target_link_options(${target} PRIVATE LINKER:-z,defs)
  mattis_export_symbols(${target})
endfunction()
mattis_add_shared(mattis_shared NAME mattis OBJECTS mattis mattis_simd mattis_reference LIBRARIES Kokkos::kokkos)
mattis_add_shared(mattis_io_shared NAME mattis_io OBJECTS mattis_io LIBRARIES mattis_shared Kokkos::kokkos ${MATTIS_HDF5})
if(MATTIS_PNG)
  target_link_libraries(mattis_io_shared PRIVATE PNG::PNG)
endif()

if(CMAKE_OBJDUMP)
  add_test(NAME core_needs COMMAND "${CMAKE_COMMAND}" "-DOBJDUMP=${CMAKE_OBJDUMP}" "-DLIBRARY=$<TARGET_FILE:mattis_shared>"
           -P "${CMAKE_CURRENT_SOURCE_DIR}/abi/core_needs.cmake")
endif()
if(MATTIS_PYTHON3)
  add_test(NAME abi COMMAND ${MATTIS_PYTHON3} "${PROJECT_SOURCE_DIR}/scripts/check-abi" $<TARGET_FILE:mattis_shared>)
  add_test(NAME abi_changes COMMAND ${MATTIS_PYTHON3} "${CMAKE_CURRENT_SOURCE_DIR}/abi/changes.py")
  set_tests_properties(abi abi_changes PROPERTIES SKIP_RETURN_CODE 2)
endif()
