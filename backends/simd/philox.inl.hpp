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

/// Philox's four counters, then its four words, in `vector_lanes` lanes.
template <class Arch>
struct Philox {
  using Words = xsimd::batch<uint32_t, Arch>;
  using Wide = xsimd::batch<uint64_t, Arch>;
  static constexpr int lanes = static_cast<int>(Words::size);

  static XSIMD_INLINE void rounds(Words (&word)[4], uint64_t seed) {
    auto key0 = static_cast<uint32_t>(seed);
    auto key1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      Words high0, low0, high2, low2;
      multiply(word[0], 0xD2511F53u, high0, low0);
      multiply(word[2], 0xCD9E8D57u, high2, low2);
      word[0] = high2 ^ word[1] ^ Words(key0);
      word[1] = low2;
      word[2] = high0 ^ word[3] ^ Words(key1);
      word[3] = low0;
      key0 += 0x9E3779B9u;
      key1 += 0xBB67AE85u;
    }
  }

 private:
  static XSIMD_INLINE void multiply(Words const& a, uint32_t factor, Words& high, Words& low) {
    Wide const lower_half(uint64_t{0xffffffff});
    Wide const pairs = xsimd::bitwise_cast<uint64_t>(a);
    Wide const even = multiply_low_halves(pairs, Wide(uint64_t{factor}));
    Wide const odd = multiply_low_halves(pairs >> 32, Wide(uint64_t{factor}));
    high = xsimd::bitwise_cast<uint32_t>((even >> 32) | (odd & ~lower_half));
    low = xsimd::bitwise_cast<uint32_t>((even & lower_half) | (odd << 32));
  }
};

}  // namespace mattis::simd
