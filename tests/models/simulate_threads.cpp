// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/models/simulate.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstring>

using namespace mattis;
using namespace mattis::test;

TEMPLATE_TEST_CASE("simulate: same bits for any number of threads", "[models][threads]", float,
                   double) {
  // Small networks advanced together, and one whose columns take several chunks in both directions.
  auto const [n, N, trials, alpha] =
      GENERATE(table<int, std::int64_t, int, double>({{1, 61, 9, 0.2},
                                                      {1, 2500, 1, 1.0},
                                                      {2, 150, 3, 0.2},
                                                      {2, 2500, 1, 0.001},
                                                      {4, 15, 5, 0.1}}));
  Dense const model{.n = n, .alpha = alpha, .g = 1.2, .a = {0.9}};
  SimulateOptions const options{.T = 12,
                                .dt = 0.1,
                                .N = N,
                                .trials = trials,
                                .cues = GENERATE(1, 3),
                                .seed = 8,
                                .distinct_indices = GENERATE(false, true),
                                .save_states = true};
  auto const first = simulate<TestType>(instances_of_different_size().front(), model, options);
  for (auto const& exec : instances_of_different_size()) {
    auto const again = simulate<TestType>(exec, model, options);
    INFO("n " << n << ", N " << N << ", threads " << exec.concurrency());
    CHECK(std::memcmp(first.m.data(), again.m.data(), 8 * first.m.size()) == 0);
    CHECK(std::memcmp(first.E.data(), again.E.data(), 8 * first.E.size()) == 0);
    CHECK(std::memcmp(first.x.data(), again.x.data(), 8 * first.x.size()) == 0);
  }
}
