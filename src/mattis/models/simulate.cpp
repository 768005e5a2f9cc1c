// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/models/detail/advance_networks.hpp>
#include <mattis/models/detail/continuous_network.hpp>
#include <mattis/models/detail/elementary_symmetric.hpp>
#include <mattis/models/detail/network_groups.hpp>
#include <mattis/models/detail/simulation_records.hpp>
#include <mattis/models/network.hpp>
#include <mattis/models/shared_network.hpp>
#include <mattis/models/simulate_plan.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace mattis {
namespace {

NetworkCoupling network_coupling(Dense const& model, SimulateOptions const& options) {
  return {.n = model.n,
          .alpha = model.alpha,
          .g = model.g,
          .dt = options.dt,
          .distinct_indices = options.distinct_indices};
}

template <Real T, ExecutionSpace Exec>
NetworkShape network_shape(Dense const& model, SimulateOptions const& options) {
  NetworkShape shape{.P = pattern_count(model, options.N),
                     .N = options.N,
                     .trials = 1,
                     .T = options.T,
                     .K = static_cast<std::int64_t>(model.a.size()),
                     .save_states = options.save_states};
  // Each network has steps of its own in continuous time.
  if (options.by_patterns || options.integrator == Integrator::cvode) return shape;
  auto const state = Network<Exec, T>::bytes(shape, network_coupling(model, options), options.how);
  auto const one = state + (options.cues == 1 ? PatternSet<Exec>::bytes(shape.P, shape.N) : 0);
  std::int64_t const wanted = options.cues == 1 ? options.trials : options.cues;
  // A checkpoint within a group is gone on from with groups of that size.
  auto const* const resume = options.checkpoint.resume.get();
  std::int64_t& networks = options.cues == 1 ? shape.trials : shape.cues;
  if (resume != nullptr && resume->t < options.T && team_size(options.team) == 1) {
    networks = std::clamp<std::int64_t>(static_cast<std::int64_t>(resume->x.extent(0)), 1, wanted);
    return shape;
  }
  networks = detail::networks_of_group<Exec, T>(options.how, {shape.P, shape.N, wanted}, one);
  // As few groups as these make up, but a whole number of them for each process.
  std::int64_t const processes = team_size(options.team);
  std::int64_t const sharers =
      options.cues == 1 ? processes : detail::ceil_div(processes, std::int64_t{options.trials});
  networks = detail::ceil_div(wanted, detail::round_up(detail::ceil_div(wanted, networks),
                                                       std::min<std::int64_t>(wanted, sharers)));
  return shape;
}

/// Checks what does not depend on the size of the network.
template <Real T>
void validate_dynamics(Dense const& model, SimulateOptions const& options) {
  expect(!options.distinct_indices || model.n <= detail::max_elementary_degree, "n",
         "an interaction order of at most " + to_text(detail::max_elementary_degree) +
             " with distinct indices",
         model.n);
  expect(options.T >= 2, "T", "at least 2 steps", options.T);
  expect(options.dt > 0 && options.dt <= 1, "dt", "a step in (0, 1]", options.dt);
  if (options.integrator != Integrator::cvode) return;
  if (!has_cvode())
    throw_unexpected("integrator", "euler in a library built without SUNDIALS (MATTIS_SUNDIALS=ON)",
                     "cvode");
  expect(options.rtol >= 1e-12 && options.rtol <= 0.1, "rtol", "a number from 1e-12 to 0.1",
         options.rtol);
  if constexpr (!std::is_same_v<T, double>)
    throw_unexpected("precision", "double with integrator cvode, whose steps feel rounding",
                     "float");
}

template <ExecutionSpace Exec>
std::size_t continuous_bytes(SimulateOptions const& options) {
  return options.integrator == Integrator::cvode ? detail::ContinuousNetwork<Exec>::bytes(options.N)
                                                 : 0;
}

/// Bytes of the results on the host.
double result_bytes(Dense const& model, SimulateOptions const& options) {
  double const entries = static_cast<double>(model.a.size()) + 2.0 +
                         (options.save_states ? 2.0 * static_cast<double>(options.N) : 0.0);
  return 8.0 * entries * static_cast<double>(detail::network_count(options)) * options.T;
}

}  // namespace

template <Real T, ExecutionSpace Exec>
std::size_t simulation_bytes(Dense const& model, SimulateOptions const& options) {
  auto const shape = network_shape<T, Exec>(model, options);
  if (options.by_patterns)
    return SharedNetwork<Exec, T>::bytes(shape, network_coupling(model, options), options.how,
                                         options.team) +
           static_cast<std::size_t>(result_bytes(model, options));
  return PatternSet<Exec>::bytes(shape.P, shape.N, shape.trials) +
         Network<Exec, T>::bytes(shape, network_coupling(model, options), options.how) +
         continuous_bytes<Exec>(options) + static_cast<std::size_t>(result_bytes(model, options));
}

namespace {

/// All but whether there is memory for the workspace.
template <Real T, ExecutionSpace Exec>
void validate_sizes(Dense const& model, SimulateOptions const& options) {
  validate<T>(model);
  validate_dynamics<T>(model, options);
  expect(options.N >= 1, "N", "at least 1 neuron", options.N);
  expect(options.trials >= 1, "trials", "at least 1 trial", options.trials);
  expect(options.cues >= 1, "cues", "at least 1 initial state", options.cues);
  if (options.by_patterns && (options.distinct_indices || options.integrator == Integrator::cvode))
    throw_unexpected("by_patterns", "Euler steps without distinct indices", "another network");
  double const load = load_times_size(model, options.N);
  double const share = options.by_patterns ? 1.0 / team_size(options.team) : 1.0;
  // Both orientations of the patterns, before any integer could overflow.
  expect_fits_in_memory(
      "memory for N = " + to_text(options.N) + " and alpha = " + to_text(model.alpha),
      share * load * static_cast<double>(options.N) / 4 + result_bytes(model, options),
      memory_of<Exec>);
  auto const P = pattern_count(model, options.N);
  expect(P >= 1, "alpha", "at least one pattern, alpha N^n >= 1", load);
  expect(static_cast<std::int64_t>(model.a.size()) <= P, "a",
         "at most P = " + to_text(P) + " condensed patterns",
         static_cast<std::int64_t>(model.a.size()));
}

}  // namespace

template <Real T, ExecutionSpace Exec>
void validate(Dense const& model, SimulateOptions const& options) {
  validate_sizes<T, Exec>(model, options);
  expect_fits_in_memory("memory",
                        static_cast<double>(simulation_bytes<T, Exec>(model, options)) *
                            sharers_of_memory<Exec>(options.team),
                        memory_of<Exec>);
}

template <ExecutionSpace Exec, Real T>
struct SimulatePlan<Exec, T>::Parts {
  /// What a plan in a caller's memory comes to.
  struct Fit {
    NetworkShape shape;
    std::size_t bytes;
  };

  Exec exec;
  Dense model;
  SimulateOptions options;
  Scratch<Exec> scratch = Scratch<Exec>::later();
  NetworkShape shape = {};           // of the networks that are advanced together
  std::function<void()> watch = {};  // of the run
  PatternSet<Exec> xi = {};
  Array<double*, Exec> a = {};  // (K) where Exec cannot reach the model's
  std::optional<Network<Exec, T>> network = {};
  std::optional<detail::NetworkInTime<Exec, T>> in_time = {};
  std::optional<SharedNetwork<Exec, T>> shared = {};  // in place of xi, network and in_time

  void take(NetworkShape const& of, detail::Arena<Exec> const& arena) {
    shape = of;
    if constexpr (!is_host_execution_space<Exec>)
      a = arena.template take<Array<double*, Exec>>("mattis::simulation::a", shape.K);
    auto const coupling = network_coupling(model, options);
    if (options.by_patterns) {
      shared.emplace(exec, shape, coupling, options.how, options.team, arena);
      return;
    }
    xi = PatternSet<Exec>(arena, shape.P, shape.N, shape.trials);
    network.emplace(exec, xi, shape, coupling, options.how, arena);
    in_time.emplace(
        exec, xi, model, options, *network, [this] { watch(); }, arena);
  }

  /// Groups are fewer the more a network takes, and a group may take less than a larger one of
  /// smaller networks. What is asked for is what the budget of a group holds of as many as are
  /// wanted, or one network, which is more for more of any size; groups are made no larger.
  Fit fit() const {
    Fit fit{network_shape<T, Exec>(model, options), bytes_of_trials()};
    auto& networks = options.cues == 1 ? fit.shape.trials : fit.shape.cues;
    std::int64_t const wanted = options.cues == 1 ? options.trials : options.cues;
    if (options.cues > 1)
      fit.bytes = std::max(fit.bytes, bytes_of_budget(wanted, [&](std::int64_t cues) {
                             auto of = fit.shape;
                             of.cues = cues;
                             return of;
                           }));
    std::size_t taken = bytes_of(fit.shape);
    // A checkpoint within a group is gone on from with groups as large as it has them.
    for (auto groups = detail::ceil_div(wanted, networks);
         options.checkpoint.resume == nullptr && taken > fit.bytes && networks > 1;) {
      networks = detail::ceil_div(wanted, ++groups);
      taken = bytes_of(fit.shape);
    }
    fit.bytes = std::max(fit.bytes, taken);
    return fit;
  }

 private:
  std::size_t bytes_of(NetworkShape const& of) const {
    Parts counted{.exec = exec, .model = model, .options = options};
    return detail::bytes_taken<Exec>(
        [&](detail::Arena<Exec> const& arena) { counted.take(of, arena); });
  }
  template <class ShapeOf>
  std::size_t bytes_of_budget(std::int64_t wanted, ShapeOf const& shape_of) const {
    std::size_t const one = bytes_of(shape_of(1));
    if (options.by_patterns || options.integrator == Integrator::cvode) return one;
    return std::max(one,
                    std::min(bytes_of(shape_of(std::min(wanted, detail::most_networks_of_group))),
                             detail::network_group_variants<Exec>().front().launch));
  }
  /// With one initial state of each set of patterns: more of those never take less.
  std::size_t bytes_of_trials() const {
    return bytes_of_budget(options.trials, [&](std::int64_t trials) {
      auto of = network_shape<T, Exec>(model, options);
      of.trials = trials;
      of.cues = 1;
      return of;
    });
  }
};

template <ExecutionSpace Exec, Real T>
SimulatePlan<Exec, T>::SimulatePlan(Exec const& exec, Dense const& model,
                                    SimulateOptions const& options, Scratch<Exec> const& scratch) {
  scratch.source() == Scratch<Exec>::Source::own ? validate<T, Exec>(model, options)
                                                 : validate_sizes<T, Exec>(model, options);
  parts_.reset(new Parts{.exec = exec, .model = model, .options = options});
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
SimulatePlan<Exec, T>::~SimulatePlan() = default;
template <ExecutionSpace Exec, Real T>
SimulatePlan<Exec, T>::SimulatePlan(SimulatePlan&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
SimulatePlan<Exec, T>& SimulatePlan<Exec, T>::operator=(SimulatePlan&&) noexcept = default;

template <ExecutionSpace Exec, Real T>
std::size_t SimulatePlan<Exec, T>::workspace_bytes() const {
  return parts_->fit().bytes;
}

template <ExecutionSpace Exec, Real T>
void SimulatePlan<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  auto& parts = *parts_;
  parts.exec = exec;
  if (scratch.source() == Scratch<Exec>::Source::own) {
    parts.take(network_shape<T, Exec>(parts.model, parts.options), detail::Arena<Exec>(exec));
  } else {
    auto const fit = parts.fit();
    detail::take_workspace(exec, scratch, fit.bytes,
                           [&](detail::Arena<Exec> const& arena) { parts.take(fit.shape, arena); });
  }
  parts.scratch = scratch;
}

template <ExecutionSpace Exec, Real T>
Simulation SimulatePlan<Exec, T>::run(Exec const& exec) {
  auto& parts = *parts_;
  auto const& options = parts.options;
  detail::expect_workspace(parts.scratch, [&] { return parts.fit().bytes; });
  detail::StoppableCall const call(options.should_stop);
  detail::LatestState<SimulationCheckpoint> latest(options.checkpoint, call);
  parts.watch = [&] { latest.end_step(); };
  HostArray<double const*> const a_host(parts.model.a.data(), parts.model.a.size());
  Array<double const*, Exec> a = parts.a;
  if constexpr (is_host_execution_space<Exec>) {
    a = a_host;
  } else {
    Kokkos::deep_copy(exec, parts.a, a_host);
  }
  try {
    if (parts.shared) {
      auto of_all = options;  // every process takes every network
      of_all.team = nullptr;
      detail::SharedInTime<Exec, T> const in_time{*parts.shared, options.T};
      return detail::advance_all<T>(
          exec, parts.model, of_all, parts.shape, *parts.shared, in_time, a,
          [&](std::int64_t trial) { parts.shared->draw(exec, options.seed, trial); }, latest);
    }
    return detail::advance_all<T>(
        exec, parts.model, options, parts.shape, *parts.network, *parts.in_time, a,
        [&](std::int64_t trial) {
      fill_random_patterns(exec, parts.xi, options.seed, trial, options.how);
        },
        latest);
  } catch (Stopped const&) {
    latest.save();
    throw;
  }
}

template <Real T, ExecutionSpace Exec>
Simulation simulate(Exec const& exec, Dense const& model, SimulateOptions const& options) {
  return SimulatePlan<Exec, T>(exec, model, options).run(exec);
}

template <Real T, ExecutionSpace Exec>
Simulation simulate_from(Exec const& exec, Dense const& model, SimulateOptions const& options,
                         PatternSet<Exec> const& xi, HostArray<double const*> x0) {
  validate<T>(model);
  validate_dynamics<T>(model, options);
  expect(xi.trials() == 1, "xi", "one set of patterns", xi.trials());
  expect_shape("x0", x0, {static_cast<std::size_t>(xi.neurons())});
  for (std::size_t i = 0; i < x0.extent(0); ++i) {
    expect(std::isfinite(x0(i)), "x0(" + std::to_string(i) + ")", "a finite state", x0(i));
  }
  Clock const clock;
  NetworkShape const shape{.P = xi.patterns(),
                           .N = xi.neurons(),
                           .T = options.T,
                           .K = xi.patterns(),
                           .save_states = options.save_states};
  expect_fits_in_memory("memory",
                        static_cast<double>(Network<Exec, T>::bytes(
                            shape, network_coupling(model, options), options.how)),
                        memory_of<Exec>);
  auto result = detail::allocate_results(1, shape.T, shape.K, options.save_states ? shape.N : 0);
  result.P = shape.P;

  Network<Exec, T> network(exec, xi, shape, network_coupling(model, options), options.how);
  detail::NetworkInTime<Exec, T> in_time(
      exec, xi, model, options, network, [] {}, detail::Arena<Exec>(exec));
  network.start(
      exec, detail::device_state<T>(exec, HostArray<double const**>(x0.data(), 1, x0.extent(0))));
  in_time.begin(exec);
  for (int t = 0; t < shape.T; ++t) in_time.step(exec, t);
  detail::collect(exec, network, result, {0, 1, 0, shape.T});
  result.steps = in_time.steps();
  result.wall_seconds = clock.seconds();
  return result;
}

#define MATTIS_INSTANTIATE_SIMULATE_REAL(EXEC, REAL)                                               \
  template Simulation simulate<REAL, EXEC>(EXEC const&, Dense const&, SimulateOptions const&);     \
  template Simulation simulate_from<REAL, EXEC>(EXEC const&, Dense const&, SimulateOptions const&, \
                                                PatternSet<EXEC> const&,                           \
                                                HostArray<double const*>);                         \
  template class SimulatePlan<EXEC, REAL>;                                                         \
  template std::size_t simulation_bytes<REAL, EXEC>(Dense const&, SimulateOptions const&);         \
  template void validate<REAL, EXEC>(Dense const&, SimulateOptions const&);
#define MATTIS_INSTANTIATE_SIMULATE(EXEC)       \
  MATTIS_INSTANTIATE_SIMULATE_REAL(EXEC, float) \
  MATTIS_INSTANTIATE_SIMULATE_REAL(EXEC, double)
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SIMULATE)

}  // namespace mattis
