// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/detail/power.hpp>
#include <mattis/dmft/detail/triangular.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

HostArray<double**> square(char const* label, int steps) {
  return {label, static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)};
}

// <u^n v^n> is at most (2n-1)!! for activities within +-1, 7e186 here.
constexpr int largest_order = 100;

}  // namespace

int expect_order(int n) {
  expect(n == 1 || (n >= 2 && n % 2 == 0 && n <= largest_order), "n",
         "1 or an even order up to " + to_text(largest_order) +
             " (an odd n >= 3 has a self-interaction that diverges with N)",
         n);
  return n;
}

Closure::Closure(Dense const& model, int steps)
    : C_eta(square("mattis::dmft::C_eta", steps)),
      F(square("mattis::dmft::F", steps)),
      drive("mattis::dmft::drive", static_cast<std::size_t>(steps), model.a.size()),
      n_(expect_order(model.n)),
      alpha_(model.alpha),
      g_(model.g),
      R_(square("mattis::dmft::R", model.n == 1 ? steps : 0)),
      RC_("mattis::dmft::RC", static_cast<std::size_t>(model.n == 1 ? steps : 0)),
      field_(model.n, model.n),
      slope_(model.n - 1, model.n - 1),
      curvature_(std::max(0, model.n - 2), model.n) {}

std::size_t Closure::bytes(Dense const& model, int steps) {
  auto const T = static_cast<std::size_t>(steps);
  return sizeof(double) * T * (2 * T + model.a.size() + (model.n == 1 ? T + 1 : 0));
}

void Closure::update(OrderParameters const& order) const {
  for (int t = 0; t < order.steps(); ++t) update_row(order, t);
}

void Closure::update_row(OrderParameters const& order, int t) const {
  n_ == 1 ? linear_row(order, t) : dense_row(order, t);
  double const coupling = g_ / std::sqrt(alpha_);
  for (int k = 0; k < order.condensed(); ++k) drive(t, k) = coupling * detail::power(order.m(t, k), n_);
}

void Closure::linear_row(OrderParameters const& order, int t) const {
  // Forward substitution: R = I + coupling S R, row t from the rows before it.
  double const coupling = g_ / std::sqrt(alpha_);
  double* const row = &R_(t, 0);
  std::fill_n(row, order.steps(), 0.0);
  for (int s = 0; s < t; ++s) detail::add_scaled(coupling * order.S(t, s), &R_(s, 0), row, s + 1);
  row[t] = 1;

  double* const product = RC_.data();
  std::fill_n(product, t + 1, 0.0);
  for (int s = 0; s <= t; ++s) detail::add_scaled(row[s], &order.C(s, 0), product, t + 1);

  for (int s = 0; s <= t; ++s) {
    C_eta(t, s) = g_ * g_ * detail::dot(product, &R_(s, 0), s + 1);
    C_eta(s, t) = C_eta(t, s);
    F(t, s) = g_ * std::sqrt(alpha_) * row[s];
  }
}

void Closure::dense_row(OrderParameters const& order, int t) const {
  double const gain = g_ * g_;
  double diagonal = 0;
  for (int s = 0; s <= t; ++s) {
    double const a = order.C(t, t);
    double const b = order.C(s, s);
    double const c = order.C(t, s);
    C_eta(t, s) = gain * field_(a, b, c);
    C_eta(s, t) = C_eta(t, s);
    if (s == t) break;
    F(t, s) = gain * n_ * n_ * order.S(t, s) * slope_(a, b, c);
    diagonal += order.S(t, s) * curvature_(a, b, c);
  }
  F(t, t) = gain * n_ * (n_ - 1) * diagonal;
}

double Closure::pattern_energy(OrderParameters const& order, double phi_eta, int t) const {
  double powers = 0;
  for (int k = 0; k < order.condensed(); ++k) powers += detail::power(order.m(t, k), n_ + 1);
  double const root = std::sqrt(alpha_);
  double const noise = n_ == 1 ? root / (2 * g_) * C_eta(t, t) : phi_eta;
  return -noise - g_ / ((n_ + 1) * root) * powers;
}

void Closure::energies(OrderParameters const& order, HostArray<double*> const& phi_eta,
                       HostArray<double*> const& single_neuron, HostArray<double**> const& E) const {
  for (int t = 0; t < order.steps(); ++t) {
    E(t, 0) = pattern_energy(order, phi_eta(t), t);
    E(t, 1) = single_neuron(t);
  }
}

}  // namespace mattis
