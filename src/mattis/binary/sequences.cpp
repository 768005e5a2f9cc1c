// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/cues.hpp>
#include <mattis/binary/sequences.hpp>
#include <mattis/binary/spin_networks.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/shape.hpp>

#include <algorithm>

namespace mattis::binary {

namespace {

CuedOptions sequence_run(SequenceOptions const& options) {
  CuedOptions run{.N = options.N,
                  .loads = {options.P},
                  .given = options.given,
                  .learning = {.rule = LearningRule::sequence,
                               .stay = options.stay,
                               .go = options.go,
                               .cyclic = options.cyclic},
                  .how = options.how};
  auto const R = static_cast<std::size_t>(std::max<std::int64_t>(options.replicas, 0));
  run.spins = {.rule = options.T == 0 ? SpinRule::zero : SpinRule::glauber,
               .order = SpinOrder::parallel,
               .T = std::vector<double>(R, options.T),
               .seed = options.seed};
  run.corruption.assign(R, options.corruption);
  return run;
}

/// The pattern whose turn it is.
std::int64_t turn_of(SequenceOptions const& options, std::int64_t step) {
  return options.cyclic ? step % options.P : std::min(step, options.P - 1);
}

template <ExecutionSpace Exec>
void read_step(Exec const& exec, SpinNetworks<Exec> const& networks, SequenceOptions const& options,
               SequenceCheckpoint& at) {
  auto const overlaps = networks.overlaps(exec);
  for (std::size_t mu = 0; mu < overlaps.extent(1); ++mu)
    for (std::size_t r = 0; r < overlaps.extent(2); ++r)
      at.m(at.step, mu, r) =
          static_cast<double>(overlaps(0, mu, r)) / static_cast<double>(options.N);
  at.states = networks.states(exec);
}

void expect_fits(SequenceOptions const& options, SequenceCheckpoint const& at) {
  auto const size = [](std::int64_t n) { return static_cast<std::size_t>(n); };
  expect(at.step >= 0 && at.step <= steps_of(options), "checkpoint.step", "a step of the sequence",
         at.step);
  expect_shape("checkpoint.states", at.states,
               {1, size(options.replicas), size((options.N + 31) / 32)});
  expect_shape("checkpoint.m", at.m,
               {size(steps_of(options) + 1), size(options.P), size(options.replicas)});
}

Sequence sequence_of(SequenceOptions const& options, HostArray<double***> const& m) {
  Sequence result{.m = m};
  std::vector<double> right;
  for (std::int64_t step = 0; step <= steps_of(options); ++step) {
    std::vector<double> lead;
    for (std::size_t r = 0; r < m.extent(2); ++r) {
      std::int64_t nearest = 0;
      for (std::int64_t mu = 0; mu < options.P; ++mu)
        if (m(step, mu, r) > m(step, nearest, r)) nearest = mu;
      auto const turn = turn_of(options, step);
      lead.push_back(m(step, turn, r));
      right.push_back(nearest == turn ? 1 : 0);
    }
    result.lead.push_back(mean_of(lead));
  }
  result.in_order = mean_of(right);
  return result;
}

}  // namespace

void validate(SequenceOptions const& options) {
  validate(sequence_run(options));
  expect(options.P >= 2, "P", "at least 2 patterns to follow each other", options.P);
  expect(options.T >= 0, "T", "at least 0", options.T);
  expect(options.steps >= 0, "steps", "at least 0", options.steps);
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
}

std::int64_t steps_of(SequenceOptions const& options) {
  return options.steps > 0 ? options.steps : 2 * options.P;
}

template <ExecutionSpace Exec>
Sequence recall_sequence(Exec const& exec, SequenceOptions const& options) {
  validate(options);
  mattis::detail::StoppableCall const call(options.should_stop);
  auto run = sequence_run(options);
  auto const steps = steps_of(options);
  SequenceCheckpoint at;
  auto const* const resume = options.checkpoint.resume.get();
  if (resume != nullptr) {
    expect_fits(options, *resume);
    at.step = run.spins.first_sweep = resume->step;
  }
  at.m = HostArray<double***>("mattis::spins::m", static_cast<std::size_t>(steps + 1),
                              static_cast<std::size_t>(options.P), run.spins.T.size());
  if (resume != nullptr) Kokkos::deep_copy(at.m, resume->m);
  auto const xi = stored_patterns(exec, run);
  auto const rows = pattern_rows(exec, xi);
  auto const networks = learned_networks(exec, run, xi, rows);
  HostArray<std::int64_t**> const first_pattern("mattis::spins::cue", 1, run.spins.T.size());
  networks->set_states(exec, resume != nullptr ? resume->states : starts(run, rows, first_pattern));
  read_step(exec, *networks, options, at);
  while (at.step < steps) {
    if (options.checkpoint.is_due()) options.checkpoint.save(at);
    try {
      networks->run(exec, 1);
    } catch (Stopped const&) {
      if (options.checkpoint.save) options.checkpoint.save(at);
      throw;
    }
    ++at.step;
    read_step(exec, *networks, options, at);
    if (options.progress)
      options.progress({"step", static_cast<double>(at.step) / static_cast<double>(steps)});
  }
  return sequence_of(options, at.m);
}

#define MATTIS_INSTANTIATE_SEQUENCES(EXEC) \
  template Sequence recall_sequence<EXEC>(EXEC const&, SequenceOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SEQUENCES)

}  // namespace mattis::binary
