# SPDX-License-Identifier: BSD-3-Clause
# mattis_export_symbols(<shared library>): it exports the functions of mattis.h and the namespace mattis without its parts simd
# and c, and nothing else: not what it has of Kokkos, Boost, nlohmann/json and the C++ library. A rule in one place, so that no
# declaration is marked, none is forgotten, and the sources are compiled the same for static and shared libraries.
include(CheckLinkerFlag)

set(mattis_symbol_versions "${PROJECT_BINARY_DIR}/generated/exported_symbols.map")
set(mattis_api "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}")
# A linker's "local" does not take back what a pattern of "global" has: the patterns are for names (their length, then
# themselves) that are not 4simd and not 1c.
set(mattis_patterns)
foreach(entity N NK NR NO NKR ZN ZNK ZZN ZZNK    # functions, and what is static in them
               GVN GVZN GVZNK TWN THN            # guards of statics, wrappers of thread_local ones
               TIN TSN TVN TTN "Thn*_N")         # what exceptions and virtual functions need
  foreach(name "1[A-Z0-9]*" "[235-9]*" "4[!s]*" "4s[!i]*")
    string(APPEND mattis_patterns "    _Z${entity}6mattis${name};\n")
  endforeach()
endforeach()
# Kokkos counts the Views of a thread by one flag: a library with a flag of its own would count others than its caller.
foreach(entity N TWN THN)
  string(APPEND mattis_patterns "    _Z${entity}6Kokkos*18t_tracking_enabledE;\n")
endforeach()
file(CONFIGURE OUTPUT "${mattis_symbol_versions}" @ONLY CONTENT
"MATTIS_@mattis_api@ {
  global:
    mattis_[a-z]*;
};
MATTIS_CXX_@mattis_api@ {
  global:
@mattis_patterns@  local:
    *;
};
")
check_linker_flag(CXX "LINKER:--version-script=${mattis_symbol_versions}" MATTIS_LINKER_HAS_VERSION_SCRIPTS)

function(mattis_export_symbols target)
  if(MATTIS_LINKER_HAS_VERSION_SCRIPTS)
    set(versions "${PROJECT_BINARY_DIR}/generated/exported_symbols.map")
    target_link_options(${target} PRIVATE "LINKER:--version-script=${versions}")
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS "${versions}")
  endif()
endfunction()
