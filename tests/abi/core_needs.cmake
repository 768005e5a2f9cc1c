# SPDX-License-Identifier: BSD-3-Clause
# The shared library of the core needs Kokkos and the compiler's own libraries, and no other.
execute_process(COMMAND "${OBJDUMP}" -p "${LIBRARY}" OUTPUT_VARIABLE headers COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "NEEDED +[^\n]+" needed "${headers}")
if(NOT needed MATCHES "libc[.]")
  message(FATAL_ERROR "${LIBRARY}: expected libraries that it needs, got '${needed}'")
endif()
foreach(library IN LISTS needed)
  if(NOT library MATCHES " (libkokkos|libhwloc|libstdc|libc[+][+]|libm[.]|libgomp|libomp|libgcc_s|libc[.]|libdl|libpthread|ld-linux)")
    message(FATAL_ERROR "${LIBRARY}: expected Kokkos and the compiler's own libraries, got ${library}")
  endif()
endforeach()
