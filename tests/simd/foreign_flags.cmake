# SPDX-License-Identifier: BSD-3-Clause
# cmake -DSOURCE=.. -DBINARY=.. -DGENERATOR=.. -DOPTIONS=a,b,.. -DOBJDUMP=.. -DOBJECTS=a.o,b.o,.. -P foreign_flags.cmake
# The project once more, with flags that a user or an enclosing project may have. The instruction sets' units must be the
# same code as in this build, instruction for instruction, and what sums on the host must round as it is written.
set(foreign "-march=haswell -mavx512f -mbmi2 -ffast-math")
string(REPLACE "," ";" objects "${OBJECTS}")
string(REPLACE "," ";" options "${OPTIONS}")

execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BINARY}" -G "${GENERATOR}" ${options}
                        "-DCMAKE_CXX_FLAGS=${foreign}" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DMATTIS_INSTALL=OFF
                        -DMATTIS_PRECOMPILE=OFF
                        -DMATTIS_BUILD_TESTS=OFF -DMATTIS_BUILD_BENCH=OFF -DMATTIS_BUILD_APPS=OFF
                        -DMATTIS_BUILD_EXAMPLES=OFF -DMATTIS_XTENSOR=OFF
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BINARY}" --parallel 2 --target mattis_simd
                COMMAND_ERROR_IS_FATAL ANY)

function(instructions object result)
  execute_process(COMMAND "${OBJDUMP}" -dr --no-show-raw-insn "${object}" OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^\n]*\n[^\n]*file format[^\n]*" "" text "${text}")  # the object's own name
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

foreach(object IN LISTS objects)
  get_filename_component(name "${object}" NAME)
  file(GLOB_RECURSE other "${BINARY}/backends/simd/*/${name}")
  instructions("${object}" expected)
  instructions("${other}" got)
  if(NOT got STREQUAL expected)
    message(SEND_ERROR "${name}: expected the same code with ${foreign}, got another (${other})")
  endif()
endforeach()

# One file of the library's host sums, by the command that CMake would run.
file(READ "${BINARY}/compile_commands.json" commands)
string(JSON last LENGTH "${commands}")
math(EXPR last "${last} - 1")
foreach(i RANGE ${last})
  string(JSON file GET "${commands}" ${i} file)
  if(file MATCHES "/dmft/diagnosis\\.cpp$")
    string(JSON command GET "${commands}" ${i} command)
    string(JSON directory GET "${commands}" ${i} directory)
    string(REGEX REPLACE " -o [^ ]+" " -o ${BINARY}/host_sums.o" command "${command}")
    execute_process(COMMAND sh -c "${command}" WORKING_DIRECTORY "${directory}" COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
instructions("${BINARY}/host_sums.o" code)
if(NOT code MATCHES "%xmm" OR NOT code MATCHES "vaddsd|vmulsd")
  message(FATAL_ERROR "host_sums.o: expected AVX instructions with ${foreign}, got none: is this check still right?")
endif()
if(code MATCHES "vfn?m(add|sub)")
  message(SEND_ERROR "host_sums.o: expected products and sums rounded as written with ${foreign}, got contracted ones")
endif()
