// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The lanes of several vectors added, all at once. Every set adds lanes half a vector apart first,
// then a quarter, down to neighbours. Included by the instruction-set units alone.
#include <mattis/lanes/effective_neuron_tile.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

/// Of as many vectors as one has lanes, which are overwritten: lane i of the result is the sum over
/// the lanes of vector i. xsimd::haddp is not used: its AVX-512 form (14.3, float) returns some
/// sums in the wrong lane.
template <class T, class Arch>
struct LaneSums {
  using Vector = xsimd::batch<T, Arch>;

  template <int count = static_cast<int>(Vector::size)>
  static XSIMD_INLINE Vector of(Vector* vectors) {
    if constexpr (count > 1) {
      MATTIS_TILE_UNROLL
      for (int i = 0; i < count / 2; ++i) vectors[i] = fold(vectors[i], vectors[i + count / 2]);
      return of<count / 2>(vectors);
    } else {
      return vectors[0];
    }
  }

 private:
  static XSIMD_INLINE Vector fold(Vector const& a, Vector const& b) {
    return xsimd::zip_lo(a, b) + xsimd::zip_hi(a, b);
  }
};

template <class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> lane_sums(xsimd::batch<T, Arch>* vectors) {
  return LaneSums<T, Arch>::of(vectors);
}

}  // namespace mattis::simd
