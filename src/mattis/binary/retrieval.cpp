// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/pair_overlaps.hpp>
#include <mattis/binary/retrieval.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

namespace {

CuedOptions cued(RetrievalOptions const& options) {
  CuedOptions cued{.N = options.N, .sets = options.networks, .given = options.given};
  auto const R = static_cast<std::size_t>(options.replicas);
  cued.loads.assign(static_cast<std::size_t>(options.networks), options.P);
  cued.spins = {.rule = options.rule,
                .order = options.order,
                .T = std::vector<double>(R, options.T),
                .seed = options.seed};
  cued.corruption.assign(R, options.corruption);
  if (options.cue) cued.cue = [cue = *options.cue](std::int64_t, std::int64_t) { return cue; };
  cued.mixture = options.mixture;
  cued.sweeps = options.sweeps;
  cued.learning = options.learning;
  cued.how = options.how;
  cued.progress = options.progress;
  cued.should_stop = options.should_stop;
  return cued;
}

template <class View>
std::vector<double> magnitudes(View const& view) {
  std::vector<double> values;
  for (std::size_t i = 0; i < view.size(); ++i) values.push_back(std::abs(view.data()[i]));
  return values;
}

/// Appends a sweep's means.
void append_means(RetrievalOptions const& options, SpinSnapshot const& now, Retrieval& result) {
  auto const& overlaps = now.overlaps;
  auto const& energies = now.energies;
  auto const cue_of = [&](std::size_t r) {
    if (options.mixture > 0) return std::int64_t{0};
    return options.cue.value_or(static_cast<std::int64_t>(r) % options.P);
  };
  double m = 0, energy = 0;
  auto const networks = overlaps.extent(0), R = overlaps.extent(2);
  for (std::size_t n = 0; n < networks; ++n)
    for (std::size_t r = 0; r < R; ++r) {
      m += std::abs(static_cast<double>(overlaps(n, cue_of(r), r)));
      energy += energies(n, r);
    }
  auto const runs = static_cast<double>(networks * R), N = static_cast<double>(options.N);
  result.course.push_back(m / (N * runs));
  result.energy_course.push_back(energy / runs);
}

SeriesEstimate second_half(std::vector<double> const& course) {
  if (course.empty()) return {};
  return mean_of_series(std::span<double const>(course).subspan(course.size() / 2));
}

}  // namespace

void validate(RetrievalOptions const& options) {
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
  expect(options.networks >= 1, "networks", "at least 1", options.networks);
  expect(static_cast<double>(options.replicas) * static_cast<double>(options.networks) < 0x1p31,
         "replicas", "less than 2^31 in all networks", options.replicas);
  validate(cued(options));
  if (!options.cue) return;
  expect(options.mixture == 0, "cue", "none beside a mixture", *options.cue);
  expect(*options.cue >= 0 && *options.cue < options.P, "cue",
         "one of the patterns stored, below " + to_text(options.P), *options.cue);
}

template <ExecutionSpace Exec>
Retrieval retrieve(Exec const& exec, RetrievalOptions const& options) {
  validate(options);
  Retrieval result;
  auto run = cued(options);
  run.on_sweep = [&](std::int64_t, SpinSnapshot const& now) { append_means(options, now, result); };
  result.run = options.order == SpinOrder::parallel ? run_from_cues(exec, run, result.endings)
                                                    : run_from_cues(exec, run);
  auto const networks = static_cast<std::size_t>(options.networks);
  result.m = mean_of_groups(magnitudes(result.run.m), networks);
  result.m_nearest = mean_of_groups(magnitudes(result.run.m_nearest), networks);
  auto const& energy = result.run.energy;
  result.energy = mean_of_groups(std::span<double const>(energy.data(), energy.size()), networks);
  std::vector<double> right, flips;
  for (std::size_t i = 0; i < result.run.cue.size(); ++i) {
    right.push_back(result.run.nearest.data()[i] == result.run.cue.data()[i] ? 1 : 0);
    flips.push_back(static_cast<double>(result.run.flips.data()[i]) /
                    static_cast<double>(options.N));
  }
  result.right = mean_of_groups(right, networks);
  result.familiarity = mean_of_groups(flips, networks);
  PairOverlaps pairs(options.N);
  pairs.add(result.run.states);
  result.q = pairs.mean();
  result.q_distribution = pairs.distribution();
  result.m_series = second_half(result.course);
  result.energy_series = second_half(result.energy_course);
  return result;
}

#define MATTIS_INSTANTIATE_RETRIEVE(EXEC) \
  template Retrieval retrieve<EXEC>(EXEC const&, RetrievalOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_RETRIEVE)

}  // namespace mattis::binary
