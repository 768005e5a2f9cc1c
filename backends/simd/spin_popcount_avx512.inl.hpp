// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// VPOPCNTDQ counts the bits of 16 words in one instruction, for which there are 12 without it.
#include <backends/simd/spin_patterns.inl.hpp>

#include <stdint.h>

namespace mattis::simd {

template <class Arch>
struct DifferingSignsPopcount {
  [[gnu::target("avx512vpopcntdq,avx512f,avx512bw,avx512dq,avx512vl"),
    gnu::noinline]] static __m512i
  count(uint32_t const* block, int words, int b, int k) {
    __m512i differing = _mm512_setzero_si512();
    for (int w = 0; w < words; ++w) {
      __m512i const own = _mm512_set1_epi32(static_cast<int>(block[w * spin_block + b]));
      __m512i const other = _mm512_load_si512(block + w * spin_block + k);
      differing = _mm512_add_epi32(differing, _mm512_popcnt_epi32(_mm512_xor_si512(own, other)));
    }
    return differing;
  }
};

}  // namespace mattis::simd
