// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/kernels/forward_neurons.hpp>

#include <mattis/lanes/instruction_set.hpp>
#include <support/neurons.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <string>
#include <utility>
#include <vector>

namespace mattis::test {
namespace {

template <class T>
std::vector<std::pair<std::string, ForwardNeurons<Exec, T>>> plans(SweepProblem const& problem,
                                                                   Exec const& exec = Exec{}) {
  std::vector<std::pair<std::string, ForwardNeurons<Exec, T>>> made;
  for (auto const* set : affordable_sets())
    made.emplace_back(set->name,
                      ForwardNeurons<Exec, T>(exec, problem.T, problem.K, problem.M, *set));
  made.emplace_back(
      "portable", ForwardNeurons<Exec, T>(exec, problem.T, problem.K, problem.M, Target::portable));
  return made;
}

/// One pass whose couplings become known row by row: what is not known yet is not a number.
template <class T>
SampleMeans<Exec> pass(Exec const& exec, ForwardNeurons<Exec, T>& plan,
                       SweepInput<Exec> const& known) {
  auto const steps = static_cast<int>(known.factor.extent(0));
  auto const condensed = static_cast<int>(known.drive.extent(1));
  SampleMeans<Exec> means(exec, steps, condensed);
  auto const unknown = [&](auto const& like) {
    Array<double**, Exec> array("mattis::test::rows", like.extent(0), like.extent(1));
    std::fill_n(array.data(), array.size(), NAN);
    return array;
  };
  auto const factor = unknown(known.factor);
  auto const kernel = unknown(known.kernel);
  auto const drive = unknown(known.drive);
  auto input = known;
  input.factor = factor;
  input.kernel = kernel;
  input.drive = drive;
  plan.start(exec, input, means);
  for (int t = 0; t <= steps; ++t) {
    plan.step(exec, input, t, means);
    exec.fence();
    if (t == steps) break;
    for (int s = 0; s <= t; ++s) {
      factor(t, s) = known.factor(t, s);
      kernel(t, s) = known.kernel(t, s);
    }
    for (int k = 0; k < condensed; ++k) drive(t, k) = known.drive(t, k);
  }
  return means;
}

}  // namespace

TEMPLATE_TEST_CASE("forward neurons: every target meets the error bound of a sweep", "[kernels]",
                   float, double) {
  auto const [T, K, M] = GENERATE(table<int, int, int>({{2, 0, 1},
                                                        {3, 1, 3},
                                                        {5, 3, 17},
                                                        {6, 1, 256},
                                                        {7, 0, 257},
                                                        {13, 9, 1000},
                                                        {24, 1, 300},
                                                        {25, 1, 31},
                                                        {2, 5, 40},
                                                        {70, 3, 100}}));
  SweepProblem const problem{T, K, M};
  auto const expected = problem.expected(M);
  double const bound = sweep_error_bound<TestType>(T);
  for (auto& [name, plan] : plans<TestType>(problem)) {
    INFO(name << ", T " << T << ", K " << K << ", M " << M);
    auto const means = pass(Exec{}, plan, problem.input());
    problem.check(means, expected, bound);
  }
}

TEMPLATE_TEST_CASE("forward neurons: same bits for any number of threads, and at every start",
                   "[kernels]", float, double) {
  SweepProblem const problem{19, 2, 6000};
  std::vector<std::vector<std::vector<double>>> seen;
  for (auto const& exec : instances_of_different_size()) {
    std::size_t target = 0;
    for (auto& [name, plan] : plans<TestType>(problem, exec)) {
      INFO(name << " with " << exec.concurrency() << " threads");
      auto const first = all_bits(pass(exec, plan, problem.drawn_input(1000)));
      CHECK(all_bits(pass(exec, plan, problem.drawn_input(1000))) == first);
      if (target == seen.size()) seen.push_back(first);
      CHECK(first == seen[target++]);
    }
  }
}

TEMPLATE_TEST_CASE("forward neurons: draws the samples of a sweep", "[kernels]", float, double) {
  SweepProblem const problem{17, 2, 700};
  SampleMeans<Exec> const swept(Exec{}, problem.T, problem.K);
  plan_sweep<TestType>(Exec{}, problem.drawn_input(1000), swept).run(Exec{});
  Exec{}.fence();
  double const bound = 2 * sweep_error_bound<TestType>(problem.T);
  for (auto& [name, plan] : plans<TestType>(problem)) {
    INFO(name);
    auto const means = pass(Exec{}, plan, problem.drawn_input(1000));
    CHECK(largest_difference(means.C, bits(swept.C)) <= bound);
    CHECK(largest_difference(means.S, bits(swept.S)) <= bound * problem.dt);
    CHECK(largest_difference(means.m, bits(swept.m)) <= bound);
  }
}

TEST_CASE("forward neurons: a bad argument is named", "[kernels][errors]") {
  using Plan = ForwardNeurons<Exec, float>;
  CHECK_THROWS_WITH(Plan(Exec{}, 1, 0, 5), "T: expected at least 2, got 1");
  CHECK_THROWS_WITH(Plan(Exec{}, 4, -1, 5), "K: expected at least 0, got -1");
  CHECK_THROWS_WITH(Plan(Exec{}, 4, 0, 0), "samples: expected at least 1, got 0");
  SweepProblem const problem{4, 1, 10};
  Plan plan(Exec{}, 4, 1, 11);
  SampleMeans<Exec> const means(Exec{}, 4, 1);
  CHECK_THROWS_WITH(plan.start(Exec{}, problem.input(), means),
                    "samples: expected 11, those of the plan, got 10");
  CHECK_THROWS_WITH(plan.step(Exec{}, problem.input(), 5, means), "t: expected 0 to 4, got 5");
  CHECK(Plan::bytes(100, 1, std::int64_t{1} << 60, 2) > 1e20);
}

}  // namespace mattis::test
