# SPDX-License-Identifier: BSD-3-Clause
# The report from the lines of kernel_resources.awk. Exits 1 on a spill and where there is no kernel.
# AMD's scalar registers spill into lanes of vector registers, not into memory: they are shown and do not fail.
# Kernels of Kokkos itself (initialisation and destruction of Views) are checked too, and listed only when they spill.
BEGIN {
  unit = device == "cuda" ? "spilled bytes (stored/loaded)" : "spilled registers (vector/scalar)"
  printf "%-72s %-7s %10s %7s %6s  %s\n", "kernel", "target", "registers", "shared", "stack", unit
}
{
  split($6, spilled, "/")
  spill = spilled[1] > 0 || device == "cuda" && spilled[2] > 0
  in_lanes += device == "hip" && !spill && spilled[2] > 0
  own = $2 !~ /^Kokkos /
  kernels += own
  others += !own
  with_stack += own && $5 > 0
  spills += spill
  if (own || spill) {
    name = length($2) > 72 ? substr($2, 1, 69) "..." : $2
    printf "%-72s %-7s %10s %7d %6d  %s%s\n", name, $1, $3, $4, $5, $6, spill ? "  SPILL" : ""
  }
}
END {
  printf "%d kernels, %d with a stack frame; %d of Kokkos' own; %d spill\n", kernels, with_stack, others, spills
  if (in_lanes) printf "%d keep scalar registers in lanes of vector registers, which takes no memory\n", in_lanes
  print "shared: bytes known at compile time, without the scratch that a launch asks for; stack: bytes per thread"
  if (kernels == 0) print "no kernel found"
  exit kernels == 0 || spills > 0
}
