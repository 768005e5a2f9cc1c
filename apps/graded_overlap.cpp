// SPDX-License-Identifier: BSD-3-Clause
#include "graded_overlap.hpp"

#include <mattis/core/error.hpp>
#include <mattis/dmft/solve.hpp>

#include <cmath>
#include <utility>

namespace mattis::command {

namespace {

/// Twenty time constants of the neuron. A fixed point is the same for every step.
constexpr int steps = 100;
constexpr double dt = 0.2;

Hopfield graded_network(double alpha, double T) {
  expect(T > 0 && std::isfinite(T), "graded", "temperatures above 0, each with a gain", T);
  return {.alpha = alpha, .g = std::sqrt(alpha) / T, .a = {1 / T}, .ic_noise = 0};
}

/// Of one pass through time: sweeps from a guess leave the range of numbers at low temperature,
/// where responses of states without retrieval grow as exp(t / T).
SolveOptions solve_options(std::int64_t M) {
  return {.T = steps, .dt = dt, .M = M, .method = Method::causal};
}

}  // namespace

void validate_graded(Kokkos::DefaultExecutionSpace const& exec, double alpha, double T,
                     std::int64_t M) {
  validate<float, Kokkos::DefaultExecutionSpace>(graded_network(alpha, T), solve_options(M),
                                                 exec.concurrency());
}

binary::Estimate graded_overlap(Kokkos::DefaultExecutionSpace const& exec, double alpha, double T,
                                std::int64_t M, std::uint64_t seed, StopCallback should_stop) {
  auto options = solve_options(M);
  options.seed = seed;
  options.should_stop = std::move(should_stop);
  auto const solution = solve<float>(exec, graded_network(alpha, T), options);
  return {solution.m(steps - 1, 0), solution.m_se(steps - 1, 0)};
}

}  // namespace mattis::command
