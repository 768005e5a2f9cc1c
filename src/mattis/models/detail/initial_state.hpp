// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>
#include <string>

namespace mattis::detail {

/// Which networks start: their first trial and cue, and how many cues a trial has.
struct StartedNetworks {
  std::int64_t first_trial, first_cue, cues;
};

/// x (networks, N) = sum_k a_k xi^k + noise N(0,1); `signs` by neuron, a set per trial.
template <ExecutionSpace Exec, Real T>
void draw_states(Exec const& exec, SignMatrix<Exec> const& signs,
                 Array<double const*, Exec> const& a, double noise, std::uint64_t seed,
                 StartedNetworks const& started, Array<T**, Exec> const& x) {
  auto const networks = static_cast<std::int64_t>(x.extent(0));
  auto const neurons = static_cast<std::int64_t>(x.extent(1));
  std::int64_t const quads = (neurons + 3) / 4;
  auto const condensed = static_cast<std::int64_t>(a.extent(0));
  for_entries(
      exec, "mattis::network::initial_state", {networks * quads, 200},
      KOKKOS_LAMBDA(std::int64_t item) {
        std::int64_t const network = item / quads;
        std::int64_t const quad = item % quads;
        std::int64_t const trial = network / started.cues;
        std::int64_t const cue = started.first_cue + network % started.cues;
        double normal[4];
        standard_normals(random_words(seed, Purpose::initial_state,
                                      static_cast<std::uint32_t>(started.first_trial + trial),
                                      static_cast<std::uint64_t>(cue * quads + quad)),
                         normal);
        // Constant indices only: a device keeps an array in registers as long as none of them
        // varies.
        for (int j = 0; j < 4; ++j) {
          std::int64_t const i = 4 * quad + j;
          if (i >= neurons) break;
          double sum = noise * normal[j];
          for (std::int64_t k = 0; k < condensed; ++k)
            sum += signs.sign(trial, i, k) ? a(k) : -a(k);
          x(network, i) = static_cast<T>(sum);
        }
      });
}

/// path(:, t, :) = now.
template <ExecutionSpace Exec, class Now, class Path>
void record(Exec const& exec, std::string const& label, Now const& now, Path const& path, int t) {
  auto const length = static_cast<std::int64_t>(now.extent(1));
  for_entries(
      exec, label, {static_cast<std::int64_t>(now.size()), 2}, KOKKOS_LAMBDA(std::int64_t i) {
        path(i / length, t, i % length) = now(i / length, i % length);
      });
}

}  // namespace mattis::detail
