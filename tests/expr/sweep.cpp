// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/expr/sweep.hpp>

#include <mattis/lanes/instruction_set.hpp>
#include <support/neurons.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace mattis::test {
namespace {

struct Clipped {
  double limit;
  template <class T>
  KOKKOS_FUNCTION T operator()(T a, T b) const {
    T const sum = a + b;
    return sum > T(limit) ? T(limit) : sum < T(-limit) ? T(-limit) : sum;
  }
};

/// Means that no solver asks for.
struct OtherMeans {
  Array<double**, Exec> C_x, C_eta, x_xi;
  Array<double*, Exec> xi, square, clipped, sum;

  OtherMeans(int T, int K)
      : C_x("mattis::test::C_x", T, T),
        C_eta("mattis::test::C_eta", T, T),
        x_xi("mattis::test::x_xi", T, K),
        xi("mattis::test::xi", K),
        square("mattis::test::square", T),
        clipped("mattis::test::clipped", T),
        sum("mattis::test::sum", T) {}
};

template <Real T, class How>
auto plan_others(Exec const& exec, SweepInput<Exec> const& input, OtherMeans const& to,
                 How const& how) {
  auto const neuron = effective_neuron<T>(input);
  auto const statement = together(
      lazy(to.xi) = mean(neuron.xi), lazy(to.C_eta) = covariance(neuron.eta),
      total(to.square) = mean(pow<2>(neuron.x)),
      lazy(to.x_xi) = mean(2.0 * neuron.xi * tanh(neuron.x)), lazy(to.C_x) = covariance(neuron.x),
      lazy(to.clipped) = mean(map(Clipped{0.8}, neuron.x, neuron.eta)),
      lazy(to.sum) = sum(neuron.eta));
  return expr::SweepPlan(exec, statement, how);
}

std::vector<std::vector<double>> bits(OtherMeans const& means) {
  return {test::bits(means.C_x), test::bits(means.C_eta),  test::bits(means.x_xi),
          test::bits(means.xi),  test::bits(means.square), test::bits(means.clipped),
          test::bits(means.sum)};
}

/// The rows of a problem's samples, in double.
struct Rows {
  Matrix eta, x;
};
Rows rows_of(SweepProblem const& problem) {
  Rows rows{{problem.T, problem.M}, {problem.T, problem.M}};
  for (int i = 0; i < problem.M; ++i) {
    rows.x(0, i) = problem.x0[static_cast<std::size_t>(i)];
    for (int t = 0; t < problem.T; ++t) {
      for (int k = 0; k <= t; ++k) rows.eta(t, i) += problem.L(t, k) * problem.z(k, i);
      if (t + 1 == problem.T) break;
      double field = rows.eta(t, i);
      for (int s = 0; s <= t; ++s) field += problem.F(t, s) * std::tanh(rows.x(s, i));
      for (int k = 0; k < problem.K; ++k) field += problem.xi(i, k) * problem.drive(t, k);
      rows.x(t + 1, i) = (1 - problem.dt) * rows.x(t, i) + problem.dt * field;
    }
  }
  return rows;
}

template <class Value>
std::vector<double> means_over(int steps, int samples, Value const& value) {
  std::vector<double> means(static_cast<std::size_t>(steps));
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < samples; ++i) means[static_cast<std::size_t>(t)] += value(t, i) / samples;
  return means;
}

template <Real T, class How>
void check_others(SweepProblem const& problem, Rows const& rows, How const& how) {
  OtherMeans const means(problem.T, problem.K);
  plan_others<T>(Exec{}, problem.input(), means, how).run(Exec{});
  Exec{}.fence();
  // x and eta reach 4, whose squares are the largest here.
  double const bound = 16 * sweep_error_bound<T>(problem.T);
  CHECK(largest_difference(means.C_x, reference::covariance(rows.x).entries) <= bound);
  CHECK(largest_difference(means.C_eta, reference::covariance(rows.eta).entries) <= bound);
  CHECK(largest_difference(means.square, means_over(problem.T, problem.M, [&](int t, int i) {
                             return rows.x(t, i) * rows.x(t, i);
                           })) <= bound);
  CHECK(largest_difference(means.clipped, means_over(problem.T, problem.M, [&](int t, int i) {
                             return Clipped{0.8}(rows.x(t, i), rows.eta(t, i));
                           })) <= bound);
  CHECK(largest_difference(means.sum, means_over(problem.T, problem.M, [&](int t, int i) {
                             return problem.M * rows.eta(t, i);
                           })) <= bound * problem.M);
  for (int k = 0; k < problem.K; ++k) {
    double mean_sign = 0;
    std::vector<double> overlap(static_cast<std::size_t>(problem.T));
    for (int i = 0; i < problem.M; ++i) mean_sign += problem.xi(i, k) / problem.M;
    CHECK(std::abs(means.xi(k) - mean_sign) <= bound);
    auto const expected = means_over(problem.T, problem.M, [&](int t, int i) {
      return 2 * problem.xi(i, k) * std::tanh(rows.x(t, i));
    });
    for (int t = 0; t < problem.T; ++t)
      CHECK(std::abs(means.x_xi(t, k) - expected[static_cast<std::size_t>(t)]) <= bound);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("expr: any means over the samples of an effective neuron, on every target",
                   "[expr][sweep]", float, double) {
  auto const [T, K, M] =
      GENERATE(table<int, int, int>({{2, 0, 1}, {9, 3, 31}, {14, 1, 256}, {25, 2, 700}}));
  SweepProblem const problem{T, K, M};
  auto const rows = rows_of(problem);
  for (auto const* set : lanes::available_instruction_sets()) {
    INFO(set->name << ", T " << T << ", K " << K << ", M " << M);
    check_others<TestType>(problem, rows, *set);
  }
  INFO("portable, T " << T << ", K " << K << ", M " << M);
  check_others<TestType>(problem, rows, Target::portable);
}

TEST_CASE("expr: means over samples have the same bits for any number of threads",
          "[expr][sweep]") {
  auto const target = GENERATE(Target::best, Target::portable);
  SweepProblem const problem{12, 2, 6000};
  std::vector<std::vector<double>> first;
  for (auto const& exec : instances_of_different_size()) {
    OtherMeans const means(problem.T, problem.K);
    plan_others<float>(exec, problem.drawn_input(0), means, target).run(exec);
    exec.fence();
    if (first.empty()) first = bits(means);
    CHECK(bits(means) == first);
  }
}

TEST_CASE("expr: a mean over samples does not depend on what else is asked for", "[expr][sweep]") {
  SweepProblem const problem{17, 2, 900};
  auto const input = problem.drawn_input(0);
  SampleMeans<Exec> const all(Exec{}, problem.T, problem.K), alone(Exec{}, problem.T, problem.K);
  plan_sweep<float>(Exec{}, input, all).run(Exec{});
  auto const neuron = effective_neuron<float>(input);
  (lazy(alone.C) = covariance(neuron.phi)).run(Exec{});
  (lazy(alone.S) = response(neuron.phi, neuron.eta)).run(Exec{});
  (lazy(alone.m) = mean(neuron.phi * neuron.xi)).run(Exec{});
  plan(Exec{}, lazy(alone.phi_eta) = mean(neuron.phi * neuron.eta),
       total(alone.E1) = mean(neuron_energy(neuron.x, neuron.phi)))
      .run(Exec{});
  Exec{}.fence();
  CHECK(all_bits(alone) == all_bits(all));
}

TEST_CASE("expr: a plan over samples runs with what its input holds, or with another",
          "[expr][sweep]") {
  SweepProblem const problem{8, 1, 300};
  auto input = problem.drawn_input(0);
  SampleMeans<Exec> const means(Exec{}, 8, 1), expected(Exec{}, 8, 1);
  auto const step = plan_sweep<double>(Exec{}, input, means);
  std::fill_n(const_cast<double*>(input.drive.data()), input.drive.size(), 0.25);
  step.run(Exec{});
  plan_sweep<double>(Exec{}, input, expected).run(Exec{});
  Exec{}.fence();
  CHECK(all_bits(means) == all_bits(expected));
  input.first_sample = 40;
  input.samples = 77;
  input.response_samples = 50;
  step.run(Exec{}, input);
  plan_sweep<double>(Exec{}, input, expected).run(Exec{});
  Exec{}.fence();
  CHECK(all_bits(means) == all_bits(expected));
}

TEST_CASE("expr: statements over samples name what does not fit", "[expr][sweep][errors]") {
  SweepProblem const problem{5, 2, 10};
  auto const input = problem.input();
  auto const neuron = effective_neuron<float>(input);
  auto const other = effective_neuron<float>(input);
  SampleMeans<Exec> const means(Exec{}, 5, 2);
  CHECK_THROWS_WITH(plan(Exec{}, lazy(means.m) = covariance(neuron.phi)),
                    "target of covariance(phi): expected shape (5, 5), got (5, 2)");
  CHECK_THROWS_WITH((lazy(means.E1) = mean(neuron.phi * neuron.xi)).run(Exec{}),
                    "target of mean(multiply(phi, xi)): expected shape (5, 2), got (5)");
  CHECK_THROWS_WITH(
      plan(Exec{}, lazy(means.C) = covariance(neuron.phi), lazy(means.E1) = mean(other.x)),
      "statements: expected the samples of one effective neuron, got those of two");
  CHECK_THROWS_WITH(plan(Exec{}, lazy(means.E1) = mean(neuron.x * other.x)),
                    "statements: expected the samples of one effective neuron, got those of two");
  CHECK_THROWS_WITH(response(neuron.phi, other.eta),
                    "response: expected phi and eta of one effective neuron, got those of two");
  auto wrong = input;
  wrong.samples = 0;
  CHECK_THROWS_WITH(plan(Exec{}, lazy(means.E1) = mean(neuron.x)).run(Exec{}, wrong),
                    "samples: expected at least 1, got 0");
}

TEST_CASE("explain: one sweep serves all statements about a neuron", "[expr][sweep]") {
  SweepProblem const problem{5, 2, 10};
  auto const neuron = effective_neuron<float>(problem.input());
  SampleMeans<Exec> const means(Exec{}, 5, 2);
  CHECK(explain(together(lazy(means.C) = covariance(neuron.phi),
                         lazy(means.m) = mean(neuron.phi * neuron.xi))) ==
        "1. effective neurons of 5 steps and 2 patterns, in blocks of 256 samples; from the cache "
        "covariance(phi), "
        "mean(multiply(phi, xi))\n"
        "2. sums of the blocks, added in their order\n");
}

}  // namespace mattis::test
