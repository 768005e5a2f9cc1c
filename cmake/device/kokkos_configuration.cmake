# SPDX-License-Identifier: BSD-3-Clause
# Configuration headers of a Kokkos that has a device beside its host space, made from those of an installed one that has
# not: enough to compile against, nothing to link with.
#
#   cmake -DFROM=<include directory of the installed Kokkos> -DTO=<directory> -DDEVICE=<CUDA|HIP> -DARCHITECTURES=<A;B>
#         -P kokkos_configuration.cmake
#
# ARCHITECTURES are Kokkos' own macros without KOKKOS_ARCH_, as AMPERE;AMPERE80.
cmake_minimum_required(VERSION 3.24)
foreach(argument FROM TO DEVICE ARCHITECTURES)
  if(NOT ${argument})
    message(FATAL_ERROR "${argument}: expected a value, got none")
  endif()
endforeach()

function(read_header name variable)
  if(NOT EXISTS "${FROM}/${name}")
    message(FATAL_ERROR "Kokkos: expected ${name} in ${FROM}, found none")
  endif()
  file(READ "${FROM}/${name}" text)
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# enable(<variable> <macro>): turns its "#undef" comment into a definition.
function(enable variable macro)
  set(text "${${variable}}")
  if(NOT text MATCHES "#define ${macro}[ \n]")
    string(REPLACE "/* #undef ${macro} */" "#define ${macro}" changed "${text}")
    if(changed STREQUAL text)
      message(FATAL_ERROR "Kokkos: expected ${macro} in its configuration, found none: an unknown version")
    endif()
    set(text "${changed}")
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# include_after(<variable> <line>): after the last #include, or before the last #endif where there is none. The host
# spaces' headers come first, as in the order of Kokkos' own build.
function(include_after variable line)
  set(text "${${variable}}")
  string(FIND "${text}" "#include" at REVERSE)
  if(at GREATER_EQUAL 0)
    string(SUBSTRING "${text}" ${at} -1 rest)
    string(FIND "${rest}" "\n" newline)
    math(EXPR at "${at} + ${newline} + 1")
  else()
    string(FIND "${text}" "#endif" at REVERSE)
  endif()
  string(SUBSTRING "${text}" 0 ${at} before)
  string(SUBSTRING "${text}" ${at} -1 after)
  set(${variable} "${before}#include <${line}>\n${after}" PARENT_SCOPE)
endfunction()

set(spelling_CUDA Cuda)  # file names of the set-up headers
set(spelling_HIP HIP)

read_header(KokkosCore_config.h config)
enable(config KOKKOS_ENABLE_${DEVICE})
foreach(architecture IN LISTS ARCHITECTURES)
  enable(config KOKKOS_ARCH_${architecture})
endforeach()
file(WRITE "${TO}/KokkosCore_config.h" "${config}")

foreach(part Declare Fwd)
  read_header(KokkosCore_Config_${part}Backend.hpp header)
  string(TOLOWER ${part} folder)
  string(REPLACE declare decl folder ${folder})
  include_after(header ${folder}/Kokkos_${part}_${DEVICE}.hpp)
  file(WRITE "${TO}/KokkosCore_Config_${part}Backend.hpp" "${header}")
endforeach()

read_header(KokkosCore_Config_SetupBackend.hpp header)
include_after(header setup/Kokkos_Setup_${spelling_${DEVICE}}.hpp)
file(WRITE "${TO}/KokkosCore_Config_SetupBackend.hpp" "${header}")

read_header(desul/atomics/Config.hpp header)
enable(header DESUL_ATOMICS_ENABLE_${DEVICE})
file(WRITE "${TO}/desul/atomics/Config.hpp" "${header}")

include("${CMAKE_CURRENT_LIST_DIR}/../launch_shapes.cmake")
mattis_write_launch_shapes("${TO}/mattis/launch_shapes.hpp")
