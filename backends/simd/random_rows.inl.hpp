// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Random words of sixteen addresses at a distance from each other: the rows of a block of patterns.
#include <backends/simd/philox.inl.hpp>
#include <backends/simd/sign_product.inl.hpp>

#include <stdint.h>

namespace mattis::simd {

template <class Arch>
void random_rows(uint64_t seed, uint32_t purpose, uint32_t stream, uint64_t first,
                 uint64_t distance, uint32_t* words) {
  using Words = typename Philox<Arch>::Words;
  constexpr int lanes = Philox<Arch>::lanes;
  constexpr int rows = row_block;
  for (int r = 0; r < rows; r += lanes) {
    alignas(64) uint32_t low[lanes];
    alignas(64) uint32_t high[lanes];
    for (int l = 0; l < lanes; ++l) {
      uint64_t const index = first + static_cast<uint64_t>(r + l) * distance;
      low[l] = static_cast<uint32_t>(index);
      high[l] = static_cast<uint32_t>(index >> 32);
    }
    Words w[4] = {Words::load_aligned(low), Words::load_aligned(high), Words(stream),
                  Words(purpose)};
    Philox<Arch>::rounds(w, seed);
    for (int i = 0; i < 4; ++i) w[i].store_unaligned(words + i * rows + r);
  }
}

}  // namespace mattis::simd
