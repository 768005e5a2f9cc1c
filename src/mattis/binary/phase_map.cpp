// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/detail/batch.hpp>
#include <mattis/binary/estimates.hpp>
#include <mattis/binary/phase_map.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/philox.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

namespace {

/// The pattern of all cues of a network, drawn from those that it stores. Its address is beyond
/// those of the entries that are inverted.
std::int64_t drawn_cue(PhaseMapOptions const& options, std::int64_t network, std::int64_t P) {
  auto const words = random_words(options.seed, Purpose::spin_start,
                                  static_cast<std::uint32_t>(network), std::uint64_t{1} << 60);
  return mattis::detail::drawn_below(words.word[0], P);
}

CuedOptions batch_of(PhaseMapOptions const& options, std::size_t first, std::size_t count) {
  CuedOptions batch{.N = options.N, .sets = options.draws, .given = options.given};
  for (std::size_t i = first; i < first + count; ++i)
    batch.loads.insert(batch.loads.end(), static_cast<std::size_t>(options.draws),
                       options.loads[i]);
  batch.spins = {
      .rule = options.rule,
      .order = options.order,
      .T = {},
      .seed = options.seed,
      .first_network = static_cast<std::uint32_t>(first * static_cast<std::size_t>(options.draws))};
  for (double const T : options.temperatures)
    batch.spins.T.insert(batch.spins.T.end(), static_cast<std::size_t>(options.replicas), T);
  batch.corruption.assign(batch.spins.T.size(), options.corruption);
  batch.cue = [&options, first_network = std::int64_t{batch.spins.first_network},
               loads = batch.loads](std::int64_t n, std::int64_t) {
    return drawn_cue(options, first_network + n, loads[static_cast<std::size_t>(n)]);
  };
  batch.sweeps = options.sweeps;
  batch.learning = options.learning;
  batch.how = options.how;
  return batch;
}

PhaseMapRow row_of(PhaseMapOptions const& options, CuedRun const& run, std::size_t i,
                   std::int64_t P) {
  PhaseMapRow row{.P = P, .load = static_cast<double>(P) / static_cast<double>(options.N)};
  auto const draws = static_cast<std::size_t>(options.draws);
  auto const replicas = static_cast<std::size_t>(options.replicas);
  for (std::size_t t = 0; t < options.temperatures.size(); ++t) {
    std::vector<double> m;
    double right = 0;
    for (std::size_t n = i * draws; n < (i + 1) * draws; ++n)
      for (std::size_t r = t * replicas; r < (t + 1) * replicas; ++r) {
        m.push_back(std::abs(run.m(n, r)));
        right += run.nearest(n, r) == run.cue(n, r) ? 1 : 0;
        row.flips += run.flips(n, r);
      }
    auto const estimate = mean_of_groups(m, draws);
    row.m.push_back(estimate.mean);
    row.m_se.push_back(estimate.se);
    row.right.push_back(right / static_cast<double>(m.size()));
  }
  return row;
}

}  // namespace

void validate(PhaseMapOptions const& options) {
  expect(!options.loads.empty(), "loads", "a number of patterns", std::int64_t{0});
  expect(!options.temperatures.empty(), "T", "a temperature", std::int64_t{0});
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
  expect(options.draws >= 1, "networks", "at least 1", options.draws);
  expect(static_cast<double>(options.loads.size()) * static_cast<double>(options.draws) *
                 static_cast<double>(options.replicas) *
                 static_cast<double>(options.temperatures.size()) <
             0x1p31,
         "replicas", "less than 2^31 runs in all", options.replicas);
  auto all = batch_of(options, 0, options.loads.size());
  validate(all);
}

template <ExecutionSpace Exec>
void phase_map(Exec const& exec, PhaseMapOptions const& options, std::size_t first,
               std::function<void(PhaseMapRow const&)> const& on_row) {
  validate(options);
  mattis::detail::StoppableCall const call(options.should_stop);
  auto const count = options.loads.size();
  auto const at_once = detail::rows_at_once(
      static_cast<double>(options.draws) * static_cast<double>(options.replicas) *
      static_cast<double>(options.temperatures.size()) * static_cast<double>(options.N) *
      static_cast<double>(std::max<std::int64_t>(options.sweeps, 1)));
  for (auto begin = first; begin < count; begin += at_once) {
    auto const here = std::min(at_once, count - begin);
    auto batch = batch_of(options, begin, here);
    batch.progress = detail::progress_of_rows(options.progress, "load", begin, here, count);
    auto const run = run_from_cues(exec, batch);
    for (std::size_t i = 0; i < here; ++i) {
      auto row = row_of(options, run, i, options.loads[begin + i]);
      row.attempts = run.attempts / static_cast<std::int64_t>(here);
      row.seconds = run.seconds / static_cast<double>(here);
      on_row(row);
    }
  }
}

#define MATTIS_INSTANTIATE_PHASE_MAP(EXEC)                                        \
  template void phase_map<EXEC>(EXEC const&, PhaseMapOptions const&, std::size_t, \
                                std::function<void(PhaseMapRow const&)> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_PHASE_MAP)

}  // namespace mattis::binary
