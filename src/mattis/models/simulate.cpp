// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/finite.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/models/detail/elementary_symmetric.hpp>
#include <mattis/models/detail/network_groups.hpp>
#include <mattis/models/network.hpp>
#include <mattis/models/shared_network.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/models/simulation_checkpoint.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace mattis {
namespace {

// A step that takes less is finished where a stop is asked for; of longer ones, which are left, the
// state before is kept.
constexpr double patience_seconds = 0.3;
constexpr double slow_seconds = 0.05;

// Networks advanced together, trials or the cues of one trial: enough to fill a machine with small
// networks, at most this much memory in patterns and states.
constexpr std::size_t group_bytes = std::size_t{256} << 20;
constexpr std::int64_t group_networks = 256;

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
  if (options.by_patterns) return shape;
  auto const state = Network<Exec, T>::bytes(shape, network_coupling(model, options), options.how);
  auto const one = state + (options.cues == 1 ? PatternSet<Exec>::bytes(shape.P, shape.N) : 0);
  auto const fitting = static_cast<std::int64_t>(group_bytes / std::max<std::size_t>(one, 1));
  std::int64_t const most = std::clamp<std::int64_t>(fitting, 1, group_networks);
  std::int64_t const processes = team_size(options.team);
  if (options.cues == 1) {
    shape.trials = detail::networks_of_group(options.trials, most, processes);
  } else {
    shape.cues = detail::networks_of_group(
        options.cues, most, detail::ceil_div(processes, std::int64_t{options.trials}));
  }
  return shape;
}

/// Rows of the results.
std::int64_t network_count(SimulateOptions const& options) {
  return std::int64_t{options.trials} * options.cues;
}

/// Checks what does not depend on the size of the network.
void validate_dynamics(Dense const& model, SimulateOptions const& options) {
  expect(!options.distinct_indices || model.n <= detail::max_elementary_degree, "n",
         "an interaction order of at most " + to_text(detail::max_elementary_degree) +
             " with distinct indices",
         model.n);
  expect(options.T >= 2, "T", "at least 2 steps", options.T);
  expect(options.dt > 0 && options.dt <= 1, "dt", "a step in (0, 1]", options.dt);
}

/// Bytes of the results on the host.
double result_bytes(Dense const& model, SimulateOptions const& options) {
  double const entries = static_cast<double>(model.a.size()) + 2.0 +
                         (options.save_states ? 2.0 * static_cast<double>(options.N) : 0.0);
  return 8.0 * entries * static_cast<double>(network_count(options)) * options.T;
}

Simulation allocate_results(std::int64_t trials, std::int64_t T, std::int64_t K,
                            std::int64_t saved_neurons) {
  auto const array = [&](char const* label, std::int64_t last) {
    HostArray<double***> const zeros(
        Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label)),
        static_cast<std::size_t>(trials), static_cast<std::size_t>(T),
        static_cast<std::size_t>(last));
    std::fill_n(zeros.data(), zeros.size(),
                0.0);  // not by Kokkos, which takes no call from inside a parallel region
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

/// `from` itself where it is host memory, else a copy that `exec` is filling.
template <ExecutionSpace Exec, class From>
auto host_copy(Exec const& exec, From const& from) {
  if constexpr (is_host_execution_space<Exec>) {
    return from;
  } else {
    auto const host = Kokkos::create_mirror(
        Kokkos::view_alloc(Kokkos::HostSpace{}, Kokkos::WithoutInitializing), from);
    Kokkos::deep_copy(exec, host, from);
    return host;
  }
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
        detail::expect_finite(name, value, "t", static_cast<std::size_t>(t));
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

void copy(HostArray<double***> const& from, HostArray<double***> const& to, char const* name) {
  expect_shape(name, from, {to.extent(0), to.extent(1), to.extent(2)});
  std::copy_n(from.data(), from.size(), to.data());
}

/// Takes over what a checkpoint has already.
void take_over(SimulationCheckpoint const& checkpoint, NetworkShape const& shape,
               SimulateOptions const& options, Simulation const& result) {
  expect(checkpoint.trial >= 0 && checkpoint.trial < options.trials, "checkpoint.trial",
         "a trial of the simulation", checkpoint.trial);
  expect(checkpoint.cue >= 0 && checkpoint.cue < options.cues, "checkpoint.cue",
         "a cue of the simulation", checkpoint.cue);
  expect(checkpoint.t >= 1 && checkpoint.t <= options.T, "checkpoint.t", "a step of the simulation",
         checkpoint.t);
  expect(checkpoint.x.extent(0) >= 1, "checkpoint.x", "the states of a network at least", 0);
  expect_shape("checkpoint.x", checkpoint.x,
               {checkpoint.x.extent(0), static_cast<std::size_t>(shape.N)});
  copy(checkpoint.results.m, result.m, "checkpoint.m");
  copy(checkpoint.results.E, result.E, "checkpoint.E");
  if (result.x.size() == 0) return;
  copy(checkpoint.results.x, result.x, "checkpoint.x_path");
  copy(checkpoint.results.phi, result.phi, "checkpoint.phi_path");
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
         static_cast<std::size_t>(result_bytes(model, options));
}

template <Real T, ExecutionSpace Exec>
void validate(Dense const& model, SimulateOptions const& options) {
  validate<T>(model);
  validate_dynamics(model, options);
  expect(options.N >= 1, "N", "at least 1 neuron", options.N);
  expect(options.trials >= 1, "trials", "at least 1 trial", options.trials);
  expect(options.cues >= 1, "cues", "at least 1 initial state", options.cues);
  expect(!(options.by_patterns && options.distinct_indices), "by_patterns",
         "no distinct indices with it", 1);
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
  expect_fits_in_memory("memory",
                        static_cast<double>(simulation_bytes<T, Exec>(model, options)) *
                            sharers_of_memory<Exec>(options.team),
                        memory_of<Exec>);
}

namespace {

/// simulate() between two checkpoints: keeps the last state that it could go on from, until it is
/// saved.
class LatestState {
 public:
  LatestState(SimulateOptions const& options, detail::StoppableCall const& call)
      : options_(options), call_(call) {}

  void begin_step() {
    if (call_.request() != nullptr) call_.request()->grant(patience_seconds);
    step_ = Clock();
  }
  bool stopping() const { return call_.request() != nullptr && call_.request()->made(); }
  /// Whether the state after this step is worth a copy.
  bool wants_step() {
    due_ = options_.checkpoint.is_due();
    return options_.checkpoint.save && (due_ || stopping() || step_.seconds() > slow_seconds);
  }
  bool wants_group() {
    due_ = options_.checkpoint.is_due();
    return bool(options_.checkpoint.save);
  }
  void keep(SimulationCheckpoint state) {
    state_ = std::move(state);
    if (due_) options_.checkpoint.save(*state_);
  }
  /// \throws Stopped  where it is asked for
  void end_step() const {
    if (stopping()) throw Stopped();
  }
  void save() const {
    if (state_ && options_.checkpoint.save) options_.checkpoint.save(*state_);
  }

 private:
  SimulateOptions const& options_;
  detail::StoppableCall const& call_;
  Clock step_;
  bool due_ = false;
  std::optional<SimulationCheckpoint> state_;
};

/// The networks of `options`, whose team takes one group each.
/// \param network  of groups of this shape   \param draw  the patterns of a group from a trial on
template <Real T, ExecutionSpace Exec, class AnyNetwork, class Draw>
Simulation advance_all(Exec const& exec, Dense const& model, SimulateOptions const& options,
                       NetworkShape const& shape, AnyNetwork& network, Draw const& draw,
                       LatestState& latest) {
  Clock const clock;
  auto result =
      allocate_results(network_count(options), shape.T, shape.K, options.save_states ? shape.N : 0);
  result.P = shape.P;
  HostArray<double const*> const a_host(model.a.data(), model.a.size());
  auto const a = Kokkos::create_mirror_view_and_copy(
      Kokkos::view_alloc(typename Exec::memory_space{}, exec), a_host);
  double const noise = initial_noise(model);

  auto const* const resume = options.checkpoint.resume.get();
  if (resume != nullptr) take_over(*resume, shape, options, result);
  double const before = resume != nullptr ? resume->results.wall_seconds : 0;
  auto const* const team = options.team;
  bool const shared = team_size(team) > 1;
  std::int64_t const all = network_count(options);
  std::int64_t row = 0, drawn = -1;  // the next network, and the trial whose patterns are there
  bool resumed = false;              // in the middle of a group
  if (resume != nullptr) {
    row = resume->trial * options.cues + resume->cue;
    auto const kept = static_cast<std::int64_t>(resume->x.extent(0));
    if (resume->t == options.T) {
      row = detail::group_at(row, kept, options).end();
    } else {  // a group of another size begins anew
      resumed = !shared && kept == shape.networks();
    }
  }
  // The last group is completed with networks that nobody asked for, so that one plan serves all
  // groups.
  while (row < all) {
    auto const groups = detail::groups_at(row, shape.networks(), options);
    auto const rank = static_cast<std::size_t>(team_rank(team));
    bool const last = groups.back().end() >= all;
    if (rank < groups.size()) {
      auto const& group = groups[rank];
      latest.begin_step();
      if (group.trial != drawn) draw(group.trial);
      drawn = group.trial;
      if (resumed) {
        network.start(exec, device_state<T>(exec, resume->x));
      } else {
        network.start(exec, a, noise, options.seed, group.trial, group.cue);
      }
      int collected = resumed ? resume->t : 0;
      for (int t = collected; t < shape.T; ++t) {
        latest.begin_step();
        network.step(exec, t);
        if (options.progress) {
          double const done = static_cast<double>(row) +
                              static_cast<double>(groups.back().end() - row) * (t + 1) / shape.T;
          exec.fence("mattis::simulation::progress");
          options.progress(
              {.stage = "trial", .fraction = std::min(1.0, done / static_cast<double>(all))});
        }
        if (t + 1 == shape.T) break;
        if (!shared && latest.wants_step()) {
          collect(exec, network, result, {group.row, group.networks, collected, t + 1});
          collected = t + 1;
          result.wall_seconds = before + clock.seconds();
          latest.keep({group.trial, group.cue, collected, host_state(exec, network), result});
        }
        latest.end_step();
      }
      collect(exec, network, result, {group.row, group.networks, collected, shape.T});
    }
    if (shared) detail::hand_on(*team, groups, result);
    resumed = false;
    row = groups.back().end();
    if (last) break;
    if (latest.wants_group()) {
      auto const& group = groups.back();
      result.wall_seconds = before + clock.seconds();
      latest.keep({group.trial, group.cue, shape.T, host_state(exec, network), result});
    }
    latest.end_step();
  }
  result.wall_seconds = before + clock.seconds();
  return result;
}

}  // namespace

template <Real T, ExecutionSpace Exec>
Simulation simulate(Exec const& exec, Dense const& model, SimulateOptions const& options) {
  validate<T, Exec>(model, options);
  detail::StoppableCall const call(options.should_stop);
  LatestState latest(options, call);
  auto const shape = network_shape<T, Exec>(model, options);
  auto const coupling = network_coupling(model, options);
  try {
    if (options.by_patterns) {
      auto of_all = options;  // every process takes every network
      of_all.team = nullptr;
      SharedNetwork<Exec, T> network(exec, shape, coupling, options.how, options.team);
      return advance_all<T>(
          exec, model, of_all, shape, network,
          [&](std::int64_t trial) { network.draw(exec, options.seed, trial); }, latest);
    }
    PatternSet<Exec> const xi(exec, shape.P, shape.N, shape.trials);
    Network<Exec, T> network(exec, xi, shape, coupling, options.how);
    return advance_all<T>(
        exec, model, options, shape, network,
        [&](std::int64_t trial) {
      fill_random_patterns(exec, xi, options.seed, trial, options.how);
        },
        latest);
  } catch (Stopped const&) {
    latest.save();
    throw;
  }
}

template <Real T, ExecutionSpace Exec>
Simulation simulate_from(Exec const& exec, Dense const& model, SimulateOptions const& options,
                         PatternSet<Exec> const& xi, HostArray<double const*> x0) {
  validate<T>(model);
  validate_dynamics(model, options);
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
  auto result = allocate_results(1, shape.T, shape.K, options.save_states ? shape.N : 0);
  result.P = shape.P;

  Network<Exec, T> network(exec, xi, shape, network_coupling(model, options), options.how);
  network.start(exec, device_state<T>(exec, HostArray<double const**>(x0.data(), 1, x0.extent(0))));
  for (int t = 0; t < shape.T; ++t) network.step(exec, t);
  collect(exec, network, result, {0, 1, 0, shape.T});
  result.wall_seconds = clock.seconds();
  return result;
}

#define MATTIS_INSTANTIATE_SIMULATE_REAL(EXEC, REAL)                                               \
  template Simulation simulate<REAL, EXEC>(EXEC const&, Dense const&, SimulateOptions const&);     \
  template Simulation simulate_from<REAL, EXEC>(EXEC const&, Dense const&, SimulateOptions const&, \
                                                PatternSet<EXEC> const&,                           \
                                                HostArray<double const*>);                         \
  template std::size_t simulation_bytes<REAL, EXEC>(Dense const&, SimulateOptions const&);         \
  template void validate<REAL, EXEC>(Dense const&, SimulateOptions const&);
#define MATTIS_INSTANTIATE_SIMULATE(EXEC)       \
  MATTIS_INSTANTIATE_SIMULATE_REAL(EXEC, float) \
  MATTIS_INSTANTIATE_SIMULATE_REAL(EXEC, double)
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SIMULATE)

}  // namespace mattis
