// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/stationary_law.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace mattis::binary {

namespace {

constexpr int most_direct_spins = 10;

double difference(std::span<double const> a, std::span<double const> b) {
  double sum = 0;
  for (std::size_t state = 0; state < a.size(); ++state) sum += std::abs(a[state] - b[state]);
  return sum;
}

/// For each state the first of its closed class, or `transient`.
constexpr std::uint32_t transient = ~std::uint32_t{0};

std::vector<std::uint32_t> closed_class_of(std::vector<double> const& matrix, std::size_t size) {
  // Which states are reached from which, a bit each (Warshall).
  std::size_t const words = (size + 63) / 64;
  std::vector<std::uint64_t> reached(size * words, 0);
  auto const reaches = [&](std::size_t from, std::size_t to) {
    return (reached[from * words + to / 64] >> (to % 64) & 1U) != 0;
  };
  for (std::size_t from = 0; from < size; ++from)
    for (std::size_t to = 0; to < size; ++to)
      if (matrix[from * size + to] > 0 || from == to)
        reached[from * words + to / 64] |= std::uint64_t{1} << (to % 64);
  for (std::size_t by = 0; by < size; ++by)
    for (std::size_t from = 0; from < size; ++from)
      if (reaches(from, by))
        for (std::size_t word = 0; word < words; ++word)
          reached[from * words + word] |= reached[by * words + word];
  std::vector<std::uint32_t> first(size, transient);
  for (std::size_t from = 0; from < size; ++from) {
    bool closed = true;
    std::size_t least = from;
    for (std::size_t to = 0; to < size && closed; ++to)
      if (reaches(from, to)) {
        closed = reaches(to, from);
        least = std::min(least, to);
      }
    if (closed) first[from] = static_cast<std::uint32_t>(least);
  }
  return first;
}

/// A chain from which states are taken one by one: what went through one goes on directly. Sums and
/// products of probabilities alone.
class Censored {
 public:
  Censored(std::vector<double> const& matrix, std::size_t size)
      : size_(size), matrix_(matrix.begin(), matrix.end()) {}

  long double& at(std::size_t from, std::size_t to) { return matrix_[from * size_ + to]; }

  /// Takes `state` out of a chain of it and `left`. Leaves in its column what goes to it from each
  /// of `left`, over what leaves it.
  void take(std::size_t state, std::span<std::size_t const> left) {
    mattis::detail::throw_if_stopped();
    long double leaving = 0;
    for (auto const to : left) leaving += at(state, to);
    for (auto const from : left) {
      at(from, state) /= leaving;
      long double const through = at(from, state);
      if (through == 0) continue;
      for (auto const to : left) at(from, to) += through * at(state, to);
    }
  }

  /// Where what starts in `state`, which take() is to take, goes first.
  void pass_on(std::size_t state, std::span<std::size_t const> left,
               std::vector<long double>& mass) {
    long double leaving = 0;
    for (auto const to : left) leaving += at(state, to);
    for (auto const to : left) mass[to] += mass[state] * (at(state, to) / leaving);
    mass[state] = 0;
  }

 private:
  std::size_t size_;
  std::vector<long double> matrix_;
};

StationaryLaw solve_directly(ExactChain const& chain) {
  auto const size = static_cast<std::size_t>(chain.states());
  auto const matrix = chain.matrix();
  auto const first = closed_class_of(matrix, size);
  Censored censored(matrix, size);
  // Transient states are taken first; what is left holds the closed classes, which do not meet.
  std::vector<std::size_t> left(size);
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::stable_partition(left.begin(), left.end(),
                        [&](std::size_t state) { return first[state] != transient; });
  std::vector<long double> mass(size, 1.0L / static_cast<long double>(size));
  while (first[left.back()] == transient) {
    auto const state = left.back();
    left.pop_back();
    censored.pass_on(state, left, mass);
    censored.take(state, left);
  }
  StationaryLaw result{.law = std::vector<double>(size, 0.0)};
  std::vector<long double> weight(size, 0);
  for (std::size_t start = 0; start < size; ++start) {
    if (first[start] != start) continue;
    ++result.closed_classes;
    std::vector<std::size_t> members;
    long double of_class = 0, total = 0;
    for (auto const state : left)
      if (first[state] == start) {
        members.push_back(state);
        of_class += mass[state];
      }
    for (std::size_t last = members.size(); --last > 0;)
      censored.take(members[last], std::span(members).first(last));
    weight[members[0]] = 1;
    for (std::size_t n = 1; n < members.size(); ++n)
      for (std::size_t i = 0; i < n; ++i)
        weight[members[n]] += weight[members[i]] * censored.at(members[i], members[n]);
    for (auto const state : members) total += weight[state];
    for (auto const state : members)
      result.law[state] = static_cast<double>(of_class * (weight[state] / total));
  }
  return result;
}

StationaryLaw iterate(ExactChain const& chain, StationaryOptions const& options) {
  auto const size = static_cast<std::size_t>(chain.states());
  bool const known = chain.T() > 0 && chain.system().symmetric();
  StationaryLaw result{.law = known ? chain.reversible_law()
                                    : std::vector<double>(size, 1 / static_cast<double>(size))};
  std::vector<double> next(size);
  for (;; ++result.steps) {
    mattis::detail::throw_if_stopped();
    chain.step_law(result.law, next);
    result.residual = difference(result.law, next);
    if (result.residual <= options.tol) return result;
    if (result.steps >= options.max_steps)
      throw_unexpected("stationary law",
                       "a residual of at most " + to_text(options.tol) + " after " +
                           std::to_string(options.max_steps) + " steps",
                       to_text(result.residual));
    // Halfway, so that parallel dynamics do not go to and fro for ever; the law stays one.
    double total = 0;
    for (std::size_t state = 0; state < size; ++state)
      total += result.law[state] = 0.5 * (result.law[state] + next[state]);
    for (auto& probability : result.law) probability /= total;
  }
}

}  // namespace

StationaryLaw stationary_law(ExactChain const& chain, StationaryOptions const& options) {
  expect(options.tol > 0, "tol", "a residual above 0", options.tol);
  expect(options.max_steps >= 0, "max_steps", "at least 0", options.max_steps);
  if (chain.system().N > most_direct_spins) return iterate(chain, options);
  auto result = solve_directly(chain);
  std::vector<double> next(result.law.size());
  chain.step_law(result.law, next);
  result.residual = difference(result.law, next);
  return result;
}

double balance_residual(ExactChain const& chain, std::span<double const> law) {
  double sum = 0;
  auto const states = chain.states();
  if (chain.dynamics() != ChainDynamics::little) {
    for (std::uint32_t a = 0; a < states; ++a)
      for (int i = 0; i < chain.system().N; ++i) {
        auto const b = a ^ std::uint32_t{1} << i;
        if (b > a)
          sum += std::abs(law[a] * chain.transition(a, b) - law[b] * chain.transition(b, a));
      }
    return sum;
  }
  // A row is the product of two short ones. Those of all states, by target: a column of W, too, is
  // the product of two that lie side by side.
  auto const low_size = chain.low_states(), high_size = states / low_size;
  expect_fits_in_memory("N", 8.0 * states * (low_size + high_size));
  std::vector<double> low(low_size), high(high_size);
  std::vector<double> to_low(std::size_t{states} * low_size),
      to_high(std::size_t{states} * high_size);
  for (std::uint32_t a = 0; a < states; ++a) {
    chain.row_factors(a, low, high);
    for (std::uint32_t x = 0; x < low_size; ++x) to_low[x * std::size_t{states} + a] = low[x];
    for (std::uint32_t x = 0; x < high_size; ++x) to_high[x * std::size_t{states} + a] = high[x];
  }
  for (std::uint32_t a = 0; a < states; ++a) {
    if (a % 64 == 0) mattis::detail::throw_if_stopped();
    chain.row_factors(a, low, high);
    double const* const to_low_a = to_low.data() + (a % low_size) * std::size_t{states};
    double const* const to_high_a = to_high.data() + (a / low_size) * std::size_t{states};
    for (std::uint32_t b = a + 1; b < states; ++b)
      sum += std::abs(law[a] * (low[b % low_size] * high[b / low_size]) -
                      law[b] * (to_low_a[b] * to_high_a[b]));
  }
  return sum;
}

double law_distance(std::span<double const> a, std::span<double const> b) {
  expect(a.size() == b.size(), "law", "two of one size", static_cast<std::int64_t>(b.size()));
  return 0.5 * difference(a, b);
}

}  // namespace mattis::binary
