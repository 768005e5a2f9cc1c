// SPDX-License-Identifier: BSD-3-Clause
// The specialisations come before anything that could instantiate the general templates.
#include <backends/simd/sign_product_avx512.inl.hpp>
#include <backends/simd/tanh_avx512.inl.hpp>

#include <backends/simd/make_micro_kernels.inl.hpp>
#include <backends/simd/transpose_signs_gfni.inl.hpp>

namespace mattis::simd {
namespace {

template <class T>
consteval MicroKernels<T> with_gfni(MicroKernels<T> kernels) {
  kernels.transpose_signs = &transpose_signs_gfni<xsimd::avx512bw>;
  return kernels;
}

}  // namespace

constinit MicroKernels<float> const avx512_float = make_micro_kernels<float, xsimd::avx512bw>("avx512");
constinit MicroKernels<double> const avx512_double = make_micro_kernels<double, xsimd::avx512bw>("avx512");
constinit MicroKernels<float> const avx512_gfni_float = with_gfni(make_micro_kernels<float, xsimd::avx512bw>("avx512"));
constinit MicroKernels<double> const avx512_gfni_double =
    with_gfni(make_micro_kernels<double, xsimd::avx512bw>("avx512"));

}  // namespace mattis::simd
