# SPDX-License-Identifier: BSD-3-Clause
# What shared libraries export and need. Objects are compiled the same for static and shared ones, so that those of the build
# are linked once more, and nothing is compiled.
if(NOT MATTIS_LINKER_HAS_VERSION_SCRIPTS OR MATTIS_EXECUTION_SPACE MATCHES "cuda|hip")
  return()
endif()
# mattis_add_shared(<target> <component's target> <object library>..): what the component is, shared, linked with what it is.
function(mattis_add_shared target component)
  list(TRANSFORM ARGN REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(${target} SHARED $<TARGET_OBJECTS:${component}> ${objects})
  get_target_property(libraries ${component} LINK_LIBRARIES)
  list(TRANSFORM libraries REPLACE "^mattis$" mattis_shared)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME ${component}
                        LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/shared")
  target_link_libraries(${target} PUBLIC ${libraries})
  target_link_options(${target} PRIVATE LINKER:-z,defs)
  mattis_export_symbols(${target})
endfunction()
mattis_add_shared(mattis_shared mattis mattis_simd mattis_reference)
mattis_add_shared(mattis_io_shared mattis_io)

if(CMAKE_OBJDUMP)
  add_test(NAME core_needs COMMAND "${CMAKE_COMMAND}" "-DOBJDUMP=${CMAKE_OBJDUMP}" "-DLIBRARY=$<TARGET_FILE:mattis_shared>"
           -P "${CMAKE_CURRENT_SOURCE_DIR}/abi/core_needs.cmake")
endif()
if(MATTIS_PYTHON3)
  add_test(NAME abi COMMAND ${MATTIS_PYTHON3} "${PROJECT_SOURCE_DIR}/scripts/check-abi" $<TARGET_FILE:mattis_shared>)
  add_test(NAME abi_changes COMMAND ${MATTIS_PYTHON3} "${CMAKE_CURRENT_SOURCE_DIR}/abi/changes.py")
  set_tests_properties(abi abi_changes PROPERTIES SKIP_RETURN_CODE 2)
endif()
