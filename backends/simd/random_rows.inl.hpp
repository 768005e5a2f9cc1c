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
    Words w[1][4];
    Philox<Arch>::draw(
        {seed, purpose, stream, first + static_cast<uint64_t>(r) * distance, distance}, w);
    for (int i = 0; i < 4; ++i) w[0][i].store_unaligned(words + i * rows + r);
  }
}

}  // namespace mattis::simd
