// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Attempts to flip the spins of many replicas of one binary network (docs/models.md 2), a replica
// per lane. Everything is a whole number: a set can only be faster, not different.
#include <cstddef>
#include <cstdint>

namespace mattis::lanes {

/// Replicas of a group, whatever the number of lanes: the bits of a word.
inline constexpr int spin_lanes = 32;
/// Attempts whose fields are taken at once.
inline constexpr int spin_block = 32;
/// Patterns of which sums are tabulated together.
inline constexpr int spin_table_patterns = 4;

/// Couplings of Hebb's rule, by the signs of patterns. What is kept is c_mu, N m_mu = 2 c_mu + N %
/// 2; the field of site i is h = factor sum_mu xi^mu_i c_mu + base_i (+ self where the spin is
/// down).
struct HebbCouplings {
  std::uint32_t const*
      bits;                  ///< (N, stride): bit b of word w of a site is that of pattern 32 w + b
  std::ptrdiff_t stride;     ///< a multiple of 16: words are aligned to 64 bytes
  int patterns;              ///< P: bits of others are not read
  std::int32_t const* base;  ///< (N)
  std::int32_t self;
  std::int32_t factor;  ///< 1; 2 where fields are not halved
};

/// Couplings that are any whole numbers. The field of site i is h, kept for every site.
struct IntegerCouplings {
  std::int16_t const* columns;  ///< (N, stride): entry i of row j is J_ij
  std::ptrdiff_t stride;        ///< a multiple of 32
  int sites;                    ///< N
};

/// A group of replicas with what is theirs.
template <class Field, class Kept = Field>
struct SpinGroup {
  std::uint32_t* up;  ///< (N) bit l: the spin of replica l is +1
  /// What is kept up to date: overlaps (P rounded up to 4, 32) of which those beyond P are 0, or
  /// fields (N, 32).
  Kept* kept;
  /// Where flips are written: `kept`, or another array where all spins are updated from the same
  /// state (parallel dynamics).
  Kept* next;
  /// A spin flips where its random word is below the threshold at x = offset + h reflected to
  /// spin +1, h within [least, most]; each (32).
  std::uint32_t const* thresholds;
  std::int32_t const* offset;
  Field const* least;
  Field const* most;
  std::uint32_t const* streams;  ///< (32) of the random words
  std::int64_t* flips;           ///< (32) is added to
};

/// Which attempts: random word (first + t) of each replica's stream at sites[t].
struct SpinAttempts {
  std::int32_t const* sites;
  int count;
  std::uint64_t first;
  std::uint64_t seed;
  std::uint32_t purpose;
  bool odd;       ///< whether a field is 2 h + 1: reflected it is -h - 1, else -h
  bool parallel;  ///< attempts do not see each other's flips; sites differ
};

template <class Field, class Kept, class Couplings>
struct SpinKernel {
  /// Makes the attempts in all groups.
  void (*attempts)(Couplings const& couplings, SpinAttempts const& attempts,
                   SpinGroup<Field, Kept> const* groups, int count, void* workspace);
  /// Bytes, aligned to 64.
  std::size_t (*workspace)(int patterns);
};

struct InstructionSet;

/// Those of one instruction set.
struct SpinKernels {
  SpinKernel<std::int16_t, std::int16_t, HebbCouplings> hebb_short;
  SpinKernel<std::int32_t, std::int16_t, HebbCouplings> hebb;
  SpinKernel<std::int32_t, std::int32_t, HebbCouplings> hebb_wide;
  SpinKernel<std::int32_t, std::int32_t, IntegerCouplings> integer;
};

/// Those of a set that this machine runs.
SpinKernels const& spin_kernels(InstructionSet const& set);

/// Random words have one value less than 2^32, so that a threshold of 2^32 - 1 always flips.
inline constexpr std::uint32_t most_spin_word = 0xfffffffe;

}  // namespace mattis::lanes
