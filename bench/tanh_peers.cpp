// SPDX-License-Identifier: BSD-3-Clause
#include "tanh_peers.hpp"

#include <immintrin.h>
#include <xsimd/xsimd.hpp>

#ifdef MATTIS_BENCH_SLEEF
#include <sleef.h>
#endif

namespace mattis::bench {
namespace {

// n is a multiple of the vector length.
void xsimd_tanh(float const* x, float* out, std::size_t n) {
  using Vector = xsimd::batch<float>;
  for (std::size_t i = 0; i < n; i += Vector::size)
    xsimd::tanh(Vector::load_unaligned(x + i)).store_unaligned(out + i);
}

#ifdef MATTIS_BENCH_SLEEF
void sleef_tanh(float const* x, float* out, std::size_t n) {
#ifdef __AVX512F__
  for (std::size_t i = 0; i < n; i += 16)
    _mm512_storeu_ps(out + i, Sleef_tanhf16_u10avx512f(_mm512_loadu_ps(x + i)));
#else
  for (std::size_t i = 0; i < n; i += 8)
    _mm256_storeu_ps(out + i, Sleef_tanhf8_u10avx2(_mm256_loadu_ps(x + i)));
#endif
}
#endif

}  // namespace

TanhPeers MATTIS_BENCH_PEERS() {
#ifdef MATTIS_BENCH_SLEEF
  return {sleef_tanh, xsimd_tanh};
#else
  return {nullptr, xsimd_tanh};
#endif
}

}  // namespace mattis::bench
