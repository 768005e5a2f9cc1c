// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Steps of noisy neurons in Kokkos alone: a counter of Philox, four neurons, an entry.
#include <mattis/core/execution.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/detail/stimulus_coupling.hpp>
#include <mattis/lanes/stimulus.hpp>

#include <cstdint>

namespace mattis::detail {

/// The potential's activation: tanh(delta v), of firing rates 1 / (1 + e^{delta (1 - 2 v)}).
template <class T>
KOKKOS_INLINE_FUNCTION T activation(lanes::NeuronStep<T> const& step, T v) {
  return step.rates ? T(0.5) + T(0.5) * Kokkos::tanh(step.slope * (v - T(0.5)))
                    : Kokkos::tanh(step.slope * v);
}

/// The normals of a counter.
template <class T>
KOKKOS_INLINE_FUNCTION void counter_normals(lanes::NoiseAddress const& address, std::uint32_t trial,
                                            std::uint64_t counter, T (&normal)[4]) {
  for (T& n : normal) n = T(0);
  for (int q = 0; q < address.increments; ++q) {
    T one[4];
    standard_normals(
        random_words(address.seed, static_cast<Purpose>(address.purpose), address.stream + trial,
                     address.first + static_cast<std::uint64_t>(q) * address.distance + counter),
        one);
    for (int k = 0; k < 4; ++k) normal[k] += one[k];
  }
  if (address.increments > 1)
    for (T& n : normal) n /= Kokkos::sqrt(static_cast<T>(address.increments));
}

template <class T>
struct FillEntries {
  T* data;
  T value;
  KOKKOS_FUNCTION void operator()(std::int64_t i) const { data[i] = value; }
};

template <class T>
struct CopyEntries {
  T const* from;
  T* to;
  KOKKOS_FUNCTION void operator()(std::int64_t i) const { to[i] = from[i]; }
};

/// Where the four neurons of an entry stand: `first`, and 16 apart.
struct NeuronsOfCounter {
  std::int64_t trial, counter, first;

  KOKKOS_FUNCTION NeuronsOfCounter(std::int64_t entry, std::int64_t blocks)
      : trial(entry / (blocks * lanes::noise_counters)),
        counter(entry % (blocks * lanes::noise_counters)),
        first(counter / lanes::noise_counters * lanes::noise_neurons +
              counter % lanes::noise_counters) {}
};

template <ExecutionSpace Exec, class T>
struct NormalsOfNeurons {
  lanes::NoiseAddress address;
  Array<T**, Exec> values;
  std::int64_t neurons, blocks;
  T scale;

  KOKKOS_FUNCTION void operator()(std::int64_t entry) const {
    NeuronsOfCounter const at(entry, blocks);
    T normal[4];
    counter_normals(address, static_cast<std::uint32_t>(at.trial),
                    static_cast<std::uint64_t>(at.counter), normal);
    for (int k = 0; k < 4; ++k) {
      auto const i = at.first + k * lanes::noise_counters;
      values(at.trial, i) = i < neurons ? scale * normal[k] : T(0);
    }
  }
};

/// z of y, an entry a neuron, padding included.
template <ExecutionSpace Exec, class T>
struct ActivateNeurons {
  lanes::NeuronStep<T> step;
  std::int64_t neurons;
  Array<T**, Exec> y, z;

  KOKKOS_FUNCTION void operator()(std::int64_t entry) const {
    auto const padded = static_cast<std::int64_t>(y.extent(1));
    auto const i = entry % padded;
    z(entry / padded, i) = i < neurons ? activation(step, y(entry / padded, i)) : T(0);
  }
};

/// What is reported of a trial's overlaps, and the coefficients of its field.
template <ExecutionSpace Exec, class T>
struct CoupleNeurons {
  StimulusCoupling coupling;
  int record;
  Array<T**, Exec> z, source;  // s . z / N, and of what is coupled
  Array<double**, Exec> gain, drive;
  Array<T**, Exec> k;
  Array<T***, Exec> m;

  KOKKOS_FUNCTION void operator()(std::int64_t trial) const {
    for (std::int64_t mu = 0; mu < coupling.P; ++mu)
      m(trial, record, mu) = static_cast<T>(coupling.overlap(Entries<T>{&z(trial, 0)}, mu));
    coupling.field(Entries<T>{&source(trial, 0)}, Entries<double>{&gain(trial, 0)},
                   Entries<double>{&drive(trial, 0)}, Entries<T>{&k(trial, 0)});
  }
};

template <ExecutionSpace Exec, class T>
struct StepOfNeurons {
  lanes::NeuronStep<T> step;
  lanes::NoiseAddress address;
  std::int64_t number, neurons, blocks;
  bool noisy_input;
  Array<T**, Exec> h, input, diagonal;
  Array<double*, Exec> self;
  Array<T**, Exec> y, z;
  Array<std::int64_t*, Exec> overflow;

  KOKKOS_FUNCTION void operator()(std::int64_t entry) const {
    NeuronsOfCounter const at(entry, blocks);
    auto const trial = at.trial;
    T normal[4] = {};
    if (step.noise != T(0))
      counter_normals(address, static_cast<std::uint32_t>(trial),
                      static_cast<std::uint64_t>(at.counter), normal);
    for (int k = 0; k < 4; ++k) {
      auto const i = at.first + k * lanes::noise_counters;
      if (i >= neurons) break;
      T potential = h(trial, i);
      if (noisy_input) potential += input(trial, i);
      T const before = y(trial, i);
      potential -=
          step.rates ? diagonal(trial, i) * before : static_cast<T>(self(trial)) * z(trial, i);
      T const target = step.rates ? activation(step, potential) : potential;
      T const next = before + step.dt * (target - before) + step.noise * normal[k];
      y(trial, i) = next;
      z(trial, i) = activation(step, next);
      if (!Kokkos::isfinite(next))
        Kokkos::atomic_compare_exchange(&overflow(trial), std::int64_t{-1}, number + 1);
    }
  }
};

}  // namespace mattis::detail
