// SPDX-License-Identifier: BSD-3-Clause
// A solver of one's own: the right-hand side of a network in the midpoint rule, all workspace in
// one block of the program's memory.
#include <mattis/mattis.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  using Exec = Kokkos::DefaultHostExecutionSpace;
  Exec const exec;
  constexpr int P = 20, N = 1000;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  mattis::Hopfield const model{.alpha = 0.02, .g = 1.5};

  // Without memory a plan says how much it needs; then it has none of its own.
  mattis::RightHandSide<Exec> of_network(exec, xi, model, {}, mattis::Scratch<Exec>::later());
  mattis::OverlapPlan<Exec> overlaps(exec, xi, 1, {}, mattis::Scratch<Exec>::later());
  std::vector<char> memory(std::max(of_network.workspace_bytes(), overlaps.workspace_bytes()));
  mattis::Scratch<Exec> const scratch(memory.data(), memory.size());
  of_network.use(exec, scratch);  // one after the other they share it
  overlaps.use(exec, scratch);

  std::vector<float> state(N), slope(N), middle(N), m(P);
  auto const signs = mattis::unpack_patterns(exec, xi);
  for (std::size_t i = 0; i < N; ++i)
    state[i] = static_cast<float>(0.5 * signs(0, i) + std::sin(static_cast<double>(i)));
  using Vector = Kokkos::View<float*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  Vector const x(state.data(), N), dxdt(slope.data(), N), half(middle.data(), N);
  float const dt = 0.1F;
  for (int step = 0; step < 100; ++step) {
    mattis::rhs(of_network, exec, x, dxdt);
    exec.fence();
    for (std::size_t i = 0; i < N; ++i) half(i) = x(i) + dt / 2 * dxdt(i);
    mattis::rhs(of_network, exec, half, dxdt);
    exec.fence();
    for (std::size_t i = 0; i < N; ++i) x(i) += dt * dxdt(i);
  }
  mattis::tanh(exec, x, half);
  overlaps.run(exec, half, Vector(m.data(), P));
  exec.fence();
  std::printf("overlap with the pattern that it started near: %.2f\n", static_cast<double>(m[0]));
  return m[0] > 0.5F ? 0 : 1;
}
