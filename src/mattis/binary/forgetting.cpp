// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/forgetting.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

namespace {

/// One network, a replica at each pattern, the last learned first.
CuedOptions of_network(ForgettingOptions const& options, std::int64_t network) {
  CuedOptions run{.N = options.N,
                  .loads = {options.P},
                  .first_set = network,
                  .given = options.given,
                  .sweeps = options.sweeps,
                  .learning = {.rule = LearningRule::saturating, .limit = limit_of(options)},
                  .how = options.how,
                  .should_stop = options.should_stop};
  auto const P = static_cast<std::size_t>(std::max<std::int64_t>(options.P, 0));
  run.spins = {.rule = options.rule,
               .order = SpinOrder::random,
               .T = std::vector<double>(P, options.T),
               .seed = options.seed,
               .first_network = static_cast<std::uint32_t>(network)};
  run.corruption.assign(P, 0);
  run.cue = [P = options.P](std::int64_t, std::int64_t r) { return P - 1 - r; };
  return run;
}

}  // namespace

void validate(ForgettingOptions const& options) {
  expect(options.limit >= 0, "limit", "at least 1, or 0 for about the best", options.limit);
  expect(options.T >= 0, "T", "at least 0", options.T);
  expect(options.sweeps >= 1, "sweeps", "at least 1", options.sweeps);
  expect(options.networks >= 1 && (options.given == nullptr || options.networks == 1), "networks",
         "at least 1, and 1 with given patterns", options.networks);
  validate(of_network(options, 0));
}

int limit_of(ForgettingOptions const& options) {
  return options.limit > 0 ? options.limit : best_limit(options.N);
}

template <ExecutionSpace Exec>
void forget(Exec const& exec, ForgettingOptions const& options, std::size_t first,
            std::function<void(ForgettingRow const&)> const& on_row) {
  validate(options);
  for (auto network = static_cast<std::int64_t>(first); network < options.networks; ++network) {
    auto const run = run_from_cues(exec, of_network(options, network));
    ForgettingRow row;
    for (std::size_t age = 0; age < run.m.extent(1); ++age)
      row.m.push_back(std::abs(run.m(0, age)));
    on_row(row);
    if (options.progress)
      options.progress(
          {"network", static_cast<double>(network + 1) / static_cast<double>(options.networks)});
  }
}

Forgetting forgetting_of(ForgettingOptions const& options, std::vector<ForgettingRow> const& rows) {
  Forgetting result;
  result.limit = limit_of(options);
  for (std::size_t age = 0; age < static_cast<std::size_t>(options.P); ++age) {
    std::vector<double> of_age;
    for (auto const& row : rows) of_age.push_back(row.m[age]);
    result.m.push_back(mean_of(of_age));
  }
  std::vector<double> remembered;
  for (auto const& row : rows)
    remembered.push_back(static_cast<double>(std::count_if(
        row.m.begin(), row.m.end(), [&](double overlap) { return overlap >= options.threshold; })));
  result.remembered = mean_of(remembered);
  return result;
}

#define MATTIS_INSTANTIATE_FORGETTING(EXEC)                                      \
  template void forget<EXEC>(EXEC const&, ForgettingOptions const&, std::size_t, \
                             std::function<void(ForgettingRow const&)> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_FORGETTING)

}  // namespace mattis::binary
