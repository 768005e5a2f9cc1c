// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The results of a simulation on the host, and how records of networks get there.
#include <mattis/core/error.hpp>
#include <mattis/core/finite.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/models/network.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/models/simulation_checkpoint.hpp>

#include <algorithm>
#include <string>

namespace mattis::detail {

inline Simulation allocate_results(std::int64_t trials, std::int64_t T, std::int64_t K,
                                   std::int64_t saved_neurons) {
  auto const array = [&](char const* label, std::int64_t last) {
    HostArray<double***> const zeros(
        Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label)),
        static_cast<std::size_t>(trials), static_cast<std::size_t>(T),
        static_cast<std::size_t>(last));
    // Not by Kokkos, which takes no call from inside a parallel region; states can be gigabytes.
    constexpr std::size_t block = std::size_t{1} << 20;
    for (std::size_t first = 0; first < zeros.size(); first += block) {
      throw_if_stopped();
      std::fill_n(zeros.data() + first, std::min(block, zeros.size() - first), 0.0);
    }
    return zeros;
  };
  Simulation result;
  result.m = array("mattis::simulation::m", K);
  result.E = array("mattis::simulation::E", 2);
  if (saved_neurons > 0) {
    result.x = array("mattis::simulation::x", saved_neurons);
    result.phi = array("mattis::simulation::phi", saved_neurons);
  }
  return result;
}

/// Networks and steps whose records are collected.
struct Records {
  std::int64_t first;  ///< row of the results that the first network goes to
  std::int64_t networks;
  int begin, end;  ///< steps
};

/// Copies records from the device and widens them to double. \throws Error  naming the first that
/// is no number
template <ExecutionSpace Exec, class From>
void collect(Exec const& exec, char const* name, From const& from, HostArray<double***> const& to,
             Records const& records) {
  auto const host = host_copy(exec, from);
  exec.fence("mattis::simulation::collect");
  for (std::int64_t r = 0; r < records.networks; ++r) {
    for (int t = records.begin; t < records.end; ++t) {
      for (std::size_t k = 0; k < to.extent(2); ++k) {
        auto const value = static_cast<double>(host(r, t, k));
        expect_finite(name, value, "t", static_cast<std::size_t>(t));
        to(records.first + r, t, k) = value;
      }
    }
  }
}

template <ExecutionSpace Exec, class AnyNetwork>
void collect(Exec const& exec, AnyNetwork const& network, Simulation const& result,
             Records const& records) {
  collect(exec, "m", network.m(), result.m, records);
  collect(exec, "E", network.E(), result.E, records);
  if (result.x.size() > 0) {
    collect(exec, "x", network.x(), result.x, records);
    collect(exec, "phi", network.phi(), result.phi, records);
  }
}

template <ExecutionSpace Exec, class AnyNetwork>
HostArray<double**> host_state(Exec const& exec, AnyNetwork const& network) {
  auto const state = host_copy(exec, network.state());
  exec.fence("mattis::simulation::state");
  HostArray<double**> x(
      Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::simulation::state"), state.extent(0),
      state.extent(1));
  for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<double>(state.data()[i]);
  return x;
}

/// Given states in the precision and memory of a network.
template <Real T, ExecutionSpace Exec>
Array<T const**, Exec> device_state(Exec const& exec, HostArray<double const**> const& given) {
  HostArray<T**> const x(
      Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::simulation::given_state"),
      given.extent(0), given.extent(1));
  for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(given.data()[i]);
  return Kokkos::create_mirror_view_and_copy(
      Kokkos::view_alloc(typename Exec::memory_space{}, exec), x);
}

inline void copy_records(HostArray<double***> const& from, HostArray<double***> const& to,
                         char const* name) {
  expect_shape(name, from, {to.extent(0), to.extent(1), to.extent(2)});
  std::copy_n(from.data(), from.size(), to.data());
}

/// Takes over what a checkpoint has already.
inline void take_over(SimulationCheckpoint const& checkpoint, NetworkShape const& shape,
                      SimulateOptions const& options, Simulation const& result) {
  expect(checkpoint.trial >= 0 && checkpoint.trial < options.trials, "checkpoint.trial",
         "a trial of the simulation", checkpoint.trial);
  expect(checkpoint.cue >= 0 && checkpoint.cue < options.cues, "checkpoint.cue",
         "a cue of the simulation", checkpoint.cue);
  expect(checkpoint.t >= 1 && checkpoint.t <= options.T, "checkpoint.t", "a step of the simulation",
         checkpoint.t);
  std::size_t const networks = checkpoint.x.extent(0);
  expect(networks >= 1, "checkpoint.x", "the states of a network at least", 0);
  expect_shape("checkpoint.x", checkpoint.x, {networks, static_cast<std::size_t>(shape.N)});
  copy_records(checkpoint.results.m, result.m, "checkpoint.m");
  copy_records(checkpoint.results.E, result.E, "checkpoint.E");
  if (result.x.size() == 0) return;
  copy_records(checkpoint.results.x, result.x, "checkpoint.x_path");
  copy_records(checkpoint.results.phi, result.phi, "checkpoint.phi_path");
}

}  // namespace mattis::detail
