// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The 32 replicas of a group in vectors: a bit each, or a number each.
#include <backends/simd/philox.inl.hpp>
#include <mattis/lanes/spins.hpp>

#include <xsimd/xsimd.hpp>

#include <stdint.h>

namespace mattis::simd {

using lanes::spin_block;
using lanes::spin_lanes;

template <class Field, class Arch>
struct SpinVectors {
  using Vector = xsimd::batch<Field, Arch>;
  static constexpr int size = static_cast<int>(Vector::size);
  static constexpr int count = spin_lanes / size;
  static constexpr int field_bits = 8 * static_cast<int>(sizeof(Field));

  Vector part[count];

  static XSIMD_INLINE SpinVectors load(Field const* from) {
    SpinVectors all;
    for (int v = 0; v < count; ++v) all.part[v] = Vector::load_aligned(from + v * size);
    return all;
  }
  XSIMD_INLINE void store(Field* to) const {
    for (int v = 0; v < count; ++v) part[v].store_aligned(to + v * size);
  }
  template <class Make>
  static XSIMD_INLINE SpinVectors each(Make const& make) {
    SpinVectors all;
    for (int v = 0; v < count; ++v) all.part[v] = make(v);
    return all;
  }

  static XSIMD_INLINE SpinVectors zero() {
    return each([](int) { return Vector(Field(0)); });
  }

  /// -1 where the bit is set, else 0.
  static XSIMD_INLINE SpinVectors mask(uint32_t bits) {
    return each([&](int v) {
#if defined(__AVX512BW__)
      if constexpr (size == 32) return Vector(_mm512_movm_epi16(bits));
      if constexpr (size == 16) {
        if constexpr (sizeof(Field) == 4)
          return Vector(_mm512_movm_epi32(static_cast<__mmask16>(bits >> (v * size))));
      }
#endif
      // Lane l of a vector looks at bit l of what stands in all of them.
      alignas(64) static constexpr Choice choice{};
      Field const here = static_cast<Field>(bits >> (v * size / field_bits * field_bits));
      Vector const own = Vector::load_aligned(choice.bit + v * size % field_bits);
      return xsimd::select((Vector(here) & own) == own, Vector(Field(-1)), Vector(Field(0)));
    });
  }

 private:
  struct Choice {
    alignas(64) Field bit[field_bits] = {};
    consteval Choice() {
      for (int b = 0; b < field_bits; ++b) bit[b] = static_cast<Field>(uint32_t{1} << b);
    }
  };
};

/// Numbers to a type as wide, or twice as wide.
template <class To, class Arch, class From>
XSIMD_INLINE xsimd::batch<To, Arch> load_as(From const* from) {
  using Vector = xsimd::batch<To, Arch>;
  if constexpr (sizeof(To) == sizeof(From)) {
    return Vector::load_aligned(from);
  } else {
#if defined(__AVX512BW__)
    if constexpr (sizeof(Vector) == 64)
      return _mm512_cvtepi16_epi32(_mm256_load_si256(reinterpret_cast<__m256i const*>(from)));
#endif
#if defined(__AVX2__)
    if constexpr (sizeof(Vector) == 32)
      return _mm256_cvtepi16_epi32(_mm_load_si128(reinterpret_cast<__m128i const*>(from)));
#endif
    alignas(64) To wide[Vector::size];
    for (int l = 0; l < static_cast<int>(Vector::size); ++l) wide[l] = from[l];
    return Vector::load_aligned(wide);
  }
}

/// The random words of `count` attempts from `first` on, at words[(first % 4 + t) * 32 + replica].
template <class Arch>
void spin_words(lanes::SpinAttempts const& attempts, uint64_t first, int count,
                uint32_t const* streams, uint32_t* words) {
  using Words = typename Philox<Arch>::Words;
  constexpr int lanes = Philox<Arch>::lanes;
  int const quads = (static_cast<int>(first % 4) + count + 3) / 4;
  for (int q = 0; q < quads; ++q) {
    uint64_t const index = first / 4 + static_cast<uint64_t>(q);
    for (int l = 0; l < spin_lanes; l += lanes) {
      Words w[4] = {Words(static_cast<uint32_t>(index)), Words(static_cast<uint32_t>(index >> 32)),
                    Words::load_aligned(streams + l), Words(attempts.purpose)};
      Philox<Arch>::rounds(w, attempts.seed);
      for (int i = 0; i < 4; ++i)
        xsimd::min(w[i], Words(lanes::most_spin_word))
            .store_aligned(words + (4 * q + i) * spin_lanes + l);
    }
  }
}

}  // namespace mattis::simd
