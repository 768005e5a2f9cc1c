# SPDX-License-Identifier: BSD-3-Clause
# Before project(): where the system's own g++ is older than this code needs, take the newest versioned one.
# A compiler that somebody chose (CXX, CMAKE_CXX_COMPILER, a toolchain file, an enclosing project) is left alone.
set(mattis_cxx_chosen OFF)
if(DEFINED ENV{CXX} AND NOT (SKBUILD AND "$ENV{CXX}" MATCHES "[cg]\\+\\+$"))  # pip's build names the one Python was made with
  set(mattis_cxx_chosen ON)
endif()
if(DEFINED CMAKE_CXX_COMPILER OR mattis_cxx_chosen OR CMAKE_TOOLCHAIN_FILE OR DEFINED PROJECT_NAME)
  return()
endif()
find_program(MATTIS_SYSTEM_CXX NAMES c++ g++ NO_CACHE)
if(MATTIS_SYSTEM_CXX)
  execute_process(COMMAND "${MATTIS_SYSTEM_CXX}" -dumpfullversion OUTPUT_VARIABLE mattis_cxx_version
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE mattis_cxx_failed)
  if(NOT mattis_cxx_failed AND mattis_cxx_version VERSION_GREATER_EQUAL 13)
    return()
  endif()
endif()
find_program(MATTIS_NEWER_CXX NAMES g++-16 g++-15 g++-14 g++-13 NO_CACHE)
if(MATTIS_NEWER_CXX)
  set(CMAKE_CXX_COMPILER "${MATTIS_NEWER_CXX}" CACHE FILEPATH "C++ compiler")
  if(NOT DEFINED CMAKE_C_COMPILER AND (SKBUILD OR NOT DEFINED ENV{CC}))
    string(REGEX REPLACE "g\\+\\+(-[0-9]+)$" "gcc\\1" mattis_newer_cc "${MATTIS_NEWER_CXX}")
    if(EXISTS "${mattis_newer_cc}")
      set(CMAKE_C_COMPILER "${mattis_newer_cc}" CACHE FILEPATH "C compiler")
    endif()
  endif()
endif()
