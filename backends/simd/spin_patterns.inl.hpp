// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What Hebb's couplings need of the bits of a block of sites.
#include <backends/simd/spin_vectors.inl.hpp>

#include <xsimd/xsimd.hpp>

#include <stdint.h>

namespace mattis::simd {

constexpr int spin_pattern_words(int patterns) { return (patterns + 31) / 32; }

/// Set bits of each byte, added up in the byte: of 31 words at most.
template <class Arch>
XSIMD_INLINE xsimd::batch<uint32_t, Arch> byte_counts(xsimd::batch<uint32_t, Arch> x) {
  using Words = xsimd::batch<uint32_t, Arch>;
  x = x - ((x >> 1) & Words(0x55555555u));
  x = (x & Words(0x33333333u)) + ((x >> 2) & Words(0x33333333u));
  return (x + (x >> 4)) & Words(0x0f0f0f0fu);
}

constexpr int most_byte_counts = 31;

/// The words of a block's sites, of their first P patterns: [word][site of the block].
template <class Arch>
void gather_block(lanes::HebbCouplings const& couplings, int32_t const* sites, int count,
                  uint32_t* block) {
  int const words = spin_pattern_words(couplings.patterns);
  int const left = couplings.patterns % 32;
  uint32_t const last = left == 0 ? ~uint32_t{0} : (uint32_t{1} << left) - 1;
  for (int b = 0; b < count; ++b) {
    uint32_t const* const row = couplings.bits + sites[b] * couplings.stride;
    for (int w = 0; w < words; ++w) block[w * spin_block + b] = row[w];
    block[(words - 1) * spin_block + b] &= last;
  }
}

/// Differing signs of site b and sites k .. k + lanes - 1 of a block.
template <class Arch>
struct DifferingSigns {
  using Words = xsimd::batch<uint32_t, Arch>;

  static Words count(uint32_t const* block, int words, int b, int k) {
    Words differing(0u);
    for (int first = 0; first < words; first += most_byte_counts) {
      int const end = words < first + most_byte_counts ? words : first + most_byte_counts;
      Words bytes(0u);
      for (int w = first; w < end; ++w)
        bytes += byte_counts<Arch>(Words(block[w * spin_block + b]) ^
                                   Words::load_aligned(block + w * spin_block + k));
      Words const pairs = (bytes & Words(0x00ff00ffu)) + ((bytes >> 8) & Words(0x00ff00ffu));
      differing += (pairs + (pairs >> 16)) & Words(0xffffu);
    }
    return differing;
  }
};

/// row[k] = factor sum_mu xi^mu_b xi^mu_k for k = 0 .. spin_block - 1, 0 where the site is b's.
template <class Arch, class Differing>
void coupling_row(lanes::HebbCouplings const& couplings, int32_t const* sites, int count,
                  uint32_t const* block, int b, int32_t* row) {
  using Numbers = xsimd::batch<int32_t, Arch>;
  constexpr int lanes = static_cast<int>(Numbers::size);
  int const words = spin_pattern_words(couplings.patterns);
  for (int k = b / lanes * lanes; k < count; k += lanes) {
    auto const differing = xsimd::bitwise_cast<int32_t>(
        xsimd::batch<uint32_t, Arch>(Differing::count(block, words, b, k)));
    Numbers const sum = Numbers(couplings.patterns) - differing - differing;
    (couplings.factor == 1 ? sum : sum + sum).store_aligned(row + k);
  }
  for (int k = b; k < count; ++k)
    if (sites[k] == sites[b]) row[k] = 0;
}

/// Word (w / lanes, m, w % lanes) has bit b where pattern 32 w + m has +1 at site b of the block.
template <class Arch>
void transpose_block(lanes::HebbCouplings const& couplings, int32_t const* sites, int count,
                     uint32_t* transposed) {
  using Words = xsimd::batch<uint32_t, Arch>;
  constexpr int lanes = static_cast<int>(Words::size);
  for (int w = 0; w < spin_pattern_words(couplings.patterns); w += lanes) {
    Words row[spin_block];
    for (int b = 0; b < spin_block; ++b)
      row[b] = b < count ? Words::load_aligned(couplings.bits + sites[b] * couplings.stride + w)
                         : Words(0u);
    uint32_t low = 0x0000ffffu;
    for (int half = spin_block / 2; half > 0; half /= 2, low ^= low << half) {
      for (int b = 0; b < spin_block; ++b) {
        if (b & half) continue;
        Words const swap = ((row[b] >> half) ^ row[b + half]) & Words(low);
        row[b + half] ^= swap;
        row[b] ^= swap << half;
      }
    }
    for (int m = 0; m < spin_block; ++m)
      row[m].store_aligned(transposed + (w / lanes * spin_block + m) * lanes);
  }
}

}  // namespace mattis::simd
