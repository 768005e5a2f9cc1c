# SPDX-License-Identifier: BSD-3-Clause
# Included after the library and before the programs, which all link what is made here.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=address" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_library(mattis_address_checks OBJECT "${CMAKE_CURRENT_LIST_DIR}/sanitizers/address_checks.cpp")
  target_compile_options(mattis_address_checks PRIVATE -O2 -fno-sanitize=all)
  link_libraries(mattis_address_checks)
endif()
