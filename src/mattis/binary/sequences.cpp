// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/cues.hpp>
#include <mattis/binary/learning.hpp>
#include <mattis/binary/pair_overlaps.hpp>
#include <mattis/binary/sequences.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::binary {

namespace {

/// Patterns as rows of bits, (1, P, ceil(N / 32)).
HostArray<std::uint32_t***> rows_of(GivenPatterns const& patterns) {
  HostArray<std::uint32_t***> rows("mattis::spins::rows", 1, static_cast<std::size_t>(patterns.P),
                                   static_cast<std::size_t>((patterns.N + 31) / 32));
  for (std::int64_t mu = 0; mu < patterns.P; ++mu)
    for (std::int64_t i = 0; i < patterns.N; ++i) {
      bool const up = patterns.entries[static_cast<std::size_t>(mu * patterns.N + i)] > 0;
      rows(0, mu, i / 32) |= std::uint32_t{up} << (i % 32);
    }
  return rows;
}

/// States of R replicas that are cues of patterns cue(r).
template <class Cue>
HostArray<std::uint32_t***> starts_at(GivenPatterns const& patterns, SpinSetup const& setup,
                                      double corruption, Cue const& cue) {
  CuedOptions options{.N = patterns.N, .loads = {patterns.P}, .given = &patterns, .spins = setup};
  options.corruption.assign(setup.T.size(), corruption);
  HostArray<std::int64_t**> cues("mattis::spins::cue", 1, setup.T.size());
  for (std::size_t r = 0; r < setup.T.size(); ++r) cues(0, r) = cue(static_cast<std::int64_t>(r));
  return starts(options, rows_of(patterns), cues);
}

void expect_patterns(GivenPatterns const* given, std::int64_t P, std::int64_t N) {
  expect(N >= 1, "N", "at least 1", N);
  expect(P >= 1, "P", "at least 1 pattern", P);
  if (given == nullptr) return;
  expect(P <= given->P, "P", "at most the " + to_text(given->P) + " patterns that there are", P);
  expect(N == given->N, "N", "the " + to_text(given->N) + " entries of the patterns", N);
}

GivenPatterns first_patterns(GivenPatterns const* given, std::int64_t P, std::int64_t N,
                             std::uint64_t seed, std::int64_t set) {
  if (given == nullptr) return drawn_patterns(P, N, seed, set);
  return {.P = P, .N = N, .entries = {given->entries.begin(), given->entries.begin() + P * N}};
}

}  // namespace

void validate(SequenceOptions const& options) {
  expect_patterns(options.given, options.P, options.N);
  expect(options.P >= 2, "P", "at least 2 patterns to follow each other", options.P);
  expect(options.T >= 0, "T", "at least 0", options.T);
  expect(options.corruption >= 0 && options.corruption <= 1, "corruption", "a share in [0, 1]",
         options.corruption);
  expect(options.steps >= 0, "steps", "at least 0", options.steps);
  expect(options.replicas >= 1, "replicas", "at least 1", options.replicas);
}

template <ExecutionSpace Exec>
Sequence recall_sequence(Exec const& exec, SequenceOptions const& options) {
  validate(options);
  mattis::detail::StoppableCall const call(options.should_stop);
  auto const patterns = first_patterns(options.given, options.P, options.N, options.seed, 0);
  auto const couplings = sequence_rule(patterns, options.stay, options.go, options.cyclic);
  SpinSetup const setup{
      .rule = options.T == 0 ? SpinRule::zero : SpinRule::glauber,
      .order = SpinOrder::parallel,
      .T = std::vector<double>(static_cast<std::size_t>(options.replicas), options.T),
      .seed = options.seed};
  IntegerSpins<Exec> spins(exec, couplings, setup, options.how);
  spins.set_states(exec,
                   starts_at(patterns, setup, options.corruption, [](std::int64_t) { return 0; }));
  auto const steps = options.steps > 0 ? options.steps : 2 * options.P;
  auto const rows = rows_of(patterns);
  Sequence result{.m = HostArray<double***>("mattis::spins::m", static_cast<std::size_t>(steps + 1),
                                            static_cast<std::size_t>(options.P), setup.T.size())};
  std::vector<double> right;
  for (std::int64_t step = 0; step <= steps; ++step) {
    if (step > 0) spins.run(exec, 1);
    auto const states = spins.states(exec);
    auto const turn = options.cyclic ? step % options.P : std::min(step, options.P - 1);
    std::vector<double> lead;
    for (std::size_t r = 0; r < setup.T.size(); ++r) {
      std::int64_t nearest = 0;
      for (std::int64_t mu = 0; mu < options.P; ++mu) {
        result.m(step, mu, r) = replica_overlap(&states(0, r, 0), &rows(0, mu, 0), options.N);
        if (result.m(step, mu, r) > result.m(step, nearest, r)) nearest = mu;
      }
      lead.push_back(result.m(step, turn, r));
      right.push_back(nearest == turn ? 1 : 0);
    }
    result.lead.push_back(mean_of(lead));
  }
  result.in_order = mean_of(right);
  return result;
}

void validate(ForgettingOptions const& options) {
  expect_patterns(options.given, options.P, options.N);
  expect(options.limit >= 0, "limit", "at least 1, or 0 for about the best", options.limit);
  expect(options.T >= 0, "T", "at least 0", options.T);
  expect(options.sweeps >= 1, "sweeps", "at least 1", options.sweeps);
  expect(options.networks >= 1 && (options.given == nullptr || options.networks == 1), "networks",
         "at least 1, and 1 with given patterns", options.networks);
}

int limit_of(ForgettingOptions const& options) {
  return options.limit > 0 ? options.limit : best_limit(options.N);
}

template <ExecutionSpace Exec>
void forget(Exec const& exec, ForgettingOptions const& options, std::size_t first,
            std::function<void(ForgettingRow const&)> const& on_row) {
  validate(options);
  mattis::detail::StoppableCall const call(options.should_stop);
  auto const P = static_cast<std::size_t>(options.P);
  for (auto network = static_cast<std::int64_t>(first); network < options.networks; ++network) {
    auto const patterns =
        first_patterns(options.given, options.P, options.N, options.seed, network);
    SpinSetup const setup{.rule = options.rule,
                          .order = SpinOrder::random,
                          .T = std::vector<double>(P, options.T),
                          .seed = options.seed,
                          .first_network = static_cast<std::uint32_t>(network)};
    IntegerSpins<Exec> spins(exec, saturating_rule(patterns, limit_of(options)), setup,
                             options.how);
    auto const rows = rows_of(patterns);
    auto const cue = [&](std::int64_t r) { return options.P - 1 - r; };
    spins.set_states(exec, starts_at(patterns, setup, 0, cue));
    spins.run(exec, options.sweeps);
    auto const states = spins.states(exec);
    ForgettingRow row;
    for (std::size_t age = 0; age < P; ++age)
      row.m.push_back(std::abs(replica_overlap(
          &states(0, age, 0), &rows(0, cue(static_cast<std::int64_t>(age)), 0), options.N)));
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

#define MATTIS_INSTANTIATE_SEQUENCES(EXEC)                                       \
  template Sequence recall_sequence<EXEC>(EXEC const&, SequenceOptions const&);  \
  template void forget<EXEC>(EXEC const&, ForgettingOptions const&, std::size_t, \
                             std::function<void(ForgettingRow const&)> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SEQUENCES)

}  // namespace mattis::binary
