// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How the coefficients of a field follow from overlaps (docs/models.md 4.2). Patterns are signs s;
// 0/1 patterns of activity p enter as xi - p = s / 2 + (1/2 - p), the constant by a row of ones.
#include <Kokkos_Core.hpp>

#include <cstdint>

namespace mattis::detail {

struct StimulusCoupling {
  bool rates = false;
  bool multiplicative = false;
  std::int64_t P = 0;
  double N = 0;
  double p = 0.5;
  double w_s = 1;
  double w_external = 1;

  KOKKOS_FUNCTION double centre() const { return 0.5 - p; }

  /// Coefficients of u = sum_mu c_mu xi^mu, (P), and with 0/1 patterns that of the row of ones.
  template <class C, class K>
  KOKKOS_FUNCTION void input(C const& c, K const& k) const {
    using T = typename K::value_type;
    double sum = 0;
    for (std::int64_t mu = 0; mu < P; ++mu) {
      k(mu) = static_cast<T>(rates ? 0.5 * c(mu) : c(mu));
      sum += c(mu);
    }
    if (rates) k(P) = static_cast<T>(0.5 * sum);
  }

  /// Gains of the patterns and what the stimulus adds to them, from c and, where it acts on the
  /// coupling, from o = s . u / N. \return W_ii of graded networks
  template <class C, class O, class Row>
  KOKKOS_FUNCTION double gains(C const& c, O const& o, Row const& gain, Row const& drive) const {
    double const scale = rates ? w_s / (p * (1 - p)) : w_s;
    double sum = 0;
    for (std::int64_t mu = 0; mu < P; ++mu) {
      if (multiplicative) {
        double const g =
            rates ? (0.5 * static_cast<double>(o(mu)) + centre() * static_cast<double>(o(P))) *
                        1.25 / p
                  : static_cast<double>(o(mu));
        gain(mu) = scale * w_external * g;
      } else {
        gain(mu) = scale;
      }
      drive(mu) = multiplicative ? 0.0 : w_external * (rates ? 0.5 : 1.0) * c(mu);
      sum += gain(mu);
    }
    if (rates) {
      gain(P) = multiplicative ? -w_s / p : 0.0;  // of the mean rate, -N / (N p)
      drive(P) = 0;
      for (std::int64_t mu = 0; mu < P; ++mu) drive(P) += drive(mu);
    }
    return sum / N;
  }

  /// Coefficients of the field of W_ii with 0/1 patterns: (xi - p)^2 = a + b s.
  template <class Row, class K>
  KOKKOS_FUNCTION void diagonal(Row const& gain, K const& k) const {
    using T = typename K::value_type;
    double const a = 0.5 * ((1 - p) * (1 - p) + p * p), b = 0.5 * ((1 - p) * (1 - p) - p * p);
    double sum = 0;
    for (std::int64_t mu = 0; mu < P; ++mu) {
      k(mu) = static_cast<T>(b * gain(mu) / N);
      sum += gain(mu);
    }
    k(P) = static_cast<T>((a * sum + gain(P)) / N);
  }

  /// Coefficients of the field, its diagonal apart, from o = s . z / N (rates: of y).
  template <class O, class Row, class K>
  KOKKOS_FUNCTION void field(O const& o, Row const& gain, Row const& drive, K const& k) const {
    using T = typename K::value_type;
    if (!rates) {
      for (std::int64_t mu = 0; mu < P; ++mu)
        k(mu) = static_cast<T>(gain(mu) * static_cast<double>(o(mu)) + drive(mu));
      return;
    }
    double const mean = static_cast<double>(o(P));
    double sum = 0;
    for (std::int64_t mu = 0; mu < P; ++mu) {
      double const g = gain(mu) * (0.5 * static_cast<double>(o(mu)) + centre() * mean);
      k(mu) = static_cast<T>(0.5 * g + drive(mu));
      sum += g;
    }
    k(P) = static_cast<T>(centre() * sum + gain(P) * mean + drive(P));
  }

  /// The overlap of pattern mu that is reported, of o = s . z / N.
  template <class O>
  KOKKOS_FUNCTION double overlap(O const& o, std::int64_t mu) const {
    return rates ? (0.5 * static_cast<double>(o(mu)) + 0.5 * static_cast<double>(o(P))) / p
                 : static_cast<double>(o(mu));
  }
};

/// A row of numbers by address.
template <class T>
struct Entries {
  using value_type = T;
  T* data;
  KOKKOS_FUNCTION T& operator()(std::int64_t i) const { return data[i]; }
};

}  // namespace mattis::detail
