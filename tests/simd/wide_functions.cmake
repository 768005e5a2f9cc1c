# SPDX-License-Identifier: BSD-3-Clause
# cmake -DOBJDUMP=.. -DOBJECTS=a.o,b.o,.. -P wide_functions.cmake
# Outside of the instruction sets' own units, AVX registers are used in the functions of kernels/detail/vector_width.hpp
# alone: what they call was inlined into them, and no function that an older machine may run holds such instructions.
string(REPLACE "," ";" objects "${OBJECTS}")
set(awk [[
/^[0-9a-f]+ <.*>:$/ { name = $2 }
/%[yz]mm/ && !(name in seen) { seen[name] = 1; print name }
]])
set(wide 0)
foreach(object IN LISTS objects)
  if(object MATCHES "/backends/simd/|\\.gch$")
    continue()
  endif()
  execute_process(COMMAND "${OBJDUMP}" -d --no-show-raw-insn "${object}" COMMAND awk "${awk}"
                  OUTPUT_VARIABLE functions COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^\n]+" functions "${functions}")
  foreach(name IN LISTS functions)
    math(EXPR wide "${wide} + 1")
    if(NOT name MATCHES "(run|call)_with_(256|512)_bits")
      message(SEND_ERROR "${object}: '${name}' uses AVX registers, and any machine may run it")
    endif()
  endforeach()
endforeach()
if(wide EQUAL 0)
  message(FATAL_ERROR "expected functions compiled for AVX, got none: is this check still right?")
endif()
