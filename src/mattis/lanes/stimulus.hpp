// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Euler-Maruyama steps of noisy neurons, a neuron per lane (docs/models.md 4.1).
#include <cstdint>

namespace mattis::lanes {

/// Neurons of which a call of Philox in sixteen lanes draws the normals. Neuron 64 b + 16 k + j
/// takes normal k at the index of counter 16 b + j, whatever the number of lanes.
inline constexpr int noise_neurons = 64;
inline constexpr int noise_counters = noise_neurons / 4;

/// Where the normals of a stretch of neurons stand. Arrays have room for whole blocks of 64
/// neurons.
struct NoiseAddress {
  std::uint64_t seed;
  std::uint32_t purpose;
  std::uint32_t stream;
  std::uint64_t first;     ///< index of the first counter
  std::uint64_t distance;  ///< from an increment to the next
  int increments;          ///< as many normals are added and divided by the root of that
};

/// What a step is of.
template <class T>
struct NeuronStep {
  T dt;
  T noise;     ///< sigma sqrt(dt); 0: there is none
  T slope;     ///< delta
  T self;      ///< W_ii that is subtracted, where `diagonal` is null
  bool rates;  ///< firing rates, else graded activity
};

/// The neurons of a step.
template <class T>
struct Neurons {
  T const* field;     ///< h
  T const* input;     ///< added to h; null: none
  T const* diagonal;  ///< W_ii of each; null: `self`
  T const* normals;   ///< n; null: no noise
  T* y;
  T* z;  ///< of y, before and after
  int count;
};

template <class T>
struct StimulusKernels {
  /// Graded: y += dt (h - W_ii z - y) + noise n, z = tanh(delta y). Rates: y += dt (f(h - W_ii y) -
  /// y) + noise n, z = f(y), f(v) = 1 / (1 + e^{delta (1 - 2 v)}). Neurons beyond `count` of the
  /// last block are 0 after. \return whether all y are finite
  bool (*advance)(NeuronStep<T> const& step, Neurons<T> const& neurons);
  /// z of y.
  void (*activate)(NeuronStep<T> const& step, Neurons<T> const& neurons);
  /// values = scale n, of whole blocks up to `count`; 0 beyond in the last.
  void (*normals)(NoiseAddress const& address, T scale, T* values, int count);
};

}  // namespace mattis::lanes
