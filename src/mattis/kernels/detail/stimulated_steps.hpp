// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The parts of a step of a stimulated network on a host, by addresses: those of a network of 64
// neurons and 10 patterns cost as much to find again at every step as a seventh of it (Zen 4).
#include <mattis/core/execution.hpp>
#include <mattis/kernels/detail/stimulus_coupling.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <cstddef>
#include <cstdint>

namespace mattis::detail {

inline constexpr std::int64_t chunk_neurons = 2048;  // as of SignProduct
inline constexpr std::int64_t chunk_words = chunk_neurons / 32;

/// Consecutive neurons of a network.
template <Real T>
struct NeuronChunk {
  std::uint32_t const* by_pattern;  ///< signs (R, neurons) ..
  std::size_t pattern_stride;
  std::uint32_t const* by_neuron;  ///< .. and (neurons, R)
  std::size_t neuron_stride;
  T* field;
  lanes::Neurons<T> neurons;  ///< of that field; normals are the step's
  T* sums;                    ///< (sources, source_stride) over these neurons of s z, and of s y
  std::size_t source_stride;
};

/// What all neurons of a network share.
template <Real T>
struct CoupledNetwork {
  T const* sums;  ///< of the first chunk
  std::size_t chunk_stride, source_stride;
  T* z_overlap;  ///< (R) s . z / N
  T* y_overlap;  ///< (R) s . y / N; the same place where there is one source
  double const* gain;
  double const* drive;
  T* k;       ///< (R) coefficients of the field
  T* tables;  ///< of k
  T* m;       ///< (records, P)
  std::size_t record_stride;
  T self;  ///< W_ii
};

template <Real T>
struct StimulatedSteps {
  lanes::SignKernels<T> const& signs;
  lanes::StimulusKernels<T> const& neurons;
  lanes::NeuronStep<T> step;
  StimulusCoupling coupling;
  std::int64_t P, R, chunks;

  /// The chunk's part of the overlaps.
  void measure(NeuronChunk<T> const& at) const {
    alignas(64) T tables[chunk_neurons * 4];
    for (int source = 0; source < (coupling.rates ? 2 : 1); ++source) {
      signs.tables(source == 0 ? at.neurons.z : at.neurons.y, at.neurons.count, tables);
      signs.product(at.by_pattern, at.pattern_stride, static_cast<int>(R), at.neurons.count, tables,
                    at.sums + static_cast<std::size_t>(source) * at.source_stride, 0,
                    signs.blocks_at_once[0]);
    }
  }

  /// Overlaps, of which the record is kept, and from them the coefficients of the field.
  void couple(CoupledNetwork<T> const& network, int record) const {
    T* const m = network.m + static_cast<std::size_t>(record) * network.record_stride;
    add_chunks(network.sums, network.chunk_stride, network.z_overlap);
    if (coupling.rates)
      add_chunks(network.sums + network.source_stride, network.chunk_stride, network.y_overlap);
    Entries<T> const z{network.z_overlap};
    for (std::int64_t mu = 0; mu < P; ++mu) m[mu] = static_cast<T>(coupling.overlap(z, mu));
    coupling.field(Entries<T>{network.y_overlap}, Entries<double const>{network.gain},
                   Entries<double const>{network.drive}, Entries<T>{network.k});
    signs.tables(network.k, static_cast<int>(R), network.tables);
  }

  void make_field(NeuronChunk<T> const& at, T const* tables) const {
    signs.product(at.by_neuron, at.neuron_stride, at.neurons.count, static_cast<int>(R), tables,
                  at.field, 0, signs.blocks_at_once[0]);
  }

  /// \param normals  null: no noise \return whether all y are finite
  bool move(NeuronChunk<T> const& at, T self, T const* normals) const {
    auto now = step;
    now.self = self;
    auto moved = at.neurons;
    moved.normals = normals;
    return neurons.advance(now, moved);
  }

 private:
  void add_chunks(T const* sums, std::size_t stride, T* overlap) const {
    double const scale = 1.0 / coupling.N;
    if (chunks == 1) {  // the usual case, which the compiler packs
      for (std::int64_t r = 0; r < R; ++r)
        overlap[r] = static_cast<T>(scale * static_cast<double>(sums[r]));
      return;
    }
    for (std::int64_t r = 0; r < R; ++r) {
      double total = 0;
      for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
        total += static_cast<double>(
            sums[static_cast<std::size_t>(chunk) * stride + static_cast<std::size_t>(r)]);
      overlap[r] = static_cast<T>(scale * total);
    }
  }
};

}  // namespace mattis::detail
