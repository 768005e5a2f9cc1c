# SPDX-License-Identifier: BSD-3-Clause
# What stands in the pages of docs/ and in README.md is run: shell, Python and TOML by scripts/check-docs, C++ by the compiler.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize" OR CMAKE_BUILD_TYPE STREQUAL "Debug" OR MATTIS_EXECUTION_SPACE MATCHES "cuda|hip" OR NOT MATTIS_BUILD_APPS)
  return()
endif()

add_test(NAME docs_blocks COMMAND ${MATTIS_PYTHON3} "${PROJECT_SOURCE_DIR}/scripts/check-docs" --build "${PROJECT_BINARY_DIR}")
mattis_test_environment(docs_blocks)
set_tests_properties(docs_blocks PROPERTIES TIMEOUT 900)

if(MATTIS_XTENSOR AND TARGET mattis_audio)
  file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.md" "${PROJECT_SOURCE_DIR}/docs/start/*.md")
  file(GLOB declared CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/docs/*.hpp")
  set(blocks "${CMAKE_CURRENT_BINARY_DIR}/docs_blocks.cpp")
  add_custom_command(OUTPUT "${blocks}" COMMAND ${MATTIS_PYTHON3} "${PROJECT_SOURCE_DIR}/scripts/check-docs" --cpp "${blocks}"
                     DEPENDS "${PROJECT_SOURCE_DIR}/scripts/check-docs" "${PROJECT_SOURCE_DIR}/README.md" ${pages} ${declared})
  add_library(mattis_docs_blocks OBJECT EXCLUDE_FROM_ALL "${blocks}")
  target_link_libraries(mattis_docs_blocks PRIVATE mattis::mattis mattis::xtensor mattis::audio)
  target_compile_options(mattis_docs_blocks PRIVATE -fsyntax-only -Wall -Werror -Wno-unused)
  add_test(NAME docs_cpp COMMAND ${CMAKE_COMMAND} --build "${PROJECT_BINARY_DIR}" --target mattis_docs_blocks)
  mattis_test_environment(docs_cpp)
endif()
