// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/detail/gaussian_nodes.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>

#include <limits>

namespace mattis::equilibrium {

namespace {

using detail::SpinFunctions;
constexpr double root_half = 0.70710678118654752;       // 1/sqrt(2)
constexpr double root_two_by_pi = 0.79788456080286536;  // sqrt(2/pi)

/// The field in units of its deviation: y = mean / deviation, tau = T / deviation.
struct Reduced {
  double y, tau;
  bool sharp;  ///< no deviation to speak of: all spins meet the mean
};

Reduced reduced(GaussianField const& field) {
  expect(std::isfinite(field.mean), "mean", "a finite number", field.mean);
  expect(field.deviation >= 0 && std::isfinite(field.deviation), "deviation",
         "a finite number of at least 0", field.deviation);
  expect(field.temperature >= 0, "temperature", "at least 0", field.temperature);
  double const y = field.mean / field.deviation, tau = field.temperature / field.deviation;
  return {y, tau, !std::isfinite(y) || !std::isfinite(tau)};
}

/// mean / T, where 0 / 0 is 0: a spin without a field has no direction at any temperature.
double argument(GaussianField const& field) {
  return field.mean == 0 ? 0 : field.mean / field.temperature;
}

SpinFunctions at_mean(GaussianField const& field) {
  return detail::spin_functions(argument(field));
}

/// The average of a function over tau; where tau < 1 it must be gone beyond |x| = 20.
/// \param power  it falls as exp(-power |x|)
template <class Function>
Bounded local_average(Reduced const& r, Function const& g, double power = 0) {
  detail::NodeSum sum(r.y, r.tau);
  detail::for_each_node(r.y, r.tau, [&](SpinFunctions const& at, double z, double weight) {
    sum.add(weight * g(at), z, power * std::abs(at.x));
  });
  return sum.total();
}

Bounded a_few_roundings(double value) { return {value, 8 * unit_roundoff * std::abs(value)}; }

}  // namespace

Bounded mean_tanh(GaussianField const& field) {
  auto const r = reduced(field);
  if (r.sharp) return a_few_roundings(at_mean(field).tanh);
  if (r.tau >= 1) return r.tau * local_average(r, [](auto const& at) { return at.tanh; });
  double const smeared = std::sqrt(1 + r.tau * r.tau * detail::noise_variance);
  return a_few_roundings(std::erf(r.y / smeared * root_half)) +
         r.tau * local_average(r, [](auto const& at) { return at.smooth_step; });
}

Bounded mean_tanh_squared(GaussianField const& field) {
  auto const r = reduced(field);
  if (r.sharp) return a_few_roundings(at_mean(field).tanh * at_mean(field).tanh);
  if (r.tau >= 1) return r.tau * local_average(r, [](auto const& at) { return at.tanh * at.tanh; });
  return 1 - r.tau * local_average(
                         r, [](auto const& at) { return at.sech2; }, 2);
}

Bounded mean_susceptibility(GaussianField const& field) {
  auto const r = reduced(field);
  if (r.sharp) {
    double const sech2 = at_mean(field).sech2;
    return a_few_roundings(sech2 == 0 ? 0 : sech2 / field.temperature);
  }
  return local_average(
             r, [](auto const& at) { return at.sech2; }, 2) /
         field.deviation;
}

Bounded mean_sech_fourth(GaussianField const& field) {
  auto const r = reduced(field);
  if (r.sharp) return a_few_roundings(at_mean(field).sech2 * at_mean(field).sech2);
  return r.tau * local_average(
                     r, [](auto const& at) { return at.sech2 * at.sech2; }, 4);
}

Bounded mean_entropy(GaussianField const& field) {
  auto const r = reduced(field);
  if (r.sharp) return a_few_roundings(detail::entropy(at_mean(field)));
  return r.tau * local_average(
                     r, [](auto const& at) { return detail::entropy(at); }, 2);
}

Bounded mean_log_2cosh(GaussianField const& field) {
  auto const r = reduced(field);
  double const T = field.temperature;
  if (std::isinf(T)) return {T, 0};
  if (r.sharp)
    return a_few_roundings(std::abs(field.mean)) +
           T * a_few_roundings(std::log1p(at_mean(field).decay));
  if (r.tau >= 1)
    return T * (r.tau * local_average(r, [](auto const& at) { return detail::log_2cosh(at); }));
  // <|u + T noise|> of a Gaussian: what is left of the kink is gone beyond |x| = 20
  double const width = std::sqrt(1 + r.tau * r.tau * detail::noise_variance);
  double const away = r.y / width * root_half;
  auto const kink = a_few_roundings(width * root_two_by_pi * std::exp(-away * away)) +
                    a_few_roundings(r.y * std::erf(away));
  return field.deviation *
         (kink + r.tau * (r.tau * local_average(r, [](auto const& at) { return at.smooth_kink; })));
}

}  // namespace mattis::equilibrium
