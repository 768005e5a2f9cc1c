// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>

namespace mattis {

/// What a random number is for. Part of its address, so that no two uses share a stream; never
/// renumber.
enum class Purpose : std::uint32_t {
  patterns = 1,       ///< index = pattern * ceil(N / 128) + neuron / 128, stream = trial: 128 signs
  initial_state = 2,  ///< index = cue * ceil(N / 4) + neuron / 4, stream = trial: four normals
  sample_signs = 3,  ///< index = sample, stream = k / 128: the signs xi_k of 128 condensed patterns
  sample_start = 4,  ///< index = sample, stream = 0: the first normal is the noise of x(0)
  sample_noise = 5,  ///< index = sample, stream = step / 4: four normals
  spin_order = 16,   ///< index = attempt / 4, stream = network: which sites
  spin_flips = 17,   ///< index = attempt / 4, stream = replica: who flips
  spin_start = 18,   ///< index = choice / 4, stream = replica: inverted sites; or index = neuron /
                     ///< 128: 128 signs of a random start
  couplings =
      19,  ///< index = (N i + j) / 4, i < j; stream = 2 network, + 1 where antisymmetric: normals
  spin_dilution = 20,   ///< index = (N i + j) / 4, stream = network: J_ij kept
  pattern_order = 21,   ///< index = choice / 4, stream = 0: given patterns, which come first
  stimulus_start = 32,  ///< index = 16 (neuron / 64) + neuron % 16, stream = trial: four normals of
                        ///< neurons 16 apart
  stimulus_noise = 33,  ///< index = the same + step * 16 ceil(N / 64)
  stimulus_input = 34,  ///< index = the same + presentation * 16 ceil(N / 64)
  stimulus_patterns = 35,  ///< index = (pattern * N + neuron) / 4, stream = trial: 0/1 patterns; of
                           ///< orthogonal ones pattern 0: signs of neurons, 1: rows
  stimulus_weights = 36,   ///< index = slot * ceil(P / 4) + pattern / 4, stream = 0: weights
  stimulus_resamples = 37,  ///< index = draw / 4, stream = resample: trials of the bootstrap
  sweep_row = 40,           ///< index = fingerprint of the row's name, stream = 0: its seed
  sweep_point = 41,  ///< index = draw, stream = fingerprint of the parameter's name: its value
};

}  // namespace mattis
