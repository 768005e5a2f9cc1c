// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/exact_chain.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace mattis::binary {

namespace {

/// 1 / (1 + exp(x)): no overflow, and small relative errors.
double logistic(double x) { return 1 / (1 + std::exp(x)); }

/// Of a spin that is updated changing its sign, and of keeping it. \param aligned  sigma_i phi_i
std::pair<double, double> change_and_keep(ChainDynamics dynamics, double aligned, double T) {
  double const x = aligned == 0 ? 0 : 2 * (aligned / T);  // infinite at T = 0
  if (dynamics != ChainDynamics::metropolis) return {logistic(x), logistic(-x)};
  return {std::exp(-std::max(x, 0.0)), x > 0 ? -std::expm1(-x) : 0};
}

}  // namespace

ChainDynamics chain_dynamics_of(std::string const& name) {
  if (name == "glauber") return ChainDynamics::glauber;
  if (name == "metropolis") return ChainDynamics::metropolis;
  if (name == "little") return ChainDynamics::little;
  throw_unexpected("dynamics", "glauber, metropolis or little", "'" + name + "'");
}

ExactChain::ExactChain(SpinSystem system, ChainDynamics dynamics, double T)
    : system_(std::move(system)), dynamics_(dynamics), T_(T) {
  expect(system_.N >= 1 && system_.N <= most_spins, "N", "from 1 to 16 spins of an exact chain",
         system_.N);
  validate(system_);
  validate_temperature(T);
  auto const N = static_cast<std::size_t>(system_.N);
  change_.reserve(states() * N);
  keep_.reserve(states() * N);
  std::vector<std::int8_t> sigma(N);
  for (std::uint32_t state = 0; state < states(); ++state) {
    state_of(state, sigma);
    for (std::size_t i = 0; i < N; ++i) {
      double const phi = local_field(system_, sigma, static_cast<int>(i));
      auto const [change, keep] = change_and_keep(dynamics, sigma[i] * phi, T);
      change_.push_back(change);
      keep_.push_back(keep);
    }
  }
}

double ExactChain::stay(std::uint32_t state) const {
  auto const N = static_cast<std::size_t>(system_.N);
  double sum = 0;
  for (std::size_t i = 0; i < N; ++i) sum += keep_[state * N + i];
  return sum / system_.N;
}

double ExactChain::transition(std::uint32_t from, std::uint32_t to) const {
  auto const N = static_cast<std::size_t>(system_.N);
  if (dynamics_ == ChainDynamics::little) {
    double product = 1;
    for (std::size_t i = 0; i < N; ++i)
      product *= ((from ^ to) >> i & 1U) != 0 ? change_[from * N + i] : keep_[from * N + i];
    return product;
  }
  if (from == to) return stay(from);
  if (std::popcount(from ^ to) != 1) return 0;
  return change(from, std::countr_zero(from ^ to)) / system_.N;
}

void ExactChain::row_factors(std::uint32_t from, std::span<double> low,
                             std::span<double> high) const {
  auto const N = static_cast<std::size_t>(system_.N);
  // Doubled spin by spin: entry `to` of `low` is the product over the spins that index it.
  auto const fill = [&](std::span<double> products, std::size_t first) {
    products[0] = 1;
    for (std::size_t i = 0; (std::size_t{1} << i) < products.size(); ++i) {
      std::size_t const half = std::size_t{1} << i, at = from * N + first + i;
      bool const up = (from >> (first + i) & 1U) != 0;
      double const to_up = up ? keep_[at] : change_[at], to_down = up ? change_[at] : keep_[at];
      for (std::size_t to = 0; to < half; ++to) {
        products[half + to] = products[to] * to_up;
        products[to] *= to_down;
      }
    }
  };
  fill(low, 0);
  fill(high, static_cast<std::size_t>(std::countr_zero(low.size())));
}

void ExactChain::row(std::uint32_t from, std::span<double> row) const {
  if (dynamics_ == ChainDynamics::little) {
    double one = 1;
    row_factors(from, row, std::span(&one, 1));
    return;
  }
  std::fill(row.begin(), row.end(), 0.0);
  for (int i = 0; i < system_.N; ++i)
    row[from ^ std::uint32_t{1} << i] = change(from, i) / system_.N;
  row[from] = stay(from);
}

std::vector<double> ExactChain::matrix() const {
  expect(system_.N <= most_spins_of_matrix, "N", "at most 12 spins of a matrix", system_.N);
  std::size_t const size = states();
  std::vector<double> matrix(size * size);
  for (std::uint32_t from = 0; from < states(); ++from)
    row(from, std::span(matrix).subspan(from * size, size));
  return matrix;
}

void ExactChain::step_law(std::span<double const> law, std::span<double> next) const {
  std::fill(next.begin(), next.end(), 0.0);
  if (dynamics_ != ChainDynamics::little) {
    for (std::uint32_t from = 0; from < states(); ++from) {
      next[from] += law[from] * stay(from);
      for (int i = 0; i < system_.N; ++i)
        next[from ^ std::uint32_t{1} << i] += law[from] * (change(from, i) / system_.N);
    }
    return;
  }
  // A row is the product of two short ones, which saves the N factors of each of its 2^N entries.
  std::vector<double> low(low_states()), high(states() / low_states());
  for (std::uint32_t from = 0; from < states(); ++from) {
    if (from % 256 == 0) mattis::detail::throw_if_stopped();
    if (law[from] == 0) continue;
    row_factors(from, low, high);
    for (std::size_t top = 0; top < high.size(); ++top) {
      double const weight = law[from] * high[top];
      double* const to = next.data() + top * low.size();
      for (std::size_t bottom = 0; bottom < low.size(); ++bottom)
        to[bottom] += weight * low[bottom];
    }
  }
}

void ExactChain::step_observable(std::span<double const> f, std::span<double> mean) const {
  if (dynamics_ != ChainDynamics::little) {
    for (std::uint32_t from = 0; from < states(); ++from) {
      double sum = f[from] * stay(from);
      for (int i = 0; i < system_.N; ++i)
        sum += f[from ^ std::uint32_t{1} << i] * (change(from, i) / system_.N);
      mean[from] = sum;
    }
    return;
  }
  std::vector<double> low(low_states()), high(states() / low_states());
  std::vector<double> over_high(low.size());
  for (std::uint32_t from = 0; from < states(); ++from) {
    if (from % 256 == 0) mattis::detail::throw_if_stopped();
    row_factors(from, low, high);
    std::fill(over_high.begin(), over_high.end(), 0.0);
    for (std::size_t top = 0; top < high.size(); ++top) {
      double const* const of = f.data() + top * low.size();
      for (std::size_t bottom = 0; bottom < low.size(); ++bottom)
        over_high[bottom] += high[top] * of[bottom];
    }
    double sum = 0;
    for (std::size_t bottom = 0; bottom < low.size(); ++bottom)
      sum += low[bottom] * over_high[bottom];
    mean[from] = sum;
  }
}

std::vector<double> ExactChain::reversible_law() const {
  return dynamics_ == ChainDynamics::little ? parallel_law(system_, T_)
                                            : boltzmann_law(system_, T_);
}

}  // namespace mattis::binary
