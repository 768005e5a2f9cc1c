// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Samples of the effective neuron (docs/models.md 1.2) in blocks, one sample per lane.
#include <cstddef>
#include <cstdint>

namespace mattis::lanes {

/// Samples of a full block, whatever the number of lanes. Arrays always have room for all of them.
inline constexpr int block_samples = 256;

/// How the samples of a block start; `signs`, `start` and `noise` are null where they are drawn
/// (Philox) instead of given.
struct SampleSource {
  std::uint64_t seed = 0;
  std::int64_t first_sample = 0;       ///< global index of the block's first sample
  std::int8_t const* signs = nullptr;  ///< (M, K) given xi
  double const* start = nullptr;       ///< (M) given x(0)
  double const* noise = nullptr;       ///< (T, M) given z
  std::int64_t samples = 0;            ///< M, the row length of `noise`
};

/// What drawn samples are made of, beside their random numbers.
template <class T>
struct SampleStart {
  T const* a;  ///< (K) amplitudes
  T ic_noise;
  T const*
      regression;  ///< (T, K + 1) or null: z(t) -= sum_k regression(t,k) xi_k + regression(t,K) nu
};

/// One block of effective neurons, tiles of `lanes` samples; the arrays of a block are
/// [tile][row][lane], aligned to 64 bytes. Samples from `live` on are padding and contribute
/// nothing.
template <class T>
struct SampleBlock {
  int steps;      ///< T
  int condensed;  ///< K
  int live;
  T* signs;  ///< [tile][K][lane] xi_k
  T* noise;  ///< [tile][T][lane] z, overwritten by eta = L z
  T* x;      ///< [tile][T][lane]
  T* phi;    ///< [tile][T][lane] tanh x
  T* slope;  ///< [tile][T][lane] 1 - phi^2
};

/// Random numbers, at their addresses (core/purpose.hpp).
template <class T>
struct DrawKernels {
  /// words (4, 16): the four words of Philox at (seed, purpose, stream, first + r distance) for
  /// rows r = 0 .. 15.
  void (*words)(std::uint64_t seed, std::uint32_t purpose, std::uint32_t stream,
                std::uint64_t first, std::uint64_t distance, std::uint32_t* words);
  /// Fills signs, noise and x(0) = a.xi + ic_noise nu of the block, nu standard normal.
  void (*samples)(SampleSource const& source, SampleStart<T> const& from,
                  SampleBlock<T> const& block);
};

}  // namespace mattis::lanes
