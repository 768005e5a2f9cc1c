# SPDX-License-Identifier: BSD-3-Clause
# Run at each build: writes OUTPUT, a source file with the commit of the checkout SOURCE.
set(hash "unknown")
find_program(GIT git)
if(GIT)
  execute_process(COMMAND "${GIT}" -C "${SOURCE}" rev-parse --show-toplevel
                  OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH "${SOURCE}" source)
  if(top STREQUAL source)  # not the repository of a project that only contains this one
    execute_process(COMMAND "${GIT}" -C "${SOURCE}" rev-parse --short=12 --verify HEAD
                    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    execute_process(COMMAND "${GIT}" -C "${SOURCE}" status --porcelain --untracked-files=no
                    OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(head)
      set(hash "${head}")
      if(changes)
        string(APPEND hash "-dirty")
      endif()
    endif()
  endif()
endif()
set(text "// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/version.hpp>

char const* mattis::git_hash() { return \"${hash}\"; }
")
set(old "")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" old)
endif()
if(NOT old STREQUAL text)
  file(WRITE "${OUTPUT}" "${text}")
endif()
