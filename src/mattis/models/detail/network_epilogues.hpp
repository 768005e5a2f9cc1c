// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a step of the network does around its two products with the patterns.
#include <mattis/models/network.hpp>

#include <backends/simd/micro_kernels.hpp>

#include <cmath>

namespace mattis::detail {

/// v = a row of a matrix.
template <ExecutionSpace Exec, Real T>
struct ReadRows {
  Array<T const**, Exec> rows;

  KOKKOS_FUNCTION void operator()(std::int64_t instance, std::int64_t first, int n, T* values) const {
    for (int i = 0; i < n; ++i) values[i] = rows(instance, first + i);
  }
};

/// base^exponent for a small positive exponent.
KOKKOS_INLINE_FUNCTION double integer_power(double base, int exponent) {
  double power = base;
  for (int k = 1; k < exponent; ++k) power *= base;
  return power;
}

/// From sum_i xi_i phi_i: m, recorded for the first K patterns, and f = m^n. Sums m^{n+1}.
template <ExecutionSpace Exec, Real T>
struct OverlapRecord {
  Array<T**, Exec> f;
  Array<double***, Exec> m;
  double scale;  // 1 / N
  int t;
  int n;

  KOKKOS_FUNCTION RowSums operator()(std::int64_t trial, std::int64_t row, int count, double const* y) const {
    RowSums sums;
    for (int r = 0; r < count; ++r) {
      double const overlap = scale * y[r];
      double const power = integer_power(overlap, n);
      f(trial, row + r) = static_cast<T>(power);
      sums.first += power * overlap;
    }
    auto const recorded = static_cast<std::int64_t>(m.extent(2));
    for (std::int64_t k = row; k < recorded && k < row + count; ++k) m(trial, t, k) = scale * y[k - row];
    return sums;
  }
};

/// From sum_mu xi^mu_i m_mu^n: the field, the Euler step and the new activations. Sums F(x, phi) and phi^2.
template <ExecutionSpace Exec, Real T>
struct NeuronUpdate {
  Array<T**, Exec> x;
  Array<T**, Exec> phi;
  double scale;  // g / sqrt(alpha)
  double self;   // (g / sqrt(alpha)) P / N where indices are distinct (n = 1), else 0
  T dt;
  simd::MicroKernels<T> const* micro;  // null: portable

  NeuronUpdate(NetworkCoupling const& coupling, NetworkShape const& shape, Array<T**, Exec> const& states,
               Array<T**, Exec> const& activations, Target target)
      : x(states),
        phi(activations),
        scale(coupling.g / std::sqrt(coupling.alpha)),
        self(coupling.distinct_indices ? scale * static_cast<double>(shape.P) / static_cast<double>(shape.N) : 0.0),
        dt(static_cast<T>(coupling.dt)),
        micro(is_host_execution_space<Exec> && target == Target::best ? &simd::micro_kernels<T>() : nullptr) {}

  KOKKOS_FUNCTION RowSums operator()(std::int64_t trial, std::int64_t row, int count, double const* y) const {
    KOKKOS_IF_ON_HOST((
        if (micro != nullptr) {
          T h[SignProductShape::tile_rows];
          for (int r = 0; r < count; ++r) h[r] = static_cast<T>(scale * y[r] - self * phi(trial, row + r));
          micro->euler_tanh(&x(trial, row), h, dt, &phi(trial, row), static_cast<std::size_t>(count));
          return sums(trial, row, count);
        }))
    for (int r = 0; r < count; ++r) {
      T const h = static_cast<T>(scale * y[r] - self * phi(trial, row + r));
      x(trial, row + r) = (T(1) - dt) * x(trial, row + r) + dt * h;
    }
    return activate(trial, row, count);
  }

  /// phi = tanh x of `count` neurons, and their sums.
  KOKKOS_FUNCTION RowSums activate(std::int64_t trial, std::int64_t row, int count) const {
    KOKKOS_IF_ON_HOST((
        if (micro != nullptr) {
          micro->tanh(&x(trial, row), &phi(trial, row), static_cast<std::size_t>(count));
          return sums(trial, row, count);
        }))
    for (int r = 0; r < count; ++r) phi(trial, row + r) = Kokkos::tanh(x(trial, row + r));
    return sums(trial, row, count);
  }

 private:
  KOKKOS_FUNCTION RowSums sums(std::int64_t trial, std::int64_t row, int count) const {
    RowSums sum;
    for (int r = 0; r < count; ++r) sum.second += static_cast<double>(phi(trial, row + r)) * phi(trial, row + r);
    KOKKOS_IF_ON_HOST((
        if (micro != nullptr) {
          sum.first = micro->energy(&x(trial, row), &phi(trial, row), static_cast<std::size_t>(count));
          return sum;
        }))
    for (int r = 0; r < count; ++r) {
      double const state = x(trial, row + r);
      double const magnitude = Kokkos::abs(state);
      double const log_cosh = magnitude + Kokkos::log1p(Kokkos::exp(-2 * magnitude)) - 0.69314718055994530942;
      sum.first += state * phi(trial, row + r) - log_cosh;
    }
    return sum;
  }
};

}  // namespace mattis::detail
