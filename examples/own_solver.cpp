// SPDX-License-Identifier: BSD-3-Clause
// Boost.Odeint takes a network through time: adaptive steps of Dormand and Prince.
#include <mattis/mattis.hpp>

#include <boost/numeric/odeint.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  using Exec = Kokkos::DefaultHostExecutionSpace;
  using State = std::vector<double>;
  Exec const exec;
  auto const xi = mattis::random_patterns(exec, 20, 1000, 1);
  mattis::RightHandSide<Exec, double> const plan(exec, xi,
                                                 mattis::Hopfield{.alpha = 0.02, .g = 1.5});
  auto const network = [&](State const& x, State& dxdt, double) {
    mattis::rhs(plan, exec, mattis::as_view(x), mattis::as_view(dxdt));
    exec.fence();
  };
  State x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(static_cast<double>(i));
  using namespace boost::numeric::odeint;
  auto const steps = integrate_adaptive(make_controlled<runge_kutta_dopri5<State>>(1e-6, 1e-6),
                                        network, x, 0.0, 10.0, 0.1);
  std::printf("%zu steps, x_0 = %.4f\n", steps, x[0]);
}
