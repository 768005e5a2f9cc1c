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

inline constexpr std::int64_t chunk_neurons = 2048;  // as of SignProduct
inline constexpr std::int64_t chunk_words = chunk_neurons / 32;
/// Networks that a thread advances in step, and their neurons. Zen 4, AVX-512, 25 networks of 64
/// neurons and 10 patterns, 3000 steps: two to eight 13.9 ms, sixteen 14.1, one 14.5.
inline constexpr int most_together = 4;
inline constexpr std::int64_t together_neurons = 256;

inline std::int64_t padded_neurons(std::int64_t N) {
  return ceil_div(N, std::int64_t{lanes::noise_neurons}) * lanes::noise_neurons;
}
inline int bytes_of(std::int64_t columns) {
  return static_cast<int>(ceil_div(columns, std::int64_t{8}));
}

}  // namespace detail

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::measure(std::int64_t trial, std::int64_t chunk) const {
  if constexpr (is_host_execution_space<Exec>) {
    auto const& micro = how_.micro<T>().signs;
    auto const columns =
        static_cast<int>(std::min(detail::chunk_neurons, N() - chunk * detail::chunk_neurons));
    auto const& by_pattern = xi_.by_pattern();
    alignas(64) T tables[detail::chunk_neurons * 4];
    int const sources = coupling_.rates ? 2 : 1;
    for (int source = 0; source < sources; ++source) {
      T const* const v = &(source == 0 ? z_ : y_)(trial, chunk * detail::chunk_neurons);
      micro.tables(v, detail::ceil_div(columns, 8), tables);
      micro.product(&by_pattern.words(trial, 0, chunk * detail::chunk_words, 0),
                    by_pattern.words.stride(1), static_cast<int>(R_), detail::ceil_div(columns, 8),
                    tables, &partial_(trial, chunk, source, 0), 0, micro.blocks_at_once[0]);
    }
  }
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::couple(std::int64_t trial, int record) const {
  if constexpr (is_host_execution_space<Exec>) {
    double const scale = 1.0 / coupling_.N;
    auto const sum = [&](int source, T* to) {
      T const* const partial = &partial_(trial, 0, source, 0);
      auto const stride = static_cast<std::int64_t>(partial_.stride(1));
      if (chunks_ == 1) {  // the usual case, which the compiler packs
        for (std::int64_t r = 0; r < R_; ++r)
          to[r] = static_cast<T>(scale * static_cast<double>(partial[r]));
        return;
      }
      for (std::int64_t r = 0; r < R_; ++r) {
        double total = 0;
        for (std::int64_t chunk = 0; chunk < chunks_; ++chunk)
          total += static_cast<double>(partial[chunk * stride + r]);
        to[r] = static_cast<T>(scale * total);
      }
    };
    detail::Entries<T> const z{&oz_(trial, 0)}, k{&k_(trial, 0)}, m{&m_(trial, record, 0)};
    detail::Entries<T> const source = coupling_.rates ? detail::Entries<T>{&o_(trial, 0)} : z;
    detail::Entries<double> const gain{&gain_(trial, 0)}, drive{&drive_(trial, 0)};
    sum(0, z.data);
    if (coupling_.rates) sum(1, source.data);
    auto const coupling = coupling_;  // which no store can change
    for (std::int64_t mu = 0; mu < P_; ++mu) m(mu) = static_cast<T>(coupling.overlap(z, mu));
    coupling.field(source, gain, drive, k);
    how_.micro<T>().signs.tables(k.data, detail::bytes_of(R_), &tables_(trial, 0));
  }
}

template <ExecutionSpace Exec, Real T>
T const* StimulatedNetworks<Exec, T>::normals_ahead(std::int64_t trial, std::int64_t chunk,
                                                    std::int64_t step, std::int64_t steps,
                                                    T* values) const {
  if constexpr (is_host_execution_space<Exec>) {
    if (step_of().noise == T(0)) return nullptr;
    std::int64_t const first = chunk * detail::chunk_neurons;
    auto address = address_of(Purpose::stimulus_noise, trial, step);
    address.first += static_cast<std::uint64_t>(first / 4);
    auto const count = detail::padded_neurons(std::min(detail::chunk_neurons, N() - first));
    how_.micro<T>().stimulus.normals(address, T(1), values, static_cast<int>(count * steps));
    return values;
  } else {
    return nullptr;
  }
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::make_field(std::int64_t trial, std::int64_t chunk) const {
  if constexpr (is_host_execution_space<Exec>) {
    auto const& micro = how_.micro<T>().signs;
    auto const& by_neuron = xi_.by_neuron();
    std::int64_t const first = chunk * detail::chunk_neurons;
    auto const count = static_cast<int>(std::min(detail::chunk_neurons, N() - first));
    micro.product(&by_neuron.words(trial, first / lanes::row_block, 0, 0),
                  by_neuron.words.stride(1), count, detail::bytes_of(R_), &tables_(trial, 0),
                  &h_(trial, first), 0, micro.blocks_at_once[0]);
  }
}

template <ExecutionSpace Exec, Real T>
bool StimulatedNetworks<Exec, T>::move(std::int64_t trial, std::int64_t chunk,
                                       T const* normals) const {
  if constexpr (is_host_execution_space<Exec>) {
    std::int64_t const first = chunk * detail::chunk_neurons;
    auto now = step_of();
    now.self = static_cast<T>(self_(trial));
    return how_.micro<T>().stimulus.advance(
        now, {.field = &h_(trial, first),
              .input = noisy_input_ ? &input_(trial, first) : nullptr,
              .diagonal = coupling_.rates ? &diagonal_(trial, first) : nullptr,
              .normals = normals,
              .y = &y_(trial, first),
              .z = &z_(trial, first),
              .count = static_cast<int>(std::min(detail::chunk_neurons, N() - first))});
  } else {
    return false;
  }
}

template <ExecutionSpace Exec, Real T>
bool StimulatedNetworks<Exec, T>::step_chunk(std::int64_t trial, std::int64_t chunk,
                                             std::int64_t step) const {
  alignas(64) T values[detail::chunk_neurons];
  make_field(trial, chunk);
  bool const fine = move(trial, chunk, normals_ahead(trial, chunk, step, 1, values));
  measure(trial, chunk);
  return fine;
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::advance_small(std::int64_t trial, int count, std::int64_t first,
                                                int records, int moves) {
  // Where steps follow each other in the addresses, their normals are drawn many at a time.
  auto const padded = detail::padded_neurons(N());
  std::int64_t const most =
      dynamics_.increments == 1 ? detail::chunk_neurons / (padded * count) : 1;
  alignas(64) T values[detail::chunk_neurons];
  T const* normals[detail::most_together] = {};
  auto const for_each = [&](auto const& take) {
    for (int k = 0; k < count; ++k)
      if (overflow_(trial + k) < 0) take(k);
  };
  for (int r = 0; r < records; ++r) {
    for_each([&](int k) { couple(trial + k, r); });
    if (r == moves) break;
    std::int64_t const ahead = r % most;
    if (ahead == 0)
      for_each([&](int k) {
        normals[k] = normals_ahead(trial + k, 0, first + r, std::min<std::int64_t>(most, moves - r),
                                   values + k * most * padded);
      });
    for_each([&](int k) { make_field(trial + k, 0); });
    for_each([&](int k) {
      if (!move(trial + k, 0, normals[k] == nullptr ? nullptr : normals[k] + ahead * padded))
        overflow_(trial + k) = first + r + 1;
    });
    for_each([&](int k) { measure(trial + k, 0); });
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
    if (trials() >= exec.concurrency()) {
      detail::for_items(exec, "mattis::stimulus::advance",
                        {trials(), chunk_nanoseconds * static_cast<double>(chunks_ * records)},
                        [&](std::int64_t trial) {
        for (int r = 0; r < records; ++r) {
          couple(trial, r);
          for (std::int64_t chunk = 0; r < moves && chunk < chunks_; ++chunk)
            if (!step_chunk(trial, chunk, first + r)) flag(trial, first + r);
          if (overflow_(trial) >= 0) break;
        }
      });
      return;
    }
    auto const fine = fine_;
    for (int r = 0; r < records; ++r) {
      for (std::int64_t trial = 0; trial < trials(); ++trial) couple(trial, r);
      if (r == moves) break;
      detail::for_items(exec, "mattis::stimulus::step", {trials() * chunks_, chunk_nanoseconds},
                        [&](std::int64_t item) {
        fine(item / chunks_, item % chunks_) =
            step_chunk(item / chunks_, item % chunks_, first + r);
      });
      for (std::int64_t item = 0; item < trials() * chunks_; ++item)
        if (!fine(item / chunks_, item % chunks_)) flag(item / chunks_, first + r);
    }
  }
}

}  // namespace mattis
