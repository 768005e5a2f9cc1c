// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/latest_state.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/stimulus/detail/take_over.hpp>
#include <mattis/stimulus/energy.hpp>
#include <mattis/stimulus/run.hpp>
#include <mattis/stimulus/run_checkpoint.hpp>
#include <mattis/stimulus/watch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace mattis::stimulus {

namespace {

// Trials that are advanced together: as many as this much memory holds.
constexpr std::size_t group_bytes = std::size_t{64} << 20;
constexpr std::int64_t most_trials = 4096;
// Steps between two looks at the clock, and their neurons.
constexpr int most_records = 256;
constexpr double block_neurons = 2e7;

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

std::int64_t rows_of(RunOptions const& options) {
  return options.P + (is_rate(options.dynamics.mode) ? 1 : 0);
}

template <Real T, ExecutionSpace Exec>
std::int64_t group_trials(RunOptions const& options) {
  auto const R = rows_of(options);
  auto const one = StimulatedNetworks<Exec, T>::bytes(R, options.N, 1, most_records) +
                   PatternSet<Exec>::bytes(R, options.N);
  auto const fitting = static_cast<std::int64_t>(group_bytes / one);
  return std::min(options.trials, std::clamp<std::int64_t>(fitting, 1, most_trials));
}

int records_at_once(RunOptions const& options, std::int64_t trials) {
  if (options.save_states || options.energy) return std::min(options.every, most_records);
  auto const neurons = static_cast<double>(options.N) * static_cast<double>(trials);
  return static_cast<int>(std::clamp(block_neurons / neurons, 1.0, 1.0 * most_records));
}

double result_bytes(RunOptions const& options) {
  double const states = options.save_states ? static_cast<double>(options.N) : 0.0;
  double const of_record = 4 * (static_cast<double>(options.P) + states) + (options.energy ? 8 : 0);
  return of_record * static_cast<double>(options.records()) * static_cast<double>(options.trials);
}

/// On large pages: faults at the first touch were a tenth of 50 trials of 64 neurons (Zen 4).
template <class View>
View uninitialized(char const* label, std::int64_t a, std::int64_t b, std::int64_t c) {
  View const view(Kokkos::view_alloc(Kokkos::WithoutInitializing, std::string(label)),
                  static_cast<std::size_t>(a), static_cast<std::size_t>(b),
                  static_cast<std::size_t>(c));
  prefer_huge_pages(view.data(), view.span() * sizeof(typename View::value_type));
  return view;
}

template <ExecutionSpace Exec, class From>
auto on_host(Exec const& exec, From const& from) {
  auto const host = mattis::detail::host_copy(exec, from);
  exec.fence("mattis::stimulus::collect");
  return host;
}

/// What a run has kept so far.
struct Kept {
  Watch const& watch;
  Run const& result;
  Clock clock = {};
  double seconds_before = 0;  ///< what a checkpoint took

  Run so_far() const {
    auto run = result;
    run.seconds = seconds_before + clock.seconds();
    return run;
  }
};

/// Where the records of a group of trials go.
struct Group {
  std::int64_t first, count;  ///< rows of the results
};

template <ExecutionSpace Exec, Real T>
void collect(Exec const& exec, StimulatedNetworks<Exec, T> const& networks,
             RunOptions const& options, Group const& group, std::int64_t first, int records,
             Kept const& kept) {
  auto const& watch = kept.watch;
  auto const& result = kept.result;
  auto const m = on_host(exec, networks.m());
  auto const overflow = on_host(exec, networks.overflow());
  auto const P = options.P;
  auto const take = [&](std::int64_t r) {
    auto const trial = group.first + r;
    if (overflow(r) >= 0) watch.overflow(trial, overflow(r));
    std::int64_t const finite = watch.finite_before(trial, first + records) - first;
    for (std::int64_t record = 0; record < finite; ++record)
      watch.take(trial, first + record, P,
                 [&](std::int64_t mu) { return static_cast<double>(m(r, record, mu)); });
    std::int64_t row = mattis::detail::ceil_div(first, options.every);
    for (std::int64_t record = row * options.every - first; record < records;
         record += options.every, ++row)
      for (std::int64_t mu = 0; mu < P; ++mu)
        result.overlap(trial, row, mu) =
            record < finite ? static_cast<float>(m(r, record, mu)) : unknown;
  };
  detail::for_items(Kokkos::DefaultHostExecutionSpace(), "mattis::stimulus::watch",
                    {group.count, 20.0 * records}, take);
}

/// States and energies, of the record to come.
template <ExecutionSpace Exec, Real T>
void collect_states(Exec const& exec, StimulatedNetworks<Exec, T> const& networks,
                    RunOptions const& options, Group const& group, std::int64_t step,
                    Kept const& kept) {
  auto const& watch = kept.watch;
  auto const& result = kept.result;
  auto const y = on_host(exec, networks.y());
  auto const record = step / options.every;
  if (options.save_states)
    for (std::int64_t r = 0; r < group.count; ++r)
      for (std::int64_t i = 0; i < options.N; ++i)
        result.y(group.first + r, record, i) =
            watch.is_finite(group.first + r, step) ? static_cast<float>(y(r, i)) : unknown;
  if (!options.energy) return;
  auto const energies = stimulus::energy(exec, networks, options.dynamics.delta);
  for (std::int64_t r = 0; r < group.count; ++r)
    result.energy(group.first + r, record) = watch.is_finite(group.first + r, step)
                                                 ? energies[static_cast<std::size_t>(r)]
                                                 : static_cast<double>(unknown);
}

using LatestState = mattis::detail::LatestState<RunCheckpoint>;

template <ExecutionSpace Exec, Real T>
HostArray<double**> states_of(Exec const& exec, StimulatedNetworks<Exec, T> const& networks) {
  auto const y = on_host(exec, networks.y());
  HostArray<double**> states("mattis::stimulus::checkpoint", y.extent(0),
                             static_cast<std::size_t>(networks.N()));
  for (std::size_t r = 0; r < states.extent(0); ++r)
    for (std::size_t i = 0; i < states.extent(1); ++i) states(r, i) = static_cast<double>(y(r, i));
  return states;
}

/// The other way round, in the precision and memory of the networks.
template <ExecutionSpace Exec, Real T>
void start_from(Exec const& exec, StimulatedNetworks<Exec, T>& networks, RunOptions const& options,
                RunCheckpoint const& checkpoint) {
  auto const& states = checkpoint.y;
  expect_shape("checkpoint.y", states,
               {static_cast<std::size_t>(networks.trials()), static_cast<std::size_t>(options.N)});
  HostArray<T**> const given("mattis::stimulus::checkpoint", states.extent(0), states.extent(1));
  for (std::size_t i = 0; i < states.size(); ++i)
    given.data()[i] = static_cast<T>(states.data()[i]);
  Array<T const**, Exec> const y0 = Kokkos::create_mirror_view_and_copy(
      Kokkos::view_alloc(typename Exec::memory_space{}, exec), given);
  networks.start(exec, options.seed, options.first_trial + checkpoint.trial, y0);
  exec.fence("mattis::stimulus::resume");
}

template <ExecutionSpace Exec, Real T>
void advance(Exec const& exec, StimulatedNetworks<Exec, T>& networks, RunOptions const& options,
             std::vector<StimulusChange> const& changes, int block, Group const& group,
             std::int64_t first_step, Kept const& kept, LatestState& latest) {
  bool const states = options.save_states || options.energy;
  auto const T_end = options.steps();
  std::size_t change = 0;
  while (change < changes.size() && changes[change].step < first_step) ++change;
  if (change > 0) networks.present(exec, changes[change - 1].stimulus);
  for (std::int64_t step = first_step; step <= T_end;) {
    detail::throw_if_stopped();
    if (latest.wants_step())
      latest.keep({group.first, step, states_of(exec, networks), kept.so_far()});
    latest.end_step();
    latest.begin_step();
    while (change < changes.size() && changes[change].step == step)
      networks.present(exec, changes[change++].stimulus);
    if (states && step % options.every == 0)
      collect_states(exec, networks, options, group, step, kept);
    std::int64_t end = std::min(step + block, T_end + 1);
    if (change < changes.size()) end = std::min(end, changes[change].step);
    if (states) end = std::min(end, (step / options.every + 1) * options.every);
    bool const last = end > T_end;
    networks.advance(exec, step, static_cast<int>(end - step), last);
    collect(exec, networks, options, group, step, static_cast<int>(end - step), kept);
    step = end;
    if (options.progress) {
      double const done = static_cast<double>(group.first) + static_cast<double>(group.count) *
                                                                 static_cast<double>(step) /
                                                                 static_cast<double>(T_end + 1);
      options.progress({"trial", std::min(1.0, done / static_cast<double>(options.trials))});
    }
  }
}

/// Takes over what a checkpoint has already.
void resume(RunCheckpoint const& checkpoint, RunOptions const& options, std::int64_t trials,
            Kept& kept) {
  auto const& result = kept.result;
  expect(
      checkpoint.trial >= 0 && checkpoint.trial < options.trials && checkpoint.trial % trials == 0,
      "checkpoint.trial", "the first trial of a group", checkpoint.trial);
  expect(checkpoint.step >= 0 && checkpoint.step <= options.steps(), "checkpoint.step",
         "a step of the run", checkpoint.step);
  auto const& before = checkpoint.results;
  kept.seconds_before = before.seconds;
  kept.watch.resume(before.responses);
  take_over("overlap", before.overlap, result.overlap);
  if (options.save_states) take_over("states", before.y, result.y);
  if (options.energy) take_over("energy", before.energy, result.energy);
}

void expect_at_least_0(char const* name, double value) {
  expect(value >= 0 && std::isfinite(value), name, "at least 0", value);
}

}  // namespace

std::int64_t RunOptions::steps() const { return std::llround(t_end / dynamics.dt); }

PatternKind RunOptions::patterns() const {
  if (is_rate(dynamics.mode)) return PatternKind::sparse;
  return orthogonal ? PatternKind::orthogonal : PatternKind::random;
}

template <Real T, ExecutionSpace Exec>
void validate(RunOptions const& options) {
  auto const& dynamics = options.dynamics;
  expect(dynamics.dt > 0 && std::isfinite(dynamics.dt), "dt", "a step of more than 0", dynamics.dt);
  expect(options.t_end > 0 && options.t_end / dynamics.dt < 0x1p31, "t-end",
         "more than 0, and less than 2^31 steps", options.t_end);
  expect(options.steps() >= 1, "t-end", "at least one step of dt", options.t_end);
  expect_at_least_0("sigma", dynamics.sigma);
  expect(std::isfinite(dynamics.w_s), "w-s", "a finite number", dynamics.w_s);
  expect(std::isfinite(dynamics.w_external), "w-external", "a finite number", dynamics.w_external);
  expect(dynamics.delta > 0 && std::isfinite(dynamics.delta), "delta", "a slope of more than 0",
         dynamics.delta);
  expect(dynamics.increments >= 1, "increments", "at least 1", dynamics.increments);
  expect(!is_rate(dynamics.mode) || (dynamics.activity > 0 && dynamics.activity < 1), "activity",
         "a share in (0, 1)", dynamics.activity);
  if (options.orthogonal && is_rate(dynamics.mode))
    throw_unexpected("patterns", "random with firing rates", "orthogonal");
  validate_patterns(options.patterns(), options.P, options.N);
  expect_at_least_0("y0", options.y0);
  expect(options.trials >= 1, "trials", "at least 1 trial", options.trials);
  expect(options.every >= 1, "every", "at least 1 step", options.every);
  expect(std::isfinite(options.threshold), "threshold", "a finite number", options.threshold);
  double const fall = options.fall_threshold.value_or(options.threshold);
  expect(fall <= options.threshold, "fall-threshold", "at most the threshold", fall);
  if (options.energy && is_rate(dynamics.mode))
    throw_unexpected("energy", "a mode of graded activity", "firing rates");
  stimulus::validate(options.programme, options.P, options.t_end);
  auto const trials = group_trials<T, Exec>(options);
  auto const R = rows_of(options);
  expect_fits_in_memory(
      "memory",
      result_bytes(options) + static_cast<double>(StimulatedNetworks<Exec, T>::bytes(
                                                      R, options.N, trials, most_records) +
                                                  PatternSet<Exec>::bytes(R, options.N, trials)),
      memory_of<Exec>);
}

namespace {

template <Real T, ExecutionSpace Exec>
Run advance_all(Exec const& exec, RunOptions const& options, LatestState& latest) {
  Clock const clock;
  auto const shown = changes(options.programme, options.P, options.dynamics.dt);
  Watch const watch(options.programme,
                    {.threshold = options.threshold,
                     .fall_threshold = options.fall_threshold.value_or(options.threshold),
                     .magnitude = options.dynamics.mode == StimulusMode::multiplicative,
                     .dt = options.dynamics.dt,
                     .steps = options.steps()},
                    options.trials);
  Run result;
  result.responses = watch.responses();
  result.overlap = uninitialized<HostArray<float***>>("mattis::stimulus::overlap", options.trials,
                                                      options.records(), options.P);
  if (options.save_states)
    result.y = uninitialized<HostArray<float***>>("mattis::stimulus::states", options.trials,
                                                  options.records(), options.N);
  if (options.energy)
    result.energy =
        HostArray<double**>("mattis::stimulus::energy", static_cast<std::size_t>(options.trials),
                            static_cast<std::size_t>(options.records()));
  auto const trials = group_trials<T, Exec>(options);
  Kept kept{watch, result, clock};
  auto const* const resume = options.checkpoint.resume.get();
  if (options.checkpoint.is_wanted()) {  // which has what is not yet recorded, too
    Kokkos::deep_copy(result.overlap, unknown);
    Kokkos::deep_copy(result.y, unknown);
  }
  if (resume != nullptr) stimulus::resume(*resume, options, trials, kept);
  PatternSet<Exec> const xi(exec, rows_of(options), options.N, trials);
  int const block = records_at_once(options, trials);
  StimulatedNetworks<Exec, T> networks(exec, xi, options.dynamics, block, options.how);
  // The last group is completed with trials that nobody asked for.
  for (std::int64_t first = resume != nullptr ? resume->trial : 0; first < options.trials;
       first += trials) {
    latest.begin_step();
    fill_patterns(exec, xi, options.patterns(), options.dynamics.activity, options.seed,
                  options.first_trial + first, options.how);
    bool const resumed = resume != nullptr && first == resume->trial;
    if (resumed) {
      start_from(exec, networks, options, *resume);
    } else {
      networks.start(exec, options.seed, options.first_trial + first, options.y0);
    }
    advance(exec, networks, options, shown, block,
            {first, std::min(trials, options.trials - first)}, resumed ? resume->step : 0, kept,
            latest);
  }
  return kept.so_far();
}

}  // namespace

template <Real T, ExecutionSpace Exec>
Run run(Exec const& exec, RunOptions const& options) {
  validate<T, Exec>(options);
  detail::StoppableCall const call(options.should_stop);
  LatestState latest(options.checkpoint, call);
  try {
    return advance_all<T>(exec, options, latest);
  } catch (Stopped const&) {
    latest.save();
    throw;
  }
}

#define MATTIS_INSTANTIATE_STIMULUS_RUN(EXEC)                    \
  template void validate<float, EXEC>(RunOptions const&);        \
  template void validate<double, EXEC>(RunOptions const&);       \
  template Run run<float, EXEC>(EXEC const&, RunOptions const&); \
  template Run run<double, EXEC>(EXEC const&, RunOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_STIMULUS_RUN)

}  // namespace mattis::stimulus
