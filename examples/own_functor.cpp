// SPDX-License-Identifier: BSD-3-Clause
// An activation of the program's own, fused into an overlap: it is called on entries on their way
// into the product, and no array of activations is ever written.
#include <mattis/mattis.hpp>

#include <cmath>
#include <cstdio>
#include <string>

/// Linear between -limit and limit, constant outside.
struct Clipped {
  double limit;
  template <class T>
  KOKKOS_FUNCTION T operator()(T x) const {
    T const most = static_cast<T>(limit);
    return x < -most ? -most : x > most ? most : x;
  }
};

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  using Exec = Kokkos::DefaultHostExecutionSpace;
  using Vector = Kokkos::View<double*, Kokkos::HostSpace>;
  Exec const exec;
  constexpr int P = 30, N = 2000;
  auto const xi = mattis::random_patterns(exec, P, N, 1);
  Vector const x("x", N), phi("phi", N), m("m", P), expected("expected", P);
  for (std::size_t i = 0; i < N; ++i) x(i) = 2 * std::sin(static_cast<double>(i));

  auto fused = mattis::lazy(m) = mattis::overlap(xi, mattis::map(Clipped{0.7}, mattis::lazy(x)));
  fused.run(exec);

  for (std::size_t i = 0; i < N; ++i) phi(i) = Clipped{0.7}(x(i));
  mattis::overlap(exec, xi, phi, expected);
  exec.fence();
  double largest = 0;
  for (std::size_t mu = 0; mu < P; ++mu)
    largest = std::fmax(largest, std::abs(m(mu) - expected(mu)));
  std::string const passes = mattis::explain(exec, fused);
  std::printf("%slargest difference from two steps: %.1e\n", passes.c_str(), largest);
  return largest < 1e-14 && passes.find("\n2") == std::string::npos ? 0 : 1;
}
