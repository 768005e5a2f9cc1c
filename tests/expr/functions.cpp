// SPDX-License-Identifier: BSD-3-Clause
// The elementwise functions of expressions, entry by entry as devices have them, on every 257th
// float: their errors as expr/functions.hpp states them. tests/simd/*_all_floats.cpp have the SIMD
// sets on all floats.
#include <backends/reference/network.hpp>
#include <mattis/expr/functions.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace {

constexpr double ulp = 0x1p-23;  // of 1

/// The largest of error(x) over every 257th float that is finite.
template <class Error>
double worst_over_floats(Error const& error) {
  double worst = 0;
  for (std::uint64_t bits = 0; bits < 0x1'0000'0000; bits += 257) {
    auto const x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isfinite(x)) worst = std::max(worst, error(x));
  }
  return worst;
}

double error_in_ulp(float value, double exact) {
  double const spacing =
      std::max(std::abs(exact), 0x1p-126) * ulp;  // half to one spacing of floats there
  return std::abs(static_cast<double>(value) - exact) / spacing;
}

}  // namespace

TEST_CASE("functions: errors over the floats", "[expr][functions]") {
  CHECK(worst_over_floats([](float x) {
          double const exact = std::exp(static_cast<double>(x));
          return exact < 0x1.fffffep127 ? error_in_ulp(mattis::expr::Exp{}(x), exact) : 0;
        }) <= 1);
  CHECK(worst_over_floats([](float x) {
          return error_in_ulp(mattis::expr::Tanh{}(x), std::tanh(static_cast<double>(x)));
        }) <= 3);
  CHECK(worst_over_floats([](float x) {
          return std::abs(static_cast<double>(mattis::expr::LogCosh{}(x)) +
                          mattis::reference::single_neuron_energy(x, 0)) /
                 (ulp * std::max(1.0, std::abs(static_cast<double>(x))));
        }) <= 1);
  CHECK(worst_over_floats([](float x) {
          float const phi = mattis::expr::Tanh{}(x);
          double const exact =
              mattis::reference::single_neuron_energy(x, std::tanh(static_cast<double>(x)));
          return std::abs(static_cast<double>(mattis::expr::NeuronEnergy{}(x, phi)) - exact) /
                 (ulp * std::max(1.0, std::abs(static_cast<double>(x))));
        }) <= 2);
}
