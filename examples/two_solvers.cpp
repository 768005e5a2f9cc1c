// SPDX-License-Identifier: BSD-3-Clause
// Two solvers at once, each with its own plan, its own thread and its own instance: neither waits
// for the other, and each ends in the bits that it ends in alone.
#include <mattis/mattis.hpp>

#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

using Exec = Kokkos::DefaultHostExecutionSpace;
using State = std::vector<float>;

/// Heun's rule for one network, all on `exec`.
State solve(Exec const& exec, double g, std::uint64_t seed) {
  constexpr std::size_t N = 3000;
  constexpr int P = 150;
  float const dt = 0.05F;
  auto const xi = mattis::random_patterns(exec, P, N, seed);
  mattis::RightHandSide<Exec> const plan(exec, xi, mattis::Hopfield{.alpha = 0.05, .g = g});
  State x(N), slope(N), ahead(N), slope_ahead(N);
  for (std::size_t i = 0; i < N; ++i) x[i] = std::sin(static_cast<float>(i * seed));
  for (int step = 0; step < 200; ++step) {
    mattis::rhs(plan, exec, mattis::as_view(x), mattis::as_view(slope));
    exec.fence();
    for (std::size_t i = 0; i < N; ++i) ahead[i] = x[i] + dt * slope[i];
    mattis::rhs(plan, exec, mattis::as_view(ahead), mattis::as_view(slope_ahead));
    exec.fence();
    for (std::size_t i = 0; i < N; ++i) x[i] += dt / 2 * (slope[i] + slope_ahead[i]);
  }
  return x;
}

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Exec const exec;
  State const alone[] = {solve(exec, 1.2, 1), solve(exec, 1.6, 2)};

  auto const instances = Kokkos::Experimental::partition_space(exec, 1, 1);
  State together[2];
  std::thread other([&] { together[1] = solve(instances[1], 1.6, 2); });
  together[0] = solve(instances[0], 1.2, 1);
  other.join();
  bool const same = together[0] == alone[0] && together[1] == alone[1];
  std::printf("x_0 = %.4f and %.4f, the bits of each alone: %s\n", static_cast<double>(alone[0][0]),
              static_cast<double>(alone[1][0]), same ? "yes" : "NO");
  return same ? 0 : 1;
}
