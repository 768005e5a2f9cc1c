// SPDX-License-Identifier: BSD-3-Clause
// Retrieval of a stored pattern by a Hopfield network, simulated and by its mean-field theory, with
// xtensor arrays.
//
// A network starts near one of its patterns. Below capacity the overlap with that pattern stays
// high, the energy falls, and the mean over trials of a large network lies on the curve of
// infinitely many neurons.
#include <mattis/xtensor.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace {

/// Mean over trials at each step, and its standard error: (T, 2), from (trials, T, K).
xt::xtensor<double, 2> over_trials(xt::xtensor<double, 3> const& values, std::size_t k) {
  auto const trials = values.shape(0);
  auto const count = static_cast<double>(trials);
  xt::xtensor<double, 2> result(std::array<std::size_t, 2>{values.shape(1), 2}, 0.0);
  for (std::size_t t = 0; t < values.shape(1); ++t) {
    for (std::size_t r = 0; r < trials; ++r) result(t, 0) += values(r, t, k) / count;
    for (std::size_t r = 0; r < trials; ++r)
      result(t, 1) += std::pow(values(r, t, k) - result(t, 0), 2);
    result(t, 1) = std::sqrt(result(t, 1) / (count * (count - 1)));
  }
  return result;
}

bool report(char const* fact, bool holds) {
  std::printf("%-58s %s\n", fact, holds ? "yes" : "NO");
  return holds;
}

}  // namespace

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  mattis::Hopfield const model{.alpha = 0.05, .g = 1.5, .a = {1.2}};
  mattis::SimulateOptions const network{.T = 60, .dt = 0.05, .N = 2000, .trials = 16, .seed = 1};
  mattis::SolveOptions const theory{.T = 60, .dt = 0.05, .M = 20000, .seed = 2};

  auto const simulated = mattis::xtensors::simulate(model, network);
  auto const solved = mattis::xtensors::solve(model, theory);

  auto const m = over_trials(simulated.m, 0);

  std::printf("time   simulated m            theory m\n");
  double largest = 0;
  for (std::size_t t = 0; t < 60; ++t) {
    double const deviation = std::abs(m(t, 0) - solved.m(t, 0));
    double const se = std::hypot(m(t, 1), solved.m_se(t, 0));
    largest = std::max(largest, deviation / se);
    if (t % 10 == 9)
      std::printf("%4.2f   %.5f +- %.5f   %.5f +- %.5f\n", network.dt * static_cast<double>(t),
                  m(t, 0), m(t, 1), solved.m(t, 0), solved.m_se(t, 0));
  }
  std::printf("largest deviation: %.1f standard errors\n", largest);

  auto const patterns = over_trials(simulated.E, 0);
  auto const neurons = over_trials(simulated.E, 1);
  bool falls = true;
  for (std::size_t t = 1; t < 60; ++t)
    falls =
        falls && patterns(t, 0) + neurons(t, 0) <= patterns(t - 1, 0) + neurons(t - 1, 0) + 1e-6;

  int failures = !report("the pattern is retrieved (m > 0.9 at the end)",
                         m(59, 0) > 0.9 && solved.m(59, 0) > 0.9);
  failures += !report("the energy never increases", falls);
  // N is finite: its corrections of order 1/N come on top of the statistical errors.
  failures += !report("simulation and theory agree (4.5 standard errors)", largest < 4.5);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
