// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/detail/gaussian_nodes.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/mixtures.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace mattis::equilibrium {

namespace {

using detail::infinity;

/// A sum of n signs, S >= 0: its values and how likely they are, both signs together.
struct SignSum {
  int n;
  std::vector<double> value{}, weight{};
};

SignSum sign_sum(int n) {
  expect(n >= 1 && n <= 10000, "n", "from 1 to 10000 patterns", n);
  SignSum s{.n = n};
  // from the middle outwards, relative to the middle, then scaled to a sum of 1
  double weight = 1, sum = 0;
  for (int S = n % 2; S <= n; S += 2) {
    double const both = S == 0 ? weight : 2 * weight;
    s.value.push_back(S);
    s.weight.push_back(both);
    sum += both;
    weight *= static_cast<double>(n - S) / (n + S + 2);
  }
  for (auto& one : s.weight) one /= sum;
  return s;
}

/// <g(S)> over the signs. Weights have a few roundings for every step from the middle.
template <class Function>
Bounded mean(SignSum const& s, Function const& g) {
  double sum = 0, size = 0;
  for (std::size_t i = s.value.size(); i-- > 0;) {
    double const term = s.weight[i] * g(s.value[i]);
    sum += term;
    size += std::abs(term);
  }
  // terms that count are within a few sqrt(n) steps of the middle
  double const roundings = 16 + 10 * std::sqrt(static_cast<double>(s.n));
  return rounded(sum, roundings * unit_roundoff * size);
}

/// What x = m / T makes of a mixture: T = <S tanh x S> / (n x).
struct State {
  Bounded product{};  ///< m = <S tanh x S> / n
  Bounded lack{};     ///< 1 - T = <S (x S - tanh x S)> / (n x)
  Bounded sech2{};    ///< Q = <sech^2 x S>
  Bounded cross{};    ///< R = <xi_1 xi_2 sech^2 x S>
  double along = 0;   ///< d m / d x
};

State state(SignSum const& s, double x) {
  State all;
  double const n = s.n;
  all.product = mean(s, [&](double S) { return S * std::tanh(x * S); }) / n;
  all.lack = mean(s, [&](double S) { return S * detail::cubic_part(x * S); }) / n / x;
  auto const sech2 = [&](double S) { return detail::spin_functions(x * S).sech2; };
  all.sech2 = mean(s, sech2);
  if (s.n > 1)
    all.cross = mean(s, [&](double S) { return (S * S - n) * sech2(S); }) / (n * (n - 1));
  all.along = mean(s, [&](double S) { return S * S * sech2(S); }).value / n;
  return all;
}

double log_odds(State const& at, double x) {
  return std::log(at.product.value / x / at.lack.value);
}

/// Eigenvalues 1 - slope / T, at T = 0 of what is left of the slope.
Bounded eigenvalue(Bounded slope, double T) {
  if (T > 0) return 1 - slope / T;
  return slope.value > 0 ? Bounded{-infinity, 0} : exactly(1);
}

}  // namespace

Mixture mixture(int n, double T) {
  auto const signs = sign_sum(n);
  expect(T >= 0, "T", "a temperature of at least 0", T);
  Mixture mix{.n = n, .T = T};
  auto const ln2 = rounded(0.69314718055994531, 0);
  if (T >= 1) {
    mix.f = std::isinf(T) ? Bounded{-infinity, 0} : -(T * ln2);
    mix.entropy = ln2;
    mix.along = mix.between = mix.outside = 1 - exactly(1) / T;
    mix.stable = T > 1;
    return mix;
  }
  State at;
  if (T == 0) {
    at.product = mean(signs, [](double S) { return S; }) / n;
    if (n % 2 == 0) {  // S = 0 leaves its spins free
      at.sech2 = exactly(signs.weight[0]);
      at.cross = -at.sech2 / (n - 1.0);
      mix.entropy = at.sech2 * ln2;
    }
  } else {
    double const target = std::log(T / (1 - T));
    auto const f = [&](double log_x) {
      double const x = std::exp(log_x);
      return log_odds(state(signs, x), x) - target;
    };
    // x lies between those of T -> 0, m / T, and T -> 1, sqrt(3 (1 - T) / (3 n - 2))
    double const small = 0.5 * std::log(3 * (1 - T) / (3.0 * n - 2)), large = -std::log(T);
    double const log_x =
        detail::bracketed_root(f, std::min(small, large) - 4, std::max(small, large) + 4);
    double const x = std::exp(log_x);
    at = state(signs, x);
    double const residual = T < 0.5 ? std::abs(at.product.value / x - T) + at.product.error / x
                                    : std::abs(at.lack.value - (1 - T)) + at.lack.error;
    // d T / d ln x = dm/dx - T
    double const share = 1.5 * (residual + unit_roundoff * T) / std::abs(at.along - T);
    at.product.error += at.along * x * share;
    auto const part =
        mean(signs, [&](double S) { return detail::entropy(detail::spin_functions(x * S)); });
    mix.entropy = {part.value, part.error + (x * share) * (x * n * at.along)};
    at.sech2.error += 2 * x * share * n * at.along;
    at.cross.error += 2 * x * share * n * at.along;
  }
  mix.m = at.product;
  // f = n m^2/2 - T <ln 2cosh x S>, stationary in m; <ln 2cosh> = entropy + n x m
  auto const m = exactly(mix.m.value);
  mix.f = -(n / 2.0 * m * m) - T * exactly(mix.entropy.value);
  mix.f.error += (n + 1) * mix.m.error * (std::abs(mix.m.value) * 4 * unit_roundoff + mix.m.error) +
                 8 * unit_roundoff * n * mix.m.value * mix.m.value + T * mix.entropy.error;
  mix.along = eigenvalue(at.sech2 + (n - 1.0) * at.cross, T);
  mix.between = n > 1 ? eigenvalue(at.sech2 - at.cross, T) : exactly(1);
  mix.outside = eigenvalue(at.sech2, T);
  mix.stable = mix.along.value > 0 && mix.between.value > 0 && mix.outside.value > 0;
  return mix;
}

std::optional<Bounded> mixture_stability(int n) {
  auto const signs = sign_sum(n);
  if (n % 2 == 0) return std::nullopt;
  if (n == 1) return exactly(1);
  // T(x) = Q - R, where the eigenvalue between the n patterns is 0; stable at large x
  auto const f = [&](double log_x) {
    double const x = std::exp(log_x);
    auto const at = state(signs, x);
    return at.product.value / x - (at.sech2.value - at.cross.value);
  };
  double high = 3;
  while (high > -20 && f(high - 0.25) > 0) high -= 0.25;
  double const log_x = detail::bracketed_root(f, high - 0.25, high), x = std::exp(log_x);
  auto const at = state(signs, x);
  double const h = 1e-5, slope = (f(log_x + h) - f(log_x - h)) / (2 * h);
  double const residual =
      std::abs(f(log_x)) + at.product.error / x + at.sech2.error + at.cross.error;
  double const share = 1.5 * residual / std::abs(slope);
  auto const T = at.product / x;
  return Bounded{T.value, T.error + std::abs(at.along - T.value) * share};
}

}  // namespace mattis::equilibrium
