// SPDX-License-Identifier: BSD-3-Clause
// The specialisations come before anything that could instantiate the general templates.
#include <backends/simd/sign_product_avx512.inl.hpp>
#include <backends/simd/tanh_avx512.inl.hpp>

#include <backends/simd/make_micro_kernels.inl.hpp>

namespace mattis::simd {

constinit MicroKernels<float> const avx512_float = make_micro_kernels<float, xsimd::avx512bw>("avx512");
constinit MicroKernels<double> const avx512_double = make_micro_kernels<double, xsimd::avx512bw>("avx512");

}  // namespace mattis::simd
