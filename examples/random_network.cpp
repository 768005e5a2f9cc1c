// SPDX-License-Identifier: BSD-3-Clause
// Somebody else's mean-field theory: a random network without patterns, in its chaotic phase
// (Sompolinsky, Crisanti and Sommers, Phys. Rev. Lett. 61, 259 (1988)).
//
//     dx_i/dt = -x_i + sum_j J_ij tanh x_j,   J_ij ~ Normal(0, g^2 / N),   g > 1
//
// As N -> infinity each neuron sees Gaussian noise of the covariance that all neurons make:
//
//     dx/dt = -x + eta,   <eta(t) eta(s)> = g^2 C(t, s),   C(t, s) = <tanh x(t) tanh x(s)>
//
// which is solved here as it stands, by sweeps over samples of the effective neuron. In the steady
// state Delta(tau) = <x(t) x(t + tau)> obeys Delta - Delta'' = g^2 C(Delta, Delta_0), the motion of
// a particle that starts at rest at Delta_0 and comes to rest at 0:
//
//     Delta'^2 / 2 + V(Delta) = 0,   V(Delta) = -Delta^2 / 2 + g^2 (F(Delta) - F(0)),   V(Delta_0)
//     = 0 F(Delta) = integral Dz (integral Dy log cosh(sqrt(Delta_0 - Delta) y + sqrt(Delta) z))^2
#include <mattis/expr/sweep.hpp>

#include <boost/math/quadrature/trapezoidal.hpp>
#include <boost/math/tools/roots.hpp>
#include <boost/numeric/odeint/integrate/integrate_times.hpp>
#include <boost/numeric/odeint/stepper/generation.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace {

using Exec = Kokkos::DefaultHostExecutionSpace;
using Square = mattis::Array<double**, Exec>;

// --- the theory ----------------------------------------------------------------------------------

/// integral Dz f(z), by a rule whose error falls exponentially for a smooth f that decays.
template <class F>
double gaussian_mean(F const& f) {
  auto const weighted = [&](double z) { return f(z) * std::exp(-z * z / 2); };
  return boost::math::quadrature::trapezoidal(weighted, -9.0, 9.0, 1e-13) / std::sqrt(2 * M_PI);
}

/// <f(x) f(y)> of a Gaussian pair of variance Delta_0 and covariance Delta >= 0.
template <class F>
double pair_mean(F const& f, double Delta, double Delta_0) {
  double const apart = std::sqrt(std::max(0.0, Delta_0 - Delta)),
               shared = std::sqrt(std::max(0.0, Delta));
  return gaussian_mean([&](double z) {
    double const inner = gaussian_mean([&](double y) { return f(apart * y + shared * z); });
    return inner * inner;
  });
}

double log_cosh(double x) {
  return std::abs(x) + std::log1p(std::exp(-2 * std::abs(x))) - std::log(2.0);
}

double potential(double g, double Delta, double Delta_0) {
  auto const F = [&](double at) { return pair_mean(log_cosh, at, Delta_0); };
  return -Delta * Delta / 2 + g * g * (F(Delta) - F(0));
}

struct Theory {
  double Delta_0 = 0;
  double slope = 0;           ///< <1 - tanh^2 x>
  std::vector<double> Delta;  ///< at the times asked for
  double energy = 0;          ///< largest |Delta'^2 / 2 + V|: what is lost on the way
};

Theory solve_theory(double g, std::vector<double> const& times) {
  Theory theory;
  auto const at_rest = [&](double Delta_0) { return potential(g, Delta_0, Delta_0); };
  std::uintmax_t iterations = 100;
  auto const root = boost::math::tools::toms748_solve(
      at_rest, 0.05, g * g, boost::math::tools::eps_tolerance<double>(50), iterations);
  theory.Delta_0 = (root.first + root.second) / 2;
  theory.slope = gaussian_mean([&](double z) {
    double const phi = std::tanh(std::sqrt(theory.Delta_0) * z);
    return 1 - phi * phi;
  });

  using State = std::array<double, 2>;  // Delta, Delta'
  auto const motion = [&](State const& at, State& change, double) {
    change = {
        at[1],
        at[0] - g * g * pair_mean([](double x) { return std::tanh(x); }, at[0], theory.Delta_0)};
  };
  State state{theory.Delta_0, 0};
  namespace odeint = boost::numeric::odeint;
  odeint::integrate_times(
      odeint::make_controlled<odeint::runge_kutta_fehlberg78<State>>(1e-11, 1e-11), motion, state,
      times.begin(), times.end(), 0.01, [&](State const& at, double) {
        theory.Delta.push_back(at[0]);
        theory.energy = std::max(theory.energy,
                                 std::abs(at[1] * at[1] / 2 + potential(g, at[0], theory.Delta_0)));
      });
  return theory;
}

// --- the effective neuron ------------------------------------------------------------------------

// Of the sums in float, which takes the smallest eigenvalues below 0: white noise of this variance
// is added to eta, of which less than a millionth of Delta arrives there.
constexpr double rounding = 2e-5;

/// factor factor^T = g^2 C.
void factorise(double g, Square const& C, Square const& factor) {
  for (std::size_t t = 0; t < C.extent(0); ++t) {
    for (std::size_t s = 0; s <= t; ++s) {
      double rest = g * g * C(t, s) + (t == s ? rounding : 0.0);
      for (std::size_t k = 0; k < s; ++k) rest -= factor(t, k) * factor(s, k);
      factor(t, s) = t == s ? std::sqrt(rest) : rest / factor(s, s);
    }
  }
}

constexpr double h = 0.25;             // time between two steps
constexpr std::size_t T = 128;         // steps
constexpr std::size_t transient = 80;  // those after which nothing is left of the start
constexpr std::int64_t samples = 4096;
constexpr int replicas = 12;  // solved each with samples of its own: what the errors are taken from

struct SteadyState {
  std::vector<double> Delta;  ///< at each lag asked for
  double slope = 0;
  int sweeps = 0;
  double change = 1;          ///< of C in the last of them
  double response_error = 0;  ///< of S(t, s) = <tanh' x(t)> dt (1 - dt)^(t-s-1)
};

SteadyState solve_by_samples(Exec const& exec, double g, std::vector<std::size_t> const& lags,
                             std::uint64_t seed) {
  Square const C("C", T, T), new_C("new C", T, T), Delta("Delta", T, T), S("S", T, T);
  Square const factor("factor", T, T), kernel("kernel", T, T);
  mattis::Array<double*, Exec> const slopes("slopes", T);

  mattis::SweepInput<Exec> input;
  input.factor = factor;
  input.kernel = kernel;  // no feedback through the couplings: they are not symmetric
  input.drive = Square("drive", T, 0);
  // Noise that is constant for each step passes the step x <- (1 - dt) x + dt eta of this length
  // exactly, which leaves errors of h^2 in Delta.
  input.dt = 1 - std::exp(-h);
  input.ic_noise = 1;
  input.samples = samples;
  input.seed = seed;
  auto const neuron = mattis::effective_neuron<float>(input);
  auto const sweep = mattis::plan(exec, mattis::lazy(new_C) = mattis::covariance(neuron.phi));

  for (std::size_t t = 0; t < T; ++t)
    for (std::size_t s = 0; s < T; ++s)
      C(t, s) = 0.4 * std::exp(-h * std::abs(static_cast<double>(t) - static_cast<double>(s)));
  SteadyState result;
  for (; result.change > 1e-4 && result.sweeps < 400; ++result.sweeps) {
    factorise(g, C, factor);
    sweep.run(exec);
    exec.fence();
    result.change = 0;
    for (std::size_t i = 0; i < T * T; ++i)
      result.change = std::max(result.change, std::abs(new_C.data()[i] - C.data()[i]));
    Kokkos::deep_copy(exec, C, new_C);
    exec.fence();
  }

  (mattis::together(mattis::lazy(Delta) = mattis::covariance(neuron.x),
                    mattis::lazy(S) = mattis::response(neuron.phi, neuron.eta),
                    mattis::total(slopes) = mattis::mean(1.0 - mattis::pow<2>(neuron.phi))))
      .run(exec);
  exec.fence();

  for (std::size_t const lag : lags) {
    double sum = 0;
    for (std::size_t t = transient; t + lag < T; ++t) sum += Delta(t + lag, t);
    result.Delta.push_back(sum / static_cast<double>(T - lag - transient));
  }
  for (std::size_t t = transient; t < T; ++t)
    result.slope += slopes(t) / static_cast<double>(T - transient);
  for (std::size_t t = 1; t < T; ++t)
    for (std::size_t s = 0; s < t; ++s) {
      double const decay = input.dt * std::exp(-h * static_cast<double>(t - s - 1));
      result.response_error =
          std::max(result.response_error, std::abs(S(t, s) - slopes(t) * decay));
    }
  return result;
}

bool compare(Exec const& exec, double g) {
  std::vector<std::size_t> lags;
  std::vector<double> times;
  for (int k = 0; k <= 8; ++k) {
    lags.push_back(static_cast<std::size_t>(std::lround(k / h)));
    times.push_back(h * static_cast<double>(lags.back()));
  }
  auto const theory = solve_theory(g, times);
  std::vector<SteadyState> all;
  for (int r = 0; r < replicas; ++r)
    all.push_back(solve_by_samples(exec, g, lags, static_cast<std::uint64_t>(r)));

  auto const mean_of = [&](auto const& value) {
    double mean = 0, squares = 0;
    for (auto const& one : all) mean += value(one) / replicas;
    for (auto const& one : all) squares += std::pow(value(one) - mean, 2);
    return std::pair(mean, std::sqrt(squares / (replicas * (replicas - 1.0))));
  };
  std::printf("g = %.2f: Delta_0 = %.10f, energy kept to %.0e, %d sweeps\n", g, theory.Delta_0,
              theory.energy, all[0].sweeps);
  bool good = theory.energy < 1e-9;
  auto const report =
      [&](char const* what, double at, std::pair<double, double> const& found, double expected) {
    double const z = (found.first - expected) / found.second;
    std::printf("  %s(%4.2f) = %.5f +- %.5f, theory %.5f: %+.1f standard errors\n", what, at,
                found.first, found.second, expected, z);
    good = good && std::abs(z) < 3;
  };
  for (std::size_t k = 0; k < lags.size(); ++k)
    report("Delta", times[k], mean_of([&](SteadyState const& one) { return one.Delta[k]; }),
           theory.Delta[k]);
  auto const slope = mean_of([](SteadyState const& one) { return one.slope; });
  report("slope", 0, slope, theory.slope);
  good = good && slope.second < 0.01 * theory.slope;  // or the comparison says little
  for (auto const& one : all) good = good && one.change <= 1e-4 && one.response_error < 1e-6;
  std::printf("  %s\n", good ? "agrees" : "DOES NOT AGREE");
  return good;
}

}  // namespace

int main(int argc, char* argv[]) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Exec const exec;
  bool const weak = compare(exec, 2.5), strong = compare(exec, 4);
  return weak && strong ? EXIT_SUCCESS : EXIT_FAILURE;
}
