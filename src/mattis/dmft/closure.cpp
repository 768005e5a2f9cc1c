// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/detail/triangular.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

HostArray<double**> square(char const* label, int steps) {
  return {label, static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)};
}

}  // namespace

Closure::Closure(int steps, int condensed)
    : C_eta(square("mattis::dmft::C_eta", steps)),
      F(square("mattis::dmft::F", steps)),
      drive("mattis::dmft::drive", static_cast<std::size_t>(steps), static_cast<std::size_t>(condensed)),
      R(square("mattis::dmft::R", steps)),
      RC(square("mattis::dmft::RC", steps)) {}

std::size_t Closure::bytes(int steps, int condensed) {
  auto const T = static_cast<std::size_t>(steps);
  return sizeof(double) * T * (4 * T + static_cast<std::size_t>(condensed));
}

void Closure::update(Dense const& model, OrderParameters const& order) const {
  int const steps = order.steps();
  double const coupling = model.g / std::sqrt(model.alpha);
  for (int t = 0; t < steps; ++t) {
    // Forward substitution: R = I + coupling S R, row t from the rows before it.
    double* const row = &R(t, 0);
    std::fill_n(row, steps, 0.0);
    for (int s = 0; s < t; ++s) detail::add_scaled(coupling * order.S(t, s), &R(s, 0), row, s + 1);
    row[t] = 1;

    double* const product = &RC(t, 0);
    std::fill_n(product, steps, 0.0);
    for (int s = 0; s <= t; ++s) detail::add_scaled(row[s], &order.C(s, 0), product, steps);

    for (int s = 0; s <= t; ++s) {
      C_eta(t, s) = model.g * model.g * detail::dot(product, &R(s, 0), s + 1);
      C_eta(s, t) = C_eta(t, s);
      F(t, s) = model.g * std::sqrt(model.alpha) * row[s];
    }
  }
  for (std::size_t i = 0; i < drive.size(); ++i) drive.data()[i] = coupling * order.m.data()[i];
}

double pattern_energy(Dense const& model, Closure const& closure, OrderParameters const& order, int t) {
  double squares = 0;
  for (int k = 0; k < order.condensed(); ++k) squares += order.m(t, k) * order.m(t, k);
  double const root = std::sqrt(model.alpha);
  return -root / (2 * model.g) * closure.C_eta(t, t) - model.g / (2 * root) * squares;
}

}  // namespace mattis
