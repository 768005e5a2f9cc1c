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

/// The lower halves of 64-bit lanes, those of `even` in even lanes.
template <class Arch>
XSIMD_INLINE xsimd::batch<uint32_t, Arch> interleave_low_halves(
    xsimd::batch<uint64_t, Arch> const& even, xsimd::batch<uint64_t, Arch> const& odd) {
  using Wide = xsimd::batch<uint64_t, Arch>;
  using Words = xsimd::batch<uint32_t, Arch>;
#if !defined(__aarch64__)
  if constexpr (sizeof(even) == 64) {
    return Words(_mm512_castps_si512(
        _mm512_mask_moveldup_ps(_mm512_castsi512_ps(even), 0xaaaa, _mm512_castsi512_ps(odd))));
  } else if constexpr (sizeof(even) == 32) {
    return Words(_mm256_castps_si256(_mm256_blend_ps(
        _mm256_castsi256_ps(even), _mm256_moveldup_ps(_mm256_castsi256_ps(odd)), 0xaa)));
  }
#endif
  return xsimd::bitwise_cast<uint32_t>((even & Wide(uint64_t{0xffffffff})) | (odd << 32));
}

/// Of the words of a vector.
struct RandomAddresses {
  uint64_t seed;
  uint32_t purpose;
  uint32_t stream;
  uint64_t first;
  uint64_t distance = 1;  ///< less than 2^32
};

/// Philox's four counters, then its four words, in a vector of lanes. Even and odd lanes are apart
/// throughout, each in the lower half of a lane twice as wide, whose upper half is never looked at:
/// both halves of a product are where they are wanted, and a round is four products, four shifts
/// and four exclusive ors. Zen 4, AVX-512: the noise of 64 neurons takes 44 ns, their normals
/// included.
template <class Arch>
struct Philox {
  using Words = xsimd::batch<uint32_t, Arch>;
  using Wide = xsimd::batch<uint64_t, Arch>;
  static constexpr int lanes = static_cast<int>(Words::size);

  static XSIMD_INLINE void rounds(Words (&word)[4], uint64_t seed) {
    Wide half[2][4];
    for (int i = 0; i < 4; ++i) {
      half[0][i] = xsimd::bitwise_cast<uint64_t>(word[i]);
      half[1][i] = half[0][i] >> 32;
    }
    rounds(half, 0, 10, seed);
    interleave<1>(half, &word);
  }

  /// The words of lane l of call k at index first + distance * (k * lanes + l): K calls side by
  /// side, so that a product waits for nobody. Where all indices have the same upper half, they
  /// differ in one counter of four, and of the first two rounds half is done once. With two
  /// streams, those of the upper half of the lanes are at the indices of the lower, one stream on.
  /// Counters are made in registers: from memory, where they were stored one by one, a vector comes
  /// late (the noise of solve took 1.8 times as long, Zen 4).
  template <int K, int streams = 1>
  static XSIMD_INLINE void draw(RandomAddresses const& at, Words (&word)[K][4]) {
    static_assert(streams == 1 || K == 1);
    constexpr int run = lanes / streams;
    Wide half[2 * K][4];
    for (int h = 0; h < 2 * K; ++h) {
      alignas(64) uint64_t place[lanes / 2];
      for (int j = 0; j < lanes / 2; ++j)
        place[j] = static_cast<uint64_t>(h / 2 * lanes + (2 * j + h % 2) % run);
      Wide const lane = Wide::load_aligned(place);
      half[h][0] = Wide(at.first) + multiply_low_halves(lane, Wide(at.distance));
    }
    uint64_t const last = at.first + (K * run - 1) * at.distance;
    if (streams == 1 && (at.first >> 32) == (last >> 32)) {
      two_rounds(at, half);
    } else {
      for (int h = 0; h < 2 * K; ++h) {
        alignas(64) uint64_t stream[lanes / 2];
        for (int j = 0; j < lanes / 2; ++j)
          stream[j] = static_cast<uint64_t>((2 * j + h % 2) / run);
        half[h][1] = half[h][0] >> 32;
        half[h][2] = Wide(uint64_t{at.stream}) + Wide::load_aligned(stream);
        half[h][3] = Wide(uint64_t{at.purpose});
      }
      rounds(half, 0, 2, at.seed);
    }
    rounds(half, 2, 10, at.seed);
    interleave<K>(half, word);
  }

 private:
  static constexpr uint32_t multiplier[] = {0xD2511F53u, 0xCD9E8D57u};

  struct Keys {
    uint32_t key[2];

    constexpr Keys(uint64_t seed, int round)
        : key{static_cast<uint32_t>(seed) + static_cast<uint32_t>(round) * 0x9E3779B9u,
              static_cast<uint32_t>(seed >> 32) + static_cast<uint32_t>(round) * 0xBB67AE85u} {}
  };

  template <int H>
  static XSIMD_INLINE void rounds(Wide (&half)[H][4], int first, int end, uint64_t seed) {
    for (int i = first; i < end; ++i) {
      Keys const of(seed, i);
      Wide const keys[2] = {Wide(uint64_t{of.key[0]}), Wide(uint64_t{of.key[1]})};
      for (auto& counter : half) round(counter, keys);
    }
  }

  static XSIMD_INLINE void round(Wide (&word)[4], Wide const (&keys)[2]) {
    Wide const first = multiply_low_halves(word[0], Wide(uint64_t{multiplier[0]}));
    Wide const third = multiply_low_halves(word[2], Wide(uint64_t{multiplier[1]}));
    word[0] = (third >> 32) ^ word[1] ^ keys[0];
    word[1] = third;
    word[2] = (first >> 32) ^ word[3] ^ keys[1];
    word[3] = first;
  }

  /// The first two, where only the first counters differ.
  template <int H>
  static XSIMD_INLINE void two_rounds(RandomAddresses const& at, Wide (&half)[H][4]) {
    Keys const keys(at.seed, 0), next(at.seed, 1);
    uint64_t const third = uint64_t{multiplier[1]} * at.stream;
    uint32_t const word0 =
        static_cast<uint32_t>(third >> 32) ^ static_cast<uint32_t>(at.first >> 32) ^ keys.key[0];
    uint64_t const first = uint64_t{multiplier[0]} * word0;
    Wide const factor0(uint64_t{multiplier[0]}), factor1(uint64_t{multiplier[1]});
    Wide const key0(uint64_t{static_cast<uint32_t>(third) ^ next.key[0]});
    Wide const key1(uint64_t{at.purpose ^ keys.key[1]});
    Wide const key2((first >> 32) ^ next.key[1]);
    for (auto& word : half) {
      Wide const product = multiply_low_halves(word[0], factor0);
      Wide const last = multiply_low_halves((product >> 32) ^ key1, factor1);
      word[0] = (last >> 32) ^ key0;
      word[1] = last;
      word[2] = product ^ key2;
      word[3] = Wide(first);
    }
  }

  template <int K>
  static XSIMD_INLINE void interleave(Wide (&half)[2 * K][4], Words (*word)[4]) {
    for (int k = 0; k < K; ++k)
      for (int i = 0; i < 4; ++i)
        word[k][i] = interleave_low_halves(half[2 * k][i], half[2 * k + 1][i]);
  }
};

}  // namespace mattis::simd
