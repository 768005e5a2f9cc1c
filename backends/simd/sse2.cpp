// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/make_micro_kernels.inl.hpp>

namespace mattis::simd {

constinit MicroKernels<float> const sse2_float = make_micro_kernels<float, xsimd::sse2>("sse2");
constinit MicroKernels<double> const sse2_double = make_micro_kernels<double, xsimd::sse2>("sse2");

}  // namespace mattis::simd
