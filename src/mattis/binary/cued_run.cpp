// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/cues.hpp>
#include <mattis/binary/detail/endings.hpp>
#include <mattis/binary/spin_networks.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

namespace {

/// What the overlaps say.
void read_overlaps(CuedOptions const& options, HostArray<std::int64_t***> const& overlaps,
                   CuedRun& run) {
  auto const N = static_cast<double>(options.N);
  for (std::size_t n = 0; n < overlaps.extent(0); ++n) {
    auto const P = options.loads[n];
    for (std::size_t r = 0; r < overlaps.extent(2); ++r) {
      std::int64_t nearest = 0;
      for (std::int64_t mu = 0; mu < P; ++mu)
        if (std::abs(overlaps(n, mu, r)) > std::abs(overlaps(n, nearest, r))) nearest = mu;
      run.m(n, r) = static_cast<double>(overlaps(n, run.cue(n, r), r)) / N;
      run.nearest(n, r) = nearest;
      run.m_nearest(n, r) = static_cast<double>(overlaps(n, nearest, r)) / N;
    }
  }
}

template <ExecutionSpace Exec>
CuedRun run_networks(Exec const& exec, CuedOptions const& options, HostArray<Ending**>* endings) {
  validate(options);
  mattis::detail::StoppableCall const call(options.should_stop);
  auto const xi = stored_patterns(exec, options);
  auto const rows = pattern_rows(exec, xi);
  auto const networks = learned_networks(exec, options, xi, rows);
  auto& spins = *networks;

  CuedRun run;
  auto const count = options.loads.size(), R = options.spins.T.size();
  auto const make = [&](auto& view, char const* name) {
    view = std::remove_reference_t<decltype(view)>(name, count, R);
  };
  make(run.cue, "mattis::spins::cue");
  make(run.m_start, "mattis::spins::m_start");
  make(run.m, "mattis::spins::m");
  make(run.nearest, "mattis::spins::nearest");
  make(run.m_nearest, "mattis::spins::m_nearest");
  for (std::size_t n = 0; n < count; ++n)
    for (std::size_t r = 0; r < R; ++r) {
      auto const replica = static_cast<std::int64_t>(r);
      auto const cue = options.cue ? options.cue(static_cast<std::int64_t>(n), replica)
                                   : replica % options.loads[n];
      expect(cue >= 0 && cue < options.loads[n], "cue",
             "one of the patterns stored, below " + to_text(options.loads[n]), cue);
      run.cue(n, r) = options.mixture > 0 ? 0 : cue;
    }
  run.start = starts(options, rows, run.cue);
  spins.set_states(exec, run.start);
  read_overlaps(options, spins.overlaps(exec), run);
  Kokkos::deep_copy(run.m_start, run.m);

  Clock const clock;
  for (std::int64_t sweep = 0; sweep < options.sweeps; ++sweep) {
    spins.run(exec, 1);
    if (options.on_sweep) {
      auto const overlaps = spins.overlaps(exec);
      options.on_sweep(sweep, {overlaps, spins.energies(exec, overlaps)});
    }
    if (options.progress)
      options.progress(
          {"sweep", static_cast<double>(sweep + 1) / static_cast<double>(options.sweeps)});
  }
  exec.fence("mattis::spins::run");
  run.seconds = clock.seconds();
  run.flips = spins.flips(exec);
  run.attempts = static_cast<std::int64_t>(count * R) * options.sweeps * options.N;
  auto const overlaps = spins.overlaps(exec);
  read_overlaps(options, overlaps, run);
  run.states = spins.states(exec);
  run.energy = spins.energies(exec, overlaps);
  run.drift = spins.drift();

  if (endings != nullptr) *endings = detail::endings_of(exec, spins);
  return run;
}

}  // namespace

std::int64_t CuedRun::accepted() const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < flips.size(); ++i) sum += flips.data()[i];
  return sum;
}

void validate(CuedOptions const& options) {
  expect(options.N >= 1 && options.N < std::int64_t{1} << 30, "N", "from 1 to 2^30 neurons",
         options.N);
  expect(!options.loads.empty(), "P", "a number of patterns", std::int64_t{0});
  for (auto const P : options.loads) {
    expect(P >= 1, "P", "at least 1 pattern", P);
    if (options.given != nullptr)
      expect(P <= options.given->P, "P",
             "at most the " + to_text(options.given->P) + " patterns that there are", P);
    if (options.mixture > 0)
      expect(options.mixture <= P && options.mixture % 2 == 1, "n",
             "an odd number of at most the " + to_text(P) + " patterns", options.mixture);
  }
  expect(options.sets >= 1, "networks", "at least 1", options.sets);
  if (options.given != nullptr) {
    expect(options.sets == 1, "networks", "1 with given patterns", options.sets);
    expect(options.N == options.given->N, "N",
           "the " + to_text(options.given->N) + " entries of the patterns", options.N);
  }
  expect(options.sweeps >= 0, "sweeps", "at least 0", options.sweeps);
  validate(options.learning, options.N);
  for (double const T : options.spins.T) expect(T >= 0, "T", "at least 0", T);
  expect(options.corruption.size() == options.spins.T.size(), "corruption",
         "a share for each replica", static_cast<std::int64_t>(options.corruption.size()));
  for (double const r : options.corruption)
    expect(r >= 0 && r <= 1, "corruption", "a share in [0, 1]", r);
}

template <ExecutionSpace Exec>
CuedRun run_from_cues(Exec const& exec, CuedOptions const& options) {
  return run_networks(exec, options, nullptr);
}

template <ExecutionSpace Exec>
CuedRun run_from_cues(Exec const& exec, CuedOptions const& options, HostArray<Ending**>& endings) {
  return run_networks(exec, options, &endings);
}

#define MATTIS_INSTANTIATE_CUED_RUN(EXEC)                                \
  template CuedRun run_from_cues<EXEC>(EXEC const&, CuedOptions const&); \
  template CuedRun run_from_cues<EXEC>(EXEC const&, CuedOptions const&, HostArray<Ending**>&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_CUED_RUN)

}  // namespace mattis::binary
