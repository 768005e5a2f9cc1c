# SPDX-License-Identifier: BSD-3-Clause
# The header and version.cpp change with the configuration only. The commit is looked up at each build, in a file of
# its own that is rewritten only when it differs, so that a commit costs one small compilation and a link.
string(TOUPPER "${CMAKE_BUILD_TYPE}" mattis_config)
string(STRIP "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${mattis_config}}" MATTIS_COMPILE_FLAGS)
string(REGEX REPLACE "[\\\"]" "\\\\\\0" MATTIS_COMPILE_FLAGS "${MATTIS_COMPILE_FLAGS}")
set(mattis_generated "${PROJECT_BINARY_DIR}/generated/mattis")
configure_file("${PROJECT_SOURCE_DIR}/cmake/version.hpp.in" "${mattis_generated}/version.hpp" @ONLY)
configure_file("${PROJECT_SOURCE_DIR}/cmake/version.cpp.in" "${mattis_generated}/version.cpp" @ONLY)
add_custom_target(mattis_git_hash
  COMMAND "${CMAKE_COMMAND}" "-DSOURCE=${PROJECT_SOURCE_DIR}" "-DOUTPUT=${mattis_generated}/git_hash.cpp"
          -P "${PROJECT_SOURCE_DIR}/cmake/git_hash.cmake"
  BYPRODUCTS "${mattis_generated}/git_hash.cpp"
  COMMENT "Looking up the commit" VERBATIM)
add_dependencies(mattis mattis_git_hash)
target_sources(mattis PRIVATE "${mattis_generated}/version.cpp" "${mattis_generated}/git_hash.cpp")
set_source_files_properties("${mattis_generated}/git_hash.cpp" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
