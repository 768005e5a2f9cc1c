// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Deterministic inputs for the tests, as host arrays and as vectors of doubles for the reference
// backend.
#include <mattis/core/execution.hpp>
#include <mattis/kernels/patterns.hpp>

#include <backends/reference/network.hpp>

#include <cstdint>
#include <random>
#include <vector>

namespace mattis::test {

using Exec = Kokkos::DefaultHostExecutionSpace;

template <class T>
using HostVector = Kokkos::View<T*, Kokkos::LayoutRight, Kokkos::HostSpace>;
template <class T>
using HostMatrix = Kokkos::View<T**, Kokkos::LayoutRight, Kokkos::HostSpace>;

inline reference::Signs random_signs(std::size_t P, std::size_t N, unsigned seed) {
  std::mt19937 engine(seed);
  reference::Signs signs{P, N, std::vector<std::int8_t>(P * N)};
  for (auto& sign : signs.xi) sign = (engine() & 1u) != 0 ? std::int8_t{1} : std::int8_t{-1};
  return signs;
}

inline PatternSet<Exec> pack(reference::Signs const& signs) {
  Kokkos::View<std::int8_t const**, Kokkos::LayoutRight, Kokkos::HostSpace> const view(
      signs.xi.data(), signs.P, signs.N);
  return pack_patterns(Exec{}, view);
}

/// Uniform in [-scale, scale], rounded to float so that both precisions see the same numbers.
inline std::vector<double> random_values(std::size_t count, double scale, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(-scale, scale);
  std::vector<double> values(count);
  for (auto& value : values) value = static_cast<float>(uniform(engine));
  return values;
}

template <class T>
HostVector<T> view_of(std::vector<double> const& values) {
  HostVector<T> view("mattis::test::values", values.size());
  for (std::size_t i = 0; i < values.size(); ++i) view(i) = static_cast<T>(values[i]);
  return view;
}

template <class T>
std::vector<double> vector_of(HostVector<T> const& view) {
  return {view.data(), view.data() + view.size()};
}

inline std::vector<double> mapped(std::vector<double> values, auto const& f) {
  for (auto& value : values) value = f(value);
  return values;
}

}  // namespace mattis::test
