// SPDX-License-Identifier: BSD-3-Clause
// The specialisations come before anything that could instantiate the general templates.
#include <backends/simd/sign_product_avx2.inl.hpp>

#include <backends/simd/make_micro_kernels.inl.hpp>

namespace mattis::simd {

constinit MicroKernels<float> const avx2_float = make_micro_kernels<float, xsimd::fma3<xsimd::avx2>>("avx2");
constinit MicroKernels<double> const avx2_double = make_micro_kernels<double, xsimd::fma3<xsimd::avx2>>("avx2");

}  // namespace mattis::simd
