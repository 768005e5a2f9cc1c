// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/make_micro_kernels.inl.hpp>

namespace mattis::simd {

constinit MicroKernels<float> const neon_float = make_micro_kernels<float, xsimd::neon64>("neon");
constinit MicroKernels<double> const neon_double = make_micro_kernels<double, xsimd::neon64>("neon");

}  // namespace mattis::simd
