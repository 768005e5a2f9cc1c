// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/solve.hpp>
#include <mattis/models/simulate.hpp>
#include <support/arrays.hpp>
#include <support/reference_data.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <vector>

using namespace mattis;
using namespace mattis::test;

namespace {

/// The mean over entries whose spread is not negligible of estimate / spread, in the mean-square sense.
double mean_square_ratio(std::vector<double> const& estimate, std::vector<double> const& spread) {
  double above = 0, below = 0;
  for (std::size_t i = 0; i < spread.size(); ++i) {
    above += estimate[i] * estimate[i];
    below += spread[i] * spread[i];
  }
  return std::sqrt(above / below);
}

struct Ensemble {
  std::vector<double> sum, squares, variances;
  int count = 0;

  void add(HostArray<double**> const& value, HostArray<double**> const& se) {
    sum.resize(value.size());
    squares.resize(value.size());
    variances.resize(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
      sum[i] += value.data()[i];
      squares[i] += value.data()[i] * value.data()[i];
      variances[i] += se.data()[i] * se.data()[i];
    }
    ++count;
  }
  std::vector<double> spread() const {
    std::vector<double> sd;
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sd.push_back(std::sqrt(std::max(0.0, squares[i] - sum[i] * sum[i] / count) / (count - 1)));
    }
    return sd;
  }
  std::vector<double> stated() const {
    std::vector<double> se;
    for (double const variance : variances) se.push_back(std::sqrt(variance / count));
    return se;
  }
};

}  // namespace

TEST_CASE("solve: agrees with the original algorithm in the limit of many samples", "[dmft][data][statistics]") {
  auto const name = GENERATE("hopfield_readme", "hopfield_above_capacity", "dense2_readme", "dense4");
  INFO(name);
  auto const file = reference_data(std::string("dmft/") + name);
  Dense const model{.n = static_cast<int>(file.attribute<std::int64_t>("n")),
                    .alpha = file.attribute<double>("alpha"),
                    .g = file.attribute<double>("g"),
                    .a = file.attribute<std::vector<double>>("a")};
  auto const solution = solve(Exec{}, model,
                              {.T = static_cast<int>(file.attribute<std::int64_t>("T")),
                               .dt = file.attribute<double>("dt"),
                               .M = 50000,
                               .seed = 21});
  auto const agrees = [&](HostArray<double**> const& value, HostArray<double**> const& se, std::string const& dataset) {
    INFO(dataset);
    CHECK(largest_z(value.data(), se.data(), file.read<double>(dataset), file.read<double>(dataset + "_se")) < 4.5);
  };
  agrees(solution.m, solution.m_se, "m");
  agrees(solution.C_phi, solution.C_phi_se, "C_phi");
  agrees(solution.S_phi, solution.S_phi_se, "S_phi");
  agrees(solution.E, solution.E_se, "E");
}

TEST_CASE("solve: stated standard errors match the spread over seeds, feedback included", "[dmft][statistics]") {
  // Above capacity a sampling error feeds back on itself; below it hardly does.
  auto const [n, alpha, g, a] =
      GENERATE(table<int, double, double, double>({{1, 0.25, 1.5, 1.2}, {1, 0.1, 1.2, 1.08}, {2, 0.05, 1.5, 1.2}}));
  INFO("n " << n << ", alpha " << alpha);
  Ensemble m, C, S, E;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    auto const solution = solve(Exec{}, Dense{.n = n, .alpha = alpha, .g = g, .a = {a}},
                                {.T = 60, .dt = 0.05, .M = 4096, .tol = 1e-3, .seed = 100 + seed});
    m.add(solution.m, solution.m_se);
    C.add(solution.C_phi, solution.C_phi_se);
    S.add(solution.S_phi, solution.S_phi_se);
    E.add(solution.E, solution.E_se);
  }
  // A spread over 32 seeds is itself known to 1 / sqrt(2 * 31) = 13%, and its entries move together: 3 of its standard
  // errors.
  for (auto const* order : {&m, &C, &S, &E}) {
    double const ratio = mean_square_ratio(order->stated(), order->spread());
    CHECK(ratio > 0.6);
    CHECK(ratio < 1.4);
  }
}

TEST_CASE("solve: a large simulated network meets the theory", "[dmft][statistics]") {
  Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  auto const theory = solve(Exec{}, model, {.T = 60, .dt = 0.05, .M = 50000, .seed = 4});
  auto const run = simulate(Exec{}, model, {.T = 60, .dt = 0.05, .N = 4000, .trials = 24, .seed = 5});
  for (std::size_t t = 0; t < 60; ++t) {
    double sum = 0, squares = 0;
    for (std::size_t trial = 0; trial < 24; ++trial) {
      sum += run.m(trial, t, 0);
      squares += run.m(trial, t, 0) * run.m(trial, t, 0);
    }
    double const mean = sum / 24;
    double const variance = (squares - sum * mean) / (24 * 23) + theory.m_se(t, 0) * theory.m_se(t, 0);
    double const finite_size = 1.0 / 4000;  // the mean of a finite network is off by O(1/N)
    INFO("t " << t);
    CHECK(std::abs(mean - theory.m(t, 0)) < 4.5 * std::sqrt(variance) + finite_size);
  }
}
