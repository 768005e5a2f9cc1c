// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The members of StimulatedNetworks that run on the host's micro-kernels; included where it is
// instantiated. A trial's neurons are taken in chunks, whose tables of partial sums stay in the
// cache; few neurons take all steps of a presentation at once.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/kernels/detail/vector_width.hpp>
#include <mattis/kernels/stimulated_networks.hpp>

#include <algorithm>

namespace mattis {
namespace detail {

/// Networks that a thread advances in step, and their neurons. Zen 4, AVX-512, 25 networks of 64
/// neurons and 10 patterns, 3000 steps: two to eight 13.9 ms, sixteen 14.1, one 14.5.
inline constexpr int most_together = 4;
inline constexpr std::int64_t together_neurons = 256;

inline std::int64_t padded_neurons(std::int64_t N) {
  return ceil_div(N, std::int64_t{lanes::noise_neurons}) * lanes::noise_neurons;
}

}  // namespace detail

template <ExecutionSpace Exec, Real T>
detail::StimulatedSteps<T> StimulatedNetworks<Exec, T>::steps() const {
  auto const& micro = how_.micro<T>();
  return {micro.signs, micro.stimulus, step_of(), coupling_, P_, R_, chunks_};
}

template <ExecutionSpace Exec, Real T>
detail::NeuronChunk<T> StimulatedNetworks<Exec, T>::chunk_at(std::int64_t trial,
                                                             std::int64_t chunk) const {
  std::int64_t const first = chunk * detail::chunk_neurons;
  auto const& by_pattern = xi_.by_pattern().words;
  auto const& by_neuron = xi_.by_neuron().words;
  return {.by_pattern = &by_pattern(trial, 0, chunk * detail::chunk_words, 0),
          .pattern_stride = by_pattern.stride(1),
          .by_neuron = &by_neuron(trial, first / lanes::row_block, 0, 0),
          .neuron_stride = by_neuron.stride(1),
          .field = &h_(trial, first),
          .neurons = {.field = &h_(trial, first),
                      .input = noisy_input_ ? &input_(trial, first) : nullptr,
                      .diagonal = coupling_.rates ? &diagonal_(trial, first) : nullptr,
                      .normals = nullptr,
                      .y = &y_(trial, first),
                      .z = &z_(trial, first),
                      .count = static_cast<int>(std::min(detail::chunk_neurons, N() - first))},
          .sums = &partial_(trial, chunk, 0, 0),
          .source_stride = partial_.stride(2)};
}

template <ExecutionSpace Exec, Real T>
detail::CoupledNetwork<T> StimulatedNetworks<Exec, T>::network_at(std::int64_t trial) const {
  return {.sums = &partial_(trial, 0, 0, 0),
          .chunk_stride = partial_.stride(1),
          .source_stride = partial_.stride(2),
          .z_overlap = &oz_(trial, 0),
          .y_overlap = coupling_.rates ? &o_(trial, 0) : &oz_(trial, 0),
          .gain = &gain_(trial, 0),
          .drive = &drive_(trial, 0),
          .k = &k_(trial, 0),
          .tables = &tables_(trial, 0),
          .m = &m_(trial, 0, 0),
          .record_stride = m_.stride(1),
          .self = static_cast<T>(self_(trial))};
}

template <ExecutionSpace Exec, Real T>
T const* StimulatedNetworks<Exec, T>::normals_ahead(std::int64_t trial, std::int64_t chunk,
                                                    std::int64_t step, std::int64_t steps,
                                                    T* values) const {
  if (dynamics_.sigma == 0) return nullptr;
  std::int64_t const first = chunk * detail::chunk_neurons;
  auto address = address_of(Purpose::stimulus_noise, trial, step);
  address.first += static_cast<std::uint64_t>(first / 4);
  auto const count = detail::padded_neurons(std::min(detail::chunk_neurons, N() - first));
  how_.micro<T>().stimulus.normals(address, T(1), values, static_cast<int>(count * steps));
  return values;
}

template <ExecutionSpace Exec, Real T>
bool StimulatedNetworks<Exec, T>::step_chunk(detail::StimulatedSteps<T> const& steps,
                                             std::int64_t trial, std::int64_t chunk,
                                             std::int64_t step) const {
  alignas(64) T values[detail::chunk_neurons];
  auto const at = chunk_at(trial, chunk);
  steps.make_field(at, &tables_(trial, 0));
  bool const fine =
      steps.move(at, static_cast<T>(self_(trial)), normals_ahead(trial, chunk, step, 1, values));
  steps.measure(at);
  return fine;
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::advance_small(std::int64_t trial, int count, std::int64_t first,
                                                int records, int moves) {
  struct Small {
    std::int64_t trial;
    detail::NeuronChunk<T> neurons;
    detail::CoupledNetwork<T> network;
    T* values;  ///< place for normals
    T const* normals;
  };
  // Where steps follow each other in the addresses, their normals are drawn many at a time.
  auto const padded = detail::padded_neurons(N());
  std::int64_t const most =
      dynamics_.increments == 1 ? detail::chunk_neurons / (padded * count) : 1;
  alignas(64) T values[detail::chunk_neurons];
  Small going[detail::most_together];
  int there = 0;
  for (int k = 0; k < count; ++k)
    if (overflow_(trial + k) < 0)
      going[there++] = {trial + k, chunk_at(trial + k, 0), network_at(trial + k),
                        values + k * most * padded, nullptr};
  auto const steps = this->steps();
  auto const for_each = [&](auto const& take) {
    for (int k = 0; k < there; ++k) take(going[k]);
  };
  for (int r = 0; r < records; ++r) {
    for_each([&](Small const& one) { steps.couple(one.network, r); });
    if (r == moves) break;
    if (r % most == 0)
      for_each([&](Small& one) {
        one.normals = normals_ahead(one.trial, 0, first + r,
                                    std::min<std::int64_t>(most, moves - r), one.values);
      });
    for_each([&](Small const& one) { steps.make_field(one.neurons, one.network.tables); });
    bool all_fine = true;
    for_each([&](Small& one) {
      if (steps.move(one.neurons, one.network.self, one.normals)) {
        if (one.normals != nullptr) one.normals += padded;
      } else {
        overflow_(one.trial) = first + r + 1;
        all_fine = false;
      }
    });
    if (!all_fine)
      there = static_cast<int>(
          std::remove_if(going, going + there,
                         [&](Small const& one) { return overflow_(one.trial) >= 0; }) -
          going);
    for_each([&](Small const& one) { steps.measure(one.neurons); });
  }
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::advance_simd(Exec const& exec, std::int64_t first, int records,
                                               bool last) {
  if constexpr (is_host_execution_space<Exec>) {
    int const moves = last ? records - 1 : records;
    double const chunk_nanoseconds =
        3.0 * static_cast<double>(std::min(N(), detail::chunk_neurons));
    if (chunks_ == 1) {
      // While a small network waits for a sum, others go on.
      std::int64_t const together = std::clamp<std::int64_t>(
          detail::together_neurons / detail::padded_neurons(N()), 1, detail::most_together);
      std::int64_t const threads = exec.concurrency();
      std::int64_t const groups =
          std::min(trials(), detail::ceil_div(trials(), together * threads) * threads);
      detail::for_items(exec, "mattis::stimulus::advance",
                        {groups, chunk_nanoseconds * static_cast<double>(records) *
                                     static_cast<double>(trials()) / static_cast<double>(groups)},
                        [&](std::int64_t group) {
        std::int64_t const trial = group * trials() / groups;
        auto const count = static_cast<int>((group + 1) * trials() / groups - trial);
        detail::run_with_vectors(how_.vector_bytes(),
                                 [&] { advance_small(trial, count, first, records, moves); });
      });
      return;
    }
    auto const flag = [&](std::int64_t trial, std::int64_t step) {
      if (overflow_(trial) < 0) overflow_(trial) = step + 1;
    };
    auto const steps = this->steps();
    if (trials() >= exec.concurrency()) {
      detail::for_items(exec, "mattis::stimulus::advance",
                        {trials(), chunk_nanoseconds * static_cast<double>(chunks_ * records)},
                        [&](std::int64_t trial) {
        for (int r = 0; r < records; ++r) {
          steps.couple(network_at(trial), r);
          for (std::int64_t chunk = 0; r < moves && chunk < chunks_; ++chunk)
            if (!step_chunk(steps, trial, chunk, first + r)) flag(trial, first + r);
          if (overflow_(trial) >= 0) break;
        }
      });
      return;
    }
    auto const fine = fine_;
    for (int r = 0; r < records; ++r) {
      for (std::int64_t trial = 0; trial < trials(); ++trial) steps.couple(network_at(trial), r);
      if (r == moves) break;
      detail::for_items(exec, "mattis::stimulus::step", {trials() * chunks_, chunk_nanoseconds},
                        [&](std::int64_t item) {
        fine(item / chunks_, item % chunks_) =
            step_chunk(steps, item / chunks_, item % chunks_, first + r);
      });
      for (std::int64_t item = 0; item < trials() * chunks_; ++item)
        if (!fine(item / chunks_, item % chunks_)) flag(item / chunks_, first + r);
    }
  }
}

}  // namespace mattis
