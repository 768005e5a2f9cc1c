# SPDX-License-Identifier: BSD-3-Clause
# Every public header compiles alone: one unit each that includes it twice and nothing else. Built with the tests.
file(GLOB_RECURSE MATTIS_PUBLIC_HEADERS RELATIVE "${PROJECT_SOURCE_DIR}/src" CONFIGURE_DEPENDS
     "${PROJECT_SOURCE_DIR}/src/mattis/*.hpp")
list(FILTER MATTIS_PUBLIC_HEADERS EXCLUDE REGEX "/detail/")
if(NOT MATTIS_XTENSOR)
  list(REMOVE_ITEM MATTIS_PUBLIC_HEADERS mattis/xtensor.hpp)
endif()

set(units)
foreach(header IN LISTS MATTIS_PUBLIC_HEADERS)
  string(MAKE_C_IDENTIFIER "${header}" name)
  set(unit "${PROJECT_BINARY_DIR}/header_tests/${name}.cpp")
  file(CONFIGURE OUTPUT "${unit}" CONTENT "#include <${header}>\n#include <${header}>\n")
  list(APPEND units "${unit}")
endforeach()

add_library(mattis_headers_alone OBJECT ${units})
mattis_target_options(mattis_headers_alone)
target_link_libraries(mattis_headers_alone PRIVATE mattis::mattis)
if(MATTIS_XTENSOR)
  target_link_libraries(mattis_headers_alone PRIVATE mattis::xtensor)
endif()
target_compile_options(mattis_headers_alone PRIVATE -O0)
