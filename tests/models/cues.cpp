// SPDX-License-Identifier: BSD-3-Clause
// Several initial states of one set of patterns.
#include <mattis/core/error.hpp>
#include <mattis/models/simulate.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <algorithm>

using namespace mattis;
using namespace mattis::test;

namespace {

/// Rows `row_a` of a and `row_b` of b are the same bits.
bool same_rows(HostArray<double***> const& a, std::size_t row_a, HostArray<double***> const& b,
               std::size_t row_b) {
  auto const size = a.extent(1) * a.extent(2);
  return std::equal(&a(row_a, 0, 0), &a(row_a, 0, 0) + size, &b(row_b, 0, 0),
                    &b(row_b, 0, 0) + size);
}

struct Case {
  int n;
  std::int64_t N;
  double alpha;
  bool distinct;
};

}  // namespace

TEST_CASE("cues: their number changes nothing of each, and the first is the one there is without",
          "[models]") {
  auto const [n, N, alpha, distinct] = GENERATE(values<Case>({{1, 80, 0.2, false},
                                                              {2, 2500, 0.001, false},
                                                              {2, 40, 0.05, false},
                                                              {2, 40, 0.05, true},
                                                              {4, 15, 0.01, true}}));
  Dense const model{.n = n, .alpha = alpha, .g = 1.2, .a = {0.9}};
  SimulateOptions options{.T = 6,
                          .dt = 0.1,
                          .N = N,
                          .trials = 3,
                          .seed = 8,
                          .distinct_indices = distinct,
                          .save_states = true};
  auto const single = simulate(Exec{}, model, options);
  options.cues = 3;
  auto const few = simulate(Exec{}, model, options);
  options.cues = N > 100 ? 5 : 1100;  // more than are advanced together
  auto const many = simulate(Exec{}, model, options);
  auto const B = static_cast<std::size_t>(options.cues);
  CAPTURE(n, N, distinct);
  REQUIRE(many.m.extent(0) == 3 * B);
  for (std::size_t trial = 0; trial < 3; ++trial) {
    CHECK(same_rows(few.x, 3 * trial, single.x, trial));
    CHECK(same_rows(few.E, 3 * trial, single.E, trial));
    for (std::size_t cue = 0; cue < 3; ++cue) {
      CHECK(same_rows(few.m, 3 * trial + cue, many.m, B * trial + cue));
      CHECK(same_rows(few.E, 3 * trial + cue, many.E, B * trial + cue));
      CHECK(same_rows(few.x, 3 * trial + cue, many.x, B * trial + cue));
      CHECK(same_rows(few.phi, 3 * trial + cue, many.phi, B * trial + cue));
    }
    for (std::size_t cue = 1; cue < B; ++cue)
      CHECK_FALSE(same_rows(many.x, B * trial, many.x, B * trial + cue));
  }
}

TEST_CASE("cues: each is a network of its own with the patterns of its trial", "[models]") {
  auto const distinct = GENERATE(false, true);
  Dense const model{.n = 3, .alpha = 30 / std::pow(25, 3), .g = 1.3, .a = {0.8, 0.3}};
  auto const run = simulate<double>(Exec{}, model,
                                    {.T = 9,
                                     .dt = 0.1,
                                     .N = 25,
                                     .trials = 2,
                                     .cues = 4,
                                     .seed = 3,
                                     .distinct_indices = distinct,
                                     .save_states = true});
  for (std::size_t row = 0; row < 8; ++row) {
    auto const xi = random_patterns(Exec{}, 30, 25, 3, 1, static_cast<std::int64_t>(row / 4));
    HostVector<double> const x0("mattis::test::x0", 25);
    for (std::size_t i = 0; i < 25; ++i) x0(i) = run.x(row, 0, i);
    auto const one = simulate_from<double>(
        Exec{}, model, {.T = 9, .dt = 0.1, .distinct_indices = distinct, .save_states = true}, xi,
        x0);
    CHECK(same_rows(run.x, row, one.x, 0));
    CHECK(run.m(row, 8, 0) == one.m(0, 8, 0));
    CHECK(run.E(row, 8, 0) == one.E(0, 8, 0));
  }
}

TEST_CASE("cues: at least one", "[models][errors]") {
  CHECK_THROWS_WITH(simulate(Exec{}, Hopfield{.alpha = 0.1, .g = 1}, {.cues = 0}),
                    "cues: expected at least 1 initial state, got 0");
}
