// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/mattis.hpp>

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Kokkos::DefaultHostExecutionSpace const exec;
  auto const xi = mattis::random_patterns(exec, 5, 100, 1);
  Kokkos::View<float*, Kokkos::HostSpace> const phi("phi", 100), m("m", 5);
  Kokkos::deep_copy(exec, phi, 1.0F);
  mattis::overlap(exec, xi, phi, m);
  exec.fence();
  for (int mu = 0; mu < 5; ++mu) Kokkos::printf("m_%d = %.2f\n", mu, static_cast<double>(m(mu)));
}
