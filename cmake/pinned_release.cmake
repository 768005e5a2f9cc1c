# SPDX-License-Identifier: BSD-3-Clause
# mattis_declare(<name> URL <url> ..): FetchContent_Declare, and before it one line that says what is missing and how to get it,
# where the pinned release cannot be downloaded. FetchContent would stop there with a page about its own steps.
function(mattis_declare name)
  cmake_parse_arguments(PARSE_ARGV 1 release "" "URL" "")
  string(TOLOWER "${name}" lower)
  string(TOUPPER "${name}" upper)
  if(NOT FETCHCONTENT_SOURCE_DIR_${upper} AND NOT FETCHCONTENT_FULLY_DISCONNECTED AND
     NOT EXISTS "${FETCHCONTENT_BASE_DIR}/${lower}-src")
    file(DOWNLOAD "${release_URL}" RANGE_START 0 RANGE_END 0 INACTIVITY_TIMEOUT 20 STATUS status)
    list(GET status 0 code)
    list(GET status 1 why)
    if(code)
      message(FATAL_ERROR "${name}: expected it installed (Debian, root: scripts/setup; docs/building.md), or its pinned release "
                          "from ${release_URL}, got neither (${why})")
    endif()
  endif()
  FetchContent_Declare(${ARGV})
endfunction()
