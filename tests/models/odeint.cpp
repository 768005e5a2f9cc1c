// SPDX-License-Identifier: BSD-3-Clause
// Boost.Odeint on the right-hand side of a network: each method is of its order, and adaptive steps
// arrive where small ones do.
#include <mattis/core/as_view.hpp>
#include <mattis/models/hopfield.hpp>
#include <mattis/models/right_hand_side.hpp>

#include <support/arrays.hpp>

#include <boost/numeric/odeint.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace mattis::test {
namespace {

namespace odeint = boost::numeric::odeint;
using State = std::vector<double>;
constexpr std::size_t neurons = 300;

class Network {
 public:
  Network()
      : plan_(exec_, random_patterns(exec_, 40, neurons, 4),
              Dense{.n = 2, .alpha = 0.1, .g = 1.3}) {}

  void operator()(State const& x, State& dxdt, double) const {
    rhs(plan_, exec_, as_view(x), as_view(dxdt));
    exec_.fence();
  }

 private:
  Exec exec_;
  RightHandSide<Exec, double> plan_;
};

State start() { return random_values(neurons, 2, 11); }

double gap(State const& a, State const& b) {
  double largest = 0;
  for (std::size_t i = 0; i < neurons; ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

template <class Stepper>
double found_order(Network const& network, State const& exact, int steps) {
  auto const error = [&](int count) {
    State x = start();
    odeint::integrate_n_steps(Stepper(), std::cref(network), x, 0.0, 1.0 / count,
                              static_cast<std::size_t>(count));
    return gap(x, exact);
  };
  return std::log2(error(steps) / error(2 * steps));
}

}  // namespace

TEST_CASE("right-hand side: Boost.Odeint's methods are of their orders", "[models]") {
  Network const network;
  State exact = start();
  odeint::integrate_adaptive(
      odeint::make_controlled<odeint::runge_kutta_fehlberg78<State>>(1e-13, 1e-13),
      std::cref(network), exact, 0.0, 1.0, 0.01);
  CHECK(std::abs(found_order<odeint::euler<State>>(network, exact, 200) - 1) < 0.1);
  CHECK(std::abs(found_order<odeint::modified_midpoint<State>>(network, exact, 40) - 2) < 0.2);
  CHECK(std::abs(found_order<odeint::runge_kutta4<State>>(network, exact, 40) - 4) < 0.3);

  State adaptive = start();
  auto const steps = odeint::integrate_adaptive(
      odeint::make_controlled<odeint::runge_kutta_dopri5<State>>(1e-6, 1e-6), std::cref(network),
      adaptive, 0.0, 1.0, 0.1);
  CHECK(steps < 200);
  CHECK(gap(adaptive, exact) < 1e-4);
}

}  // namespace mattis::test
