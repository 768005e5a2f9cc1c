// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The tables of the translation units; each exists where its unit is built (backends/simd/CMakeLists.txt).
// They are constants: nothing of a unit runs before a function of its table is called.
#include <backends/simd/micro_kernels.hpp>

namespace mattis::simd {

extern MicroKernels<float> const sse2_float;
extern MicroKernels<double> const sse2_double;
extern MicroKernels<float> const avx2_float;
extern MicroKernels<double> const avx2_double;
extern MicroKernels<float> const avx512_float;
extern MicroKernels<double> const avx512_double;
extern MicroKernels<float> const avx512_gfni_float;  ///< the same, for machines that have GFNI and VBMI as well
extern MicroKernels<double> const avx512_gfni_double;
extern MicroKernels<float> const neon_float;
extern MicroKernels<double> const neon_double;

}  // namespace mattis::simd
