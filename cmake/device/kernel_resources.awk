# SPDX-License-Identifier: BSD-3-Clause
# One line per kernel from a demangled log of ptxas -v (device=cuda) or of clang's kernel-resource-usage (device=hip):
# architecture, kernel, registers, static shared memory, stack, spills (CUDA: bytes stored/loaded, HIP: vector/scalar
# registers), tab-separated.

# The text of the template argument or parenthesis that starts at `at`, up to its end.
function argument(text, at,   i, depth, c) {
  depth = 0
  for (i = at; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c ~ /[<({]/) ++depth
    if (c ~ /[>)}]/ && --depth < 0) break
    if (c == "," && depth == 0) break
  }
  return substr(text, at, i - at)
}

# Without the parameter lists of functions; "(anonymous namespace)" and the braces of a lambda are dealt with before.
function without_parameters(text,   i, depth, c, kept) {
  depth = 0
  for (i = 1; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c == "(") ++depth
    if (depth == 0) kept = kept c
    if (c == ")") --depth
  }
  return kept
}

# ParallelFor<mattis::detail::Body<Kokkos::Cuda, float>, ..> -> Body<float>; a lambda is named by its function.
function short_name(text) {
  gsub(/_INTERNAL_[A-Za-z0-9_]*::|\(anonymous namespace\)::/, "", text)
  if (!match(text, /Parallel(For|Reduce|Scan)</)) return text
  text = argument(text, RSTART + RLENGTH)
  if (match(text, /^Kokkos::Impl::CombinedFunctorReducer</)) text = argument(text, RLENGTH + 1)
  if (text ~ /^Kokkos::/) {
    gsub(/Kokkos::(Impl::)?/, "", text)
    return "Kokkos " text
  }
  text = without_parameters(text)
  gsub(/::\{lambda#/, " lambda ", text)
  gsub(/\}/, "", text)
  gsub(/, Kokkos::(LayoutRight|LayoutLeft|LayoutStride|(Cuda|HIP)(Space|::memory_space))/, "", text)
  gsub(/Kokkos::|mattis::|expr::|detail::/, "", text)
  gsub(/<(Cuda|HIP), /, "<", text)
  gsub(/<(Cuda|HIP)>|, (Cuda|HIP)>/, "", text)
  gsub(/> >/, ">>", text)
  gsub(/> >/, ">>", text)
  return text
}

function emit() {
  if (kernel != "")
    printf "%s\t%s\t%s\t%d\t%d\t%s\n", architecture, short_name(kernel), registers, shared, stack, spills
  kernel = ""
}

# The number after the last colon of a remark.
function value() {
  sub(/ \[-Rpass.*/, "")
  sub(/.*: */, "")
  return $0 + 0
}

device == "cuda" && /Compiling entry function/ {
  kernel = $0
  sub(/^[^']*'/, "", kernel)
  sub(/' for '[^']*'$/, "", kernel)
  registers = shared = stack = 0
}
# A function that was not inlined has a line of its own: no registers, but perhaps a spill.
device == "cuda" && /Function properties for/ {
  properties_of = $0
  sub(/.*Function properties for /, "", properties_of)
}
device == "cuda" && /bytes stack frame/ {
  if (properties_of == kernel) {
    stack = $1
    spills = $5 "/" $9
  } else if ($5 + $9 > 0) {
    printf "%s\t%s\t-\t0\t%d\t%d/%d\n", architecture, properties_of, $1, $5, $9
  }
}
device == "cuda" && /: Used [0-9]+ registers/ {
  match($0, /Used [0-9]+/)
  registers = substr($0, RSTART + 5, RLENGTH - 5)
  shared = match($0, /[0-9]+ bytes smem/) ? substr($0, RSTART, RLENGTH) + 0 : 0
  emit()
}

device == "hip" && /remark: *Function Name:/ {
  kernel = $0
  sub(/.*Function Name: */, "", kernel)
  sub(/ \[-Rpass.*/, "", kernel)
}
device == "hip" && /remark: *TotalSGPRs:/ { scalar = value() }
device == "hip" && /remark: *VGPRs:/ { vector = value() }
device == "hip" && /remark: *AGPRs:/ { vector += value() }
device == "hip" && /remark: *ScratchSize/ { stack = value() }
device == "hip" && /remark: *SGPRs Spill:/ { scalar_spills = value() }
device == "hip" && /remark: *VGPRs Spill:/ { vector_spills = value() }
device == "hip" && /remark: *LDS Size/ {
  shared = value()
  registers = vector "v " scalar "s"
  spills = vector_spills "/" scalar_spills
  emit()
}
