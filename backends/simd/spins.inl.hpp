// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Attempts in blocks. The fields of 32 sites are taken together from what is kept, of the state at
// the block's beginning; a flip then corrects the later ones of its block, and all flips together
// are added to what is kept. Sums over four patterns, and over four sites, are looked up: what 16
// additions tabulate serves 32 sites, or all patterns.
#include <backends/simd/spin_patterns.inl.hpp>
#include <backends/simd/spin_tables.inl.hpp>
#include <backends/simd/spin_vectors.inl.hpp>
#include <mattis/lanes/spins.hpp>

#include <xsimd/xsimd.hpp>

#include <stddef.h>
#include <stdint.h>

namespace mattis::simd {

/// Memory of a call, each part aligned to 64 bytes.
template <class Field, class Kept>
struct SpinWorkspace {
  alignas(64) Field fields[spin_block][spin_lanes];
  alignas(64) Kept steps[spin_block][spin_lanes];  ///< -s where the spin flips, else 0
  alignas(64) Kept sums[spin_block][spin_lanes];   ///< what fields have not got yet
  alignas(64) Field wide_tables[tables_at_once<Field>][table_entries][spin_lanes];
  alignas(64) Kept tables[tables_at_once<Kept>][table_entries][spin_lanes];
  alignas(64) int8_t byte_tables[448][spin_lanes];
  alignas(64) uint32_t words[spin_block + 4][spin_lanes];
  alignas(64) int32_t rows[spin_block][spin_block];  ///< of couplings within the block
  bool row_is_there[spin_block];
  bool transposed_is_there;
};

template <class Field, class Kept, class Arch>
uint32_t* block_bits(void* workspace) {
  return reinterpret_cast<uint32_t*>(static_cast<char*>(workspace) +
                                     (sizeof(SpinWorkspace<Field, Kept>) + 63) / 64 * 64);
}

template <class Field, class Kept, class Arch>
size_t spin_workspace(int patterns) {
  size_t const words = static_cast<size_t>(spin_pattern_words(patterns));
  size_t const wide = (words + 15) / 16 * 16;
  return (sizeof(SpinWorkspace<Field, Kept>) + 63) / 64 * 64 +
         (words + wide) * spin_block * sizeof(uint32_t);
}

/// Hebb's couplings: overlaps are kept.
template <class Field, class Kept, class Arch, class Differing = DifferingSigns<Arch>>
struct HebbBlock {
  using Vectors = SpinVectors<Field, Arch>;

  lanes::HebbCouplings const& couplings;
  SpinWorkspace<Field, Kept>& space;
  uint32_t* bits;

  HebbBlock(lanes::HebbCouplings const& couplings_, void* workspace)
      : couplings(couplings_),
        space(*static_cast<SpinWorkspace<Field, Kept>*>(workspace)),
        bits(block_bits<Field, Kept, Arch>(workspace)) {}

  uint32_t* transposed() const {
    return bits + spin_pattern_words(couplings.patterns) * spin_block;
  }

  /// \param ahead  sites that follow: their signs are fetched into the cache
  void begin(int32_t const* sites, int count, int ahead) {
    gather_block<Arch>(couplings, sites, count, bits);
    constexpr int line_words = 16;
    for (int b = count; b < count + ahead; ++b)
      for (int w = 0; w < spin_pattern_words(couplings.patterns); w += line_words)
        __builtin_prefetch(couplings.bits + sites[b] * couplings.stride + w);
  }

  void fields(lanes::SpinGroup<Field, Kept> const& group, int32_t const* sites, int count) {
    for (int b = 0; b < count; ++b) {
      auto const down = Vectors::mask(~group.up[sites[b]]);
      using Vector = typename Vectors::Vector;
      Vector const base(static_cast<Field>(couplings.base[sites[b]]));
      Vector const self(static_cast<Field>(couplings.self));
      Vectors::each([&](int v) { return base + (down.part[v] & self); }).store(space.fields[b]);
    }
    auto const overlaps = reinterpret_cast<Kept const(*)[spin_lanes]>(group.kept);
    int const rows = (couplings.patterns + 3) / 4 * 4;
    constexpr int pass = 4 * tables_at_once<Kept>;
    if constexpr (sizeof(Kept) == sizeof(Field)) {
      for (int first = 0; first < rows; first += pass) {
        int const tables = (rows - first < pass ? rows - first : pass) / 4;
        for (int g = 0; g < tables; ++g) make_table(overlaps + first + 4 * g, space.tables[g]);
        look_up(space.tables, tables, first, count, space.fields);
      }
    } else {
      add_short_sums(overlaps, rows, count);
    }
  }

  template <class Number>
  XSIMD_INLINE void make_table(Kept const (*overlaps)[spin_lanes], Number (*table)[spin_lanes]) {
    tabulate<Number, Kept, Arch>(overlaps, couplings.factor == 2, table);
  }

  /// Sums of 16 bits, as long as they must fit, are added up before fields get them.
  void add_short_sums(Kept const (*overlaps)[spin_lanes], int rows, int count) {
    constexpr int pass = 4 * tables_at_once<Kept>;
    SumBound<Kept, Arch> bound;
    bool begun = false;
    for (int first = 0; first < rows; first += pass) {
      int const tables = (rows - first < pass ? rows - first : pass) / 4;
      SumBound<Kept, Arch> here;
      for (int g = 0; g < tables; ++g) {
        make_table(overlaps + first + 4 * g, space.tables[g]);
        here.add(overlaps + first + 4 * g, couplings.factor == 2);
      }
      if (!here.fits()) {
        for (int done = 0; done < tables; done += tables_at_once<Field>) {
          int const wide =
              tables - done < tables_at_once<Field> ? tables - done : tables_at_once<Field>;
          for (int g = 0; g < wide; ++g)
            make_table(overlaps + first + 4 * (done + g), space.wide_tables[g]);
          look_up(space.wide_tables, wide, first + 4 * done, count, space.fields);
        }
        continue;
      }
      auto const both = bound + here;
      bool const fits = both.fits();
      if (begun && !fits) take_sums(count);
      if (!begun || !fits)
        for (int b = 0; b < count; ++b) SpinVectors<Kept, Arch>::zero().store(space.sums[b]);
      bound = begun && fits ? both : here;
      begun = true;
      look_up(space.tables, tables, first, count, space.sums);
    }
    if (begun) take_sums(count);
  }

  /// fields += sums.
  void take_sums(int count) {
    for (int b = 0; b < count; ++b)
      Vectors::each([&](int v) {
        return Vectors::Vector::load_aligned(space.fields[b] + v * Vectors::size) +
               load_as<Field, Arch>(space.sums[b] + v * Vectors::size);
      }).store(space.fields[b]);
  }

  /// to += what the tables of patterns from `first` on say.
  template <class Number>
  void look_up(Number const (*tables)[table_entries][spin_lanes], int made, int first, int count,
               Number (*to)[spin_lanes]) {
    uint32_t const* const words = bits + first / 32 * spin_block;
    if (made == 16) {
      for (int b = 0; b < count; ++b)
        add_looked_up<16, Number, Arch>(tables, words[b] | uint64_t{words[spin_block + b]} << 32,
                                        to[b]);
      return;
    }
    for (int half = 0; half < made; half += 8)
      with_count(made - half, [&](auto here) {
        for (int b = 0; b < count; ++b)
          add_looked_up<decltype(here)::value, Number, Arch>(
              tables + half, words[half / 8 * spin_block + b], to[b]);
      });
  }

  int32_t const* row(int32_t const* sites, int count, int b) {
    coupling_row<Arch, Differing>(couplings, sites, count, bits, b, space.rows[b]);
    return space.rows[b];
  }

  /// c_mu -= xi^mu_b s_b of every spin that flips.
  void add_flips(lanes::SpinGroup<Field, Kept> const& group, int32_t const* sites, int count,
                 uint32_t const* flipped) {
    using Sums = StepSums<Kept, Arch>;
    int with_flips[step_tables];  ///< first sites of fours
    int tables = 0;
    for (int first = 0; first < spin_block; first += 4) {
      uint32_t any = 0;
      for (int b = first; b < first + 4; ++b) any |= flipped[b];
      if (any != 0) with_flips[tables++] = first;
    }
    if (tables == 0) return;
    if (!space.transposed_is_there) {
      transpose_block<Arch>(couplings, sites, count, transposed());
      space.transposed_is_there = true;
    }
    if constexpr (Sums::has_all) {
      constexpr int many_patterns = 512;
      if (tables == step_tables && couplings.patterns >= many_patterns) {
        Sums::tabulate_all(space);
        return for_signs([&](uint32_t signs, Kept* to) { Sums::add_all(space, signs, to); },
                         group.next);
      }
    }
    for (int t = 0; t < tables; ++t) Sums::tabulate(space, with_flips[t], t);
    with_count(tables, [&](auto here) {
      constexpr int some = decltype(here)::value;
      for_signs(
          [&](uint32_t all, Kept* to) {
        uint32_t signs = all;
        if constexpr (some < step_tables) {
          signs = 0;
          for (int t = 0; t < some; ++t) signs |= (all >> with_flips[t]) % 16 << (4 * t);
        }
        Sums::template add<some>(space, signs, to);
          },
          group.next);
    });
  }

  /// Calls take(signs at the block's sites, overlaps) for every pattern.
  template <class Take>
  XSIMD_INLINE void for_signs(Take const& take, Kept* next) {
    constexpr int lanes = static_cast<int>(xsimd::batch<uint32_t, Arch>::size);
    for (int w = 0; w < spin_pattern_words(couplings.patterns); ++w) {
      uint32_t const* const column = transposed() + w / lanes * spin_block * lanes + w % lanes;
      int const left = couplings.patterns - 32 * w;
      Kept* const overlaps = next + 32 * w * spin_lanes;
      for (int m = 0; m < (left < 32 ? left : 32); ++m)
        take(column[m * lanes], overlaps + m * spin_lanes);
    }
  }
};

/// Any whole numbers: fields are kept.
template <class Field, class Arch>
struct IntegerBlock {
  using Vectors = SpinVectors<Field, Arch>;
  using Vector = typename Vectors::Vector;

  lanes::IntegerCouplings const& couplings;
  SpinWorkspace<Field, Field>& space;

  IntegerBlock(lanes::IntegerCouplings const& couplings_, void* workspace)
      : couplings(couplings_), space(*static_cast<SpinWorkspace<Field, Field>*>(workspace)) {}

  void begin(int32_t const*, int, int) {}

  void fields(lanes::SpinGroup<Field> const& group, int32_t const* sites, int count) {
    for (int b = 0; b < count; ++b)
      Vectors::load(group.kept + ptrdiff_t{sites[b]} * spin_lanes).store(space.fields[b]);
  }

  int32_t const* row(int32_t const* sites, int count, int b) {
    int16_t const* const column = couplings.columns + sites[b] * couplings.stride;
    for (int k = b; k < count; ++k) space.rows[b][k] = 2 * column[sites[k]];
    return space.rows[b];
  }

  /// h_i -= 2 J_ij s_j of every spin that flips.
  void add_flips(lanes::SpinGroup<Field> const& group, int32_t const* sites, int count,
                 uint32_t const* flipped) {
    int16_t const* column[spin_block];
    Field const* step[spin_block];
    int flips = 0;
    for (int b = 0; b < count; ++b) {
      if (flipped[b] == 0) continue;
      column[flips] = couplings.columns + sites[b] * couplings.stride;
      step[flips++] = space.steps[b];
    }
    if (flips == 0) return;
    for (ptrdiff_t i = 0; i < couplings.sites; ++i) {
      Field* const to = group.next + i * spin_lanes;
      auto sum = Vectors::load(to);
      for (int f = 0; f < flips; ++f) {
        Vector const coupling(static_cast<Field>(2 * column[f][i]));
        for (int v = 0; v < Vectors::count; ++v)
          sum.part[v] += coupling * Vector::load_aligned(step[f] + v * Vectors::size);
      }
      sum.store(to);
    }
  }
};

/// Bits of the replicas whose random word is below its threshold. x has the reflected fields.
template <class Field, class Kept, class Arch>
XSIMD_INLINE uint32_t below_threshold(SpinVectors<Field, Arch> const& x,
                                      lanes::SpinGroup<Field, Kept> const& group,
                                      uint32_t const* words) {
#if defined(__AVX512BW__)
  if constexpr (sizeof(x.part[0]) == 64) {
    uint32_t below = 0;
    for (int half = 0; half < 2; ++half) {
      __m512i wide;
      if constexpr (sizeof(Field) == 2) {
        wide = _mm512_cvtepi16_epi32(half == 0 ? _mm512_castsi512_si256(x.part[0])
                                               : _mm512_extracti64x4_epi64(x.part[0], 1));
      } else {
        wide = x.part[half];
      }
      __m512i const at = _mm512_add_epi32(wide, _mm512_load_si512(group.offset + 16 * half));
      __m512i const threshold = _mm512_i32gather_epi32(at, group.thresholds, 4);
      __mmask16 const bits =
          _mm512_cmplt_epu32_mask(_mm512_load_si512(words + 16 * half), threshold);
      below |= static_cast<uint32_t>(bits) << (16 * half);
    }
    return below;
  }
#endif
  alignas(64) Field at[spin_lanes];
  x.store(at);
  uint32_t below = 0;
  for (int l = 0; l < spin_lanes; ++l)
    below |= uint32_t{words[l] < group.thresholds[group.offset[l] + at[l]]} << l;
  return below;
}

/// One after the other.
template <class Field, class Kept, class Arch, class Block>
void attempt_block(Block& block, lanes::SpinAttempts const& attempts,
                   lanes::SpinGroup<Field, Kept> const& group, int32_t const* sites, int count,
                   uint32_t const (*words)[spin_lanes]) {
  using Vectors = SpinVectors<Field, Arch>;
  using Vector = typename Vectors::Vector;
  using Steps = SpinVectors<Kept, Arch>;
  using Step = typename Steps::Vector;
  auto& space = block.space;
  auto const rest = Steps::zero();
  auto const least = Vectors::load(group.least);
  auto const most = Vectors::load(group.most);
  Vector const uneven(static_cast<Field>(attempts.odd ? 0 : -1));
  uint32_t flipped[spin_block] = {};
  Steps flips = rest;
  for (int b = 0; b < count; ++b) {
    uint32_t const up = group.up[sites[b]];
    auto const down = Vectors::mask(~up);
    auto const h = Vectors::load(space.fields[b]);
    auto const x = Vectors::each([&](int v) {
      Vector const reflected = (h.part[v] ^ down.part[v]) - (down.part[v] & uneven);
      return xsimd::min(xsimd::max(reflected, least.part[v]), most.part[v]);
    });
    uint32_t const flip = below_threshold<Field, Kept, Arch>(x, group, words[b]);
    flipped[b] = flip;
    if (flip == 0) {
      rest.store(space.steps[b]);
      continue;
    }
    auto const flips_here = Steps::mask(flip), down_here = Steps::mask(~up);
    for (int v = 0; v < Steps::count; ++v) flips.part[v] -= flips_here.part[v];
    Steps::each([&](int v) {
      return flips_here.part[v] & (~down_here.part[v] | Step(Kept(1)));
    }).store(space.steps[b]);
    group.up[sites[b]] = up ^ flip;
    if (attempts.parallel || b + 1 == count) continue;
    if (!space.row_is_there[b]) {
      block.row(sites, count, b);
      space.row_is_there[b] = true;
    }
    auto const step = Vectors::each(
        [&](int v) { return load_as<Field, Arch>(space.steps[b] + v * Vectors::size); });
    for (int k = b + 1; k < count; ++k) {
      Vector const coupling(static_cast<Field>(space.rows[b][k]));
      for (int v = 0; v < Vectors::count; ++v) {
        Field* const field = space.fields[k] + v * Vectors::size;
        (Vector::load_aligned(field) + coupling * step.part[v]).store_aligned(field);
      }
    }
  }
  for (int b = count; b < (count + 3) / 4 * 4; ++b) rest.store(space.steps[b]);
  block.add_flips(group, sites, count, flipped);
  alignas(64) Kept counts[spin_lanes];
  flips.store(counts);
  for (int l = 0; l < spin_lanes; ++l) group.flips[l] += counts[l];
}

template <class Field, class Kept, class Arch, class Block, class Couplings>
void spin_attempts(Couplings const& couplings, lanes::SpinAttempts const& attempts,
                   lanes::SpinGroup<Field, Kept> const* groups, int count, void* workspace) {
  Block block(couplings, workspace);
  auto& space = block.space;
  for (int done = 0; done < attempts.count; done += spin_block) {
    int const left = attempts.count - done;
    int const here = left < spin_block ? left : spin_block;
    int32_t const* const sites = attempts.sites + done;
    uint64_t const first = attempts.first + static_cast<uint64_t>(done);
    block.begin(sites, here, left - here < spin_block ? left - here : spin_block);
    for (bool& there : space.row_is_there) there = false;
    space.transposed_is_there = false;
    for (int g = 0; g < count; ++g) {
      spin_words<Arch>(attempts, first, here, groups[g].streams, space.words[0]);
      block.fields(groups[g], sites, here);
      attempt_block<Field, Kept, Arch>(block, attempts, groups[g], sites, here,
                                       space.words + first % 4);
    }
  }
}

template <class Field, class Kept, class Arch, class Block, class Couplings>
consteval lanes::SpinKernel<Field, Kept, Couplings> make_spin_kernel() {
  return {.attempts = &spin_attempts<Field, Kept, Arch, Block, Couplings>,
          .workspace = &spin_workspace<Field, Kept, Arch>};
}

template <class Field, class Kept, class Arch, class Differing>
consteval auto make_hebb_kernel() {
  return make_spin_kernel<Field, Kept, Arch, HebbBlock<Field, Kept, Arch, Differing>,
                          lanes::HebbCouplings>();
}

template <class Arch, class Differing = DifferingSigns<Arch>>
consteval lanes::SpinKernels make_spin_kernels() {
  return {.hebb_short = make_hebb_kernel<int16_t, int16_t, Arch, Differing>(),
          .hebb = make_hebb_kernel<int32_t, int16_t, Arch, Differing>(),
          .hebb_wide = make_hebb_kernel<int32_t, int32_t, Arch, Differing>(),
          .integer = make_spin_kernel<int32_t, int32_t, Arch, IntegerBlock<int32_t, Arch>,
                                      lanes::IntegerCouplings>()};
}

}  // namespace mattis::simd
