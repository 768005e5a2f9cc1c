// SPDX-License-Identifier: BSD-3-Clause
// Arrays of others, without a copy: a std::vector, a pointer, and a class of the program's own.
#include <mattis/mattis.hpp>

#include <cstdio>
#include <vector>

/// A field on a grid with a border of one point on each side.
struct Bordered {
  explicit Bordered(std::size_t points) : values(points + 2) {}
  std::vector<double> values;
};

template <>
struct mattis::ArrayAccess<Bordered> {
  using memory_space = Kokkos::HostSpace;
  static constexpr std::size_t rank = 1;
  static double* data(Bordered& grid) { return grid.values.data() + 1; }
  static std::size_t extent(Bordered const& grid, std::size_t) { return grid.values.size() - 2; }
};

int main(int argc, char* argv[]) {
  using mattis::as_view;
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Kokkos::DefaultHostExecutionSpace const exec;
  constexpr int P = 5, N = 100;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  Bordered phi(N);
  Kokkos::deep_copy(exec, as_view(phi), 1.0);
  std::vector<double> m(P);
  double square[1];
  mattis::overlap(exec, xi, as_view(phi), as_view(m));
  mattis::covariance(exec, as_view(m.data(), 1, P), as_view(square, 1, 1));
  exec.fence();
  std::printf("m_0 = %.2f, mean square %.3f\n", m[0], square[0]);
  return phi.values.front() == 0 ? 0 : 1;
}
