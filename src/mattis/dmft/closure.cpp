// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/detail/host_blocks.hpp>
#include <mattis/dmft/detail/power.hpp>
#include <mattis/kernels/detail/dot.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace mattis {
namespace {

HostArray<double**> square(char const* label, int steps) {
  return HostArray<double**>(label, static_cast<std::size_t>(steps),
                             static_cast<std::size_t>(steps));
}

// <u^n v^n> is at most (2n-1)!! for activities within +-1, 7e186 here.
constexpr int largest_order = 100;

constexpr int columns_of_block = 64;
using detail::rows_at_once;

/// The first `count` entries of row t of an array; expected() is asked for when one is not finite.
template <class Expected>
void expect_finite_row(char const* name, HostArray<double**> const& array, int t, int count,
                       Expected const& expected) {
  for (int s = 0; s < count; ++s) {
    if (!std::isfinite(array(t, s)))
      throw_unexpected(name + ("(" + to_text(t) + "," + to_text(s) + ")"), expected(),
                       to_text(array(t, s)));
  }
}

/// Row t. What is not finite would keep the factor of C_eta and the sweeps after it from ending, or
/// end them in nonsense.
void expect_finite_order(OrderParameters const& order, int t) {
  auto const finite = [] { return "finite order parameters (a smaller dt or g may help)"; };
  expect_finite_row("m", order.m, t, order.condensed(), finite);
  expect_finite_row("C_phi", order.C, t, t + 1, finite);
  expect_finite_row("S_phi", order.S, t, t, finite);
}

}  // namespace

int expect_order(int n) {
  expect(n == 1 || (n >= 2 && n % 2 == 0 && n <= largest_order), "n",
         "1 or an even order up to " + to_text(largest_order) +
             " (an odd n >= 3 has a self-interaction that diverges with N)",
         n);
  return n;
}

Closure::Closure(Dense const& model, int steps, How const& how)
    : C_eta(square("mattis::dmft::C_eta", steps)),
      F(square("mattis::dmft::F", steps)),
      drive("mattis::dmft::drive", static_cast<std::size_t>(steps), model.a.size()),
      n_(expect_order(model.n)),
      how_(how),
      alpha_(model.alpha),
      g_(model.g),
      R_(square("mattis::dmft::R", model.n == 1 ? steps : 0)),
      R_transposed_(square("mattis::dmft::R_transposed", model.n == 1 ? steps : 0)),
      RC_(square("mattis::dmft::RC", model.n == 1 ? steps : 0)),
      field_(model.n, model.n),
      slope_(model.n - 1, model.n - 1),
      curvature_(std::max(0, model.n - 2), model.n) {}

std::size_t Closure::bytes(Dense const& model, int steps) {
  auto const T = static_cast<std::size_t>(steps);
  return sizeof(double) * T * ((model.n == 1 ? 5 : 2) * T + model.a.size());
}

void Closure::update(detail::HostExec const& exec, OrderParameters const& order) const {
  auto const& self = *this;
  for (int t = 0; t < order.steps(); ++t) expect_finite_order(order, t);
  if (n_ == 1) {
    linear_rows(exec, order);
  } else {
    detail::for_each_range(exec, "mattis::dmft::closure_rows", order.steps(), rows_at_once,
                           20.0 * order.steps(), [&](int first, int end) {
                             for (int t = first; t < end; ++t) self.dense_row(order, t);
                           });
  }
  for (int t = 0; t < order.steps(); ++t) drive_row(order, t);
  for (int t = 0; t < order.steps(); ++t) expect_finite(t);
}

void Closure::update_row(OrderParameters const& order, int t) const {
  expect_finite_order(order, t);
  n_ == 1 ? linear_row(order, t) : dense_row(order, t);
  drive_row(order, t);
  expect_finite(t);
}

/// Row t of what they say.
void Closure::expect_finite(int t) const {
  auto const finite = [this](char const* what) {
    return [this, what] {
      return std::string("a finite ") + what + " for g = " + to_text(g_) +
             ", alpha = " + to_text(alpha_) + ", n = " + to_text(n_);
    };
  };
  expect_finite_row("C_eta", C_eta, t, t + 1, finite("noise covariance"));
  expect_finite_row("F", F, t, t + 1, finite("self-coupling"));
  expect_finite_row("drive", drive, t, static_cast<int>(drive.extent(1)), finite("drive"));
}

void Closure::drive_row(OrderParameters const& order, int t) const {
  double const coupling = g_ / std::sqrt(alpha_);
  for (int k = 0; k < order.condensed(); ++k)
    drive(t, k) = coupling * detail::power(order.m(t, k), n_);
}

void Closure::linear_rows(detail::HostExec const& exec, OrderParameters const& order) const {
  auto const& self = *this;
  int const steps = order.steps();
  detail::for_each_range(exec, "mattis::dmft::invert", steps, columns_of_block, 0.1 * steps * steps,
                         [&](int first, int) { self.invert_columns(order, first, first, steps); });
  detail::for_each_range(exec, "mattis::dmft::correlate_noise", steps, rows_at_once,
                         0.2 * steps * steps,
                         [&](int first, int end) { self.correlate_rows(order, first, end); });
}

/// The same bits as of linear_rows: every entry is the same sum in the same order.
void Closure::linear_row(OrderParameters const& order, int t) const {
  for (int first = 0; first <= t; first += columns_of_block) invert_columns(order, first, t, t + 1);
  correlate_rows(order, t, t + 1);
}

/// R = I + coupling S R in the columns from `first` on, which need no others, and rows from .. to -
/// 1, which need those before; and F.
void Closure::invert_columns(OrderParameters const& order, int first, int from, int to) const {
  auto const& kernels = how_.micro<double>().matrix;
  int const steps = order.steps();
  int const end = std::min(steps, first + columns_of_block);
  int const width = end - first;
  double const coupling = g_ / std::sqrt(alpha_);
  for (int t0 = first + (from - first) / rows_at_once * rows_at_once; t0 < to; t0 += rows_at_once) {
    int const row = std::max(from, t0);
    int const last = std::min(to, t0 + rows_at_once);
    for (int t = row; t < last; ++t) {
      std::fill_n(&R_(t, first), width, 0.0);
      if (t < end) R_(t, t) = 1;
    }
    kernels.multiply_add(last - row, width, t0 - first, coupling, &order.S(row, first), steps,
                         &R_(first, first), steps, &R_(row, first), steps);
    for (int t = row; t < last; ++t) {
      for (int s = t0; s < t; ++s)
        detail::add_scaled(coupling * order.S(t, s), &R_(s, first), &R_(t, first), width);
      for (int s = first; s < end; ++s) {
        R_transposed_(s, t) = R_(t, s);
        F(t, s) = g_ * std::sqrt(alpha_) * R_(t, s);
      }
    }
  }
}

/// C_eta = g^2 R C R^T in these rows up to the diagonal, and their mirror image.
void Closure::correlate_rows(OrderParameters const& order, int first, int end) const {
  auto const& kernels = how_.micro<double>().matrix;
  int const steps = order.steps();
  int const rows = end - first;
  for (int t = first; t < end; ++t) {
    std::fill_n(&RC_(t, 0), end, 0.0);
    std::fill_n(&C_eta(t, 0), end, 0.0);
  }
  // R(t,s) = 0 for s > t: terms beyond the diagonal, here and below, change no bit.
  kernels.multiply_add(rows, end, end, 1, &R_(first, 0), steps, order.C.data(), steps,
                       &RC_(first, 0), steps);
  for (int s = 0; s < end; s += columns_of_block) {
    int const depth = std::min(end, s + columns_of_block);
    kernels.multiply_add(rows, depth - s, depth, g_ * g_, &RC_(first, 0), steps,
                         &R_transposed_(0, s), steps, &C_eta(first, s), steps);
  }
  for (int t = first; t < end; ++t)
    for (int s = 0; s < t; ++s) C_eta(s, t) = C_eta(t, s);
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
                       HostArray<double*> const& single_neuron,
                       HostArray<double**> const& E) const {
  for (int t = 0; t < order.steps(); ++t) {
    E(t, 0) = pattern_energy(order, phi_eta(t), t);
    E(t, 1) = single_neuron(t);
  }
}

}  // namespace mattis
