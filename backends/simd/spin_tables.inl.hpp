// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Sums of a few vectors with any signs, tabulated and looked up by these signs.
#include <backends/simd/spin_vectors.inl.hpp>
#include <mattis/lanes/spins.hpp>

#include <xsimd/xsimd.hpp>

#include <stdint.h>

#include <type_traits>

namespace mattis::simd {

constexpr int table_entries = 1 << lanes::spin_table_patterns;
/// Of which sums are added up before they go to memory: as many as the first cache holds, beside
/// what else a block needs.
template <class Number>
constexpr int tables_at_once = sizeof(Number) == 2 ? 16 : 8;
constexpr int step_tables = spin_block / 4;

/// table[k] = sum of v[j] where bit j of k is set, of -v[j] where it is clear; of 2 v[j] if
/// doubled.
template <class Number, class From, class Arch>
XSIMD_INLINE void tabulate(From const (*v)[spin_lanes], bool doubled, Number (*table)[spin_lanes]) {
  using Vectors = SpinVectors<Number, Arch>;
  using Vector = typename Vectors::Vector;
  for (int p = 0; p < Vectors::count; ++p) {
    auto const load = [&](int j) {
      auto const one = load_as<Number, Arch>(v[j] + p * Vectors::size);
      return doubled ? one + one : one;
    };
    Vector const first = load(0), second = load(1), third = load(2), fourth = load(3);
    Vector sum[table_entries];
    sum[0] = Vector(Number(0)) - (first + second) - (third + fourth);
    sum[1] = sum[0] + first + first;
    for (int k = 0; k < 2; ++k) sum[2 + k] = sum[k] + second + second;
    for (int k = 0; k < 4; ++k) sum[4 + k] = sum[k] + third + third;
    for (int k = 0; k < 8; ++k) sum[8 + k] = sum[k] + fourth + fourth;
    for (int k = 0; k < table_entries; ++k) sum[k].store_aligned(table[k] + p * Vectors::size);
  }
}

/// to += table[0][bits % 16] + table[1][bits / 16 % 16] + ..
template <int count, class Number, class Arch>
XSIMD_INLINE void add_looked_up(Number const (*tables)[table_entries][spin_lanes], uint64_t bits,
                                Number* to) {
  using Vectors = SpinVectors<Number, Arch>;
  using Vector = typename Vectors::Vector;
  auto sum = Vectors::load(tables[0][bits % table_entries]);
  for (int g = 1; g < count; ++g) {
    Number const* const entry = tables[g][(bits >> (4 * g)) % table_entries];
    for (int p = 0; p < Vectors::count; ++p)
      sum.part[p] += Vector::load_aligned(entry + p * Vectors::size);
  }
  for (int p = 0; p < Vectors::count; ++p)
    (Vector::load_aligned(to + p * Vectors::size) + sum.part[p])
        .store_aligned(to + p * Vectors::size);
}

/// Calls add(std::integral_constant<int, count>), count from 1 to 8.
template <class Add>
XSIMD_INLINE void with_count(int count, Add const& add) {
  switch (count) {
    case 1:
      return add(std::integral_constant<int, 1>{});
    case 2:
      return add(std::integral_constant<int, 2>{});
    case 3:
      return add(std::integral_constant<int, 3>{});
    case 4:
      return add(std::integral_constant<int, 4>{});
    case 5:
      return add(std::integral_constant<int, 5>{});
    case 6:
      return add(std::integral_constant<int, 6>{});
    case 7:
      return add(std::integral_constant<int, 7>{});
    default:
      return add(std::integral_constant<int, 8>{});
  }
}

/// How large sums of overlaps with any signs can be: the sum of their magnitudes, at most the
/// largest number.
template <class Kept, class Arch>
struct SumBound {
  using Vectors = SpinVectors<Kept, Arch>;
  using Vector = typename Vectors::Vector;

  Vectors most = Vectors::zero();

  XSIMD_INLINE void add(Kept const (*overlaps)[spin_lanes], bool doubled) {
    for (int mu = 0; mu < lanes::spin_table_patterns; ++mu)
      for (int v = 0; v < Vectors::count; ++v) {
        auto const size = xsimd::abs(Vector::load_aligned(overlaps[mu] + v * Vectors::size));
        most.part[v] = xsimd::sadd(most.part[v], doubled ? xsimd::sadd(size, size) : size);
      }
  }
  SumBound operator+(SumBound const& other) const {
    SumBound all;
    for (int v = 0; v < Vectors::count; ++v)
      all.most.part[v] = xsimd::sadd(most.part[v], other.most.part[v]);
    return all;
  }
  /// Whether they fit their type.
  bool fits() const {
    bool fit = true;
    for (int v = 0; v < Vectors::count; ++v)
      fit = fit && !xsimd::any(most.part[v] == Vector(Kept(0x7fff)));
    return fit;
  }
};

/// Sums of the steps of four sites each, looked up by the signs of a pattern.
template <class Kept, class Arch>
struct StepSums {
  static constexpr bool has_all = false;

  template <class Space>
  static void tabulate(Space& space, int first, int table) {
    simd::tabulate<Kept, Kept, Arch>(space.steps + first, false, space.tables[table]);
  }
  template <int count, class Space>
  static XSIMD_INLINE void add(Space const& space, uint32_t signs, Kept* to) {
    add_looked_up<count, Kept, Arch>(space.tables, signs, to);
  }
};

#if defined(__AVX2__)
/// Sums of 32 steps fit a byte: half the bytes to look up. Those of all sites of a block are of six
/// or seven each, five look-ups instead of eight, which pays for tables of 448 entries where there
/// are many patterns.
template <class Arch>
struct StepSums<int16_t, Arch> {
  static constexpr bool has_all = true;

  template <class Space>
  static void tabulate(Space& space, int first, int table) {
    tabulate<4>(space.steps + first, space.byte_tables + table * table_entries);
  }
  template <int count, class Space>
  static XSIMD_INLINE void add(Space const& space, uint32_t signs, int16_t* to) {
    auto sum = entry(space.byte_tables, signs % table_entries);
    for (int g = 1; g < count; ++g)
      sum = _mm256_add_epi8(
          sum, entry(space.byte_tables, table_entries * g + (signs >> (4 * g)) % table_entries));
    add(sum, to);
  }

  template <class Space>
  static void tabulate_all(Space& space) {
    tabulate<7>(space.steps, space.byte_tables);
    tabulate<7>(space.steps + 7, space.byte_tables + 128);
    tabulate<6>(space.steps + 14, space.byte_tables + 256);
    tabulate<6>(space.steps + 20, space.byte_tables + 320);
    tabulate<6>(space.steps + 26, space.byte_tables + 384);
  }
  template <class Space>
  static XSIMD_INLINE void add_all(Space const& space, uint32_t signs, int16_t* to) {
    auto const of = [&](int table, uint32_t at) { return entry(space.byte_tables + table, at); };
    auto const low = _mm256_add_epi8(of(0, signs % 128), of(128, (signs >> 7) % 128));
    auto const middle = _mm256_add_epi8(of(256, (signs >> 14) % 64), of(320, (signs >> 20) % 64));
    add(_mm256_add_epi8(_mm256_add_epi8(low, middle), of(384, signs >> 26)), to);
  }

 private:
  static XSIMD_INLINE __m256i entry(int8_t const (*table)[spin_lanes], uint32_t at) {
    return _mm256_load_si256(reinterpret_cast<__m256i const*>(table[at]));
  }

  template <int sites>
  static void tabulate(int16_t const (*steps)[spin_lanes], int8_t (*table)[spin_lanes]) {
    auto const store = [&](int k, __m256i sum) {
      _mm256_store_si256(reinterpret_cast<__m256i*>(table[k]), sum);
    };
    __m256i least = _mm256_setzero_si256();
    __m256i twice[sites];
    for (int j = 0; j < sites; ++j) {
      auto const* const from = reinterpret_cast<__m256i const*>(steps[j]);
      auto const step = _mm256_permute4x64_epi64(
          _mm256_packs_epi16(_mm256_load_si256(from), _mm256_load_si256(from + 1)), 0xd8);
      least = _mm256_sub_epi8(least, step);
      twice[j] = _mm256_add_epi8(step, step);
    }
    store(0, least);
    for (int j = 0; j < sites; ++j)
      for (int k = 0; k < 1 << j; ++k)
        store((1 << j) + k, _mm256_add_epi8(entry(table, static_cast<uint32_t>(k)), twice[j]));
  }

  static XSIMD_INLINE void add(__m256i sum, int16_t* to) {
#if defined(__AVX512BW__)
    _mm512_store_si512(to, _mm512_add_epi16(_mm512_load_si512(to), _mm512_cvtepi8_epi16(sum)));
#else
    auto* const half = reinterpret_cast<__m256i*>(to);
    auto const low = _mm256_cvtepi8_epi16(_mm256_castsi256_si128(sum));
    auto const high = _mm256_cvtepi8_epi16(_mm256_extracti128_si256(sum, 1));
    _mm256_store_si256(half, _mm256_add_epi16(_mm256_load_si256(half), low));
    _mm256_store_si256(half + 1, _mm256_add_epi16(_mm256_load_si256(half + 1), high));
#endif
  }
};
#endif

}  // namespace mattis::simd
