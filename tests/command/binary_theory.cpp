// SPDX-License-Identifier: BSD-3-Clause
// Binary networks beside theories: what `binary magnetisation` and `binary capacity` print.
#include <command/json.hpp>
#include <command/program.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

using mattis::testing::JsonObject;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

std::vector<double> numbers(JsonObject const& line, std::string const& key) {
  std::vector<double> all;
  std::istringstream text(line[key]);
  for (std::string part; std::getline(text, part, ',');) {
    auto const first = part.find_first_not_of(" [");
    all.push_back(part.compare(first, 4, "null") == 0 ? NAN : std::stod(part.substr(first)));
  }
  return all;
}

/// The static theory of the graded network with its self-interaction (models.md 2.6): m of the
/// retrieval solution of phi = tanh((m + s z + G phi) / T), s^2 = alpha q / (1 - U)^2, G = alpha /
/// (1 - U), U the mean response.
double static_graded_overlap(double alpha, double T) {
  double m = 1, q = 1, U = 0;
  for (int i = 0; i < 200; ++i) {
    double const s = std::sqrt(alpha * q) / (1 - U), G = alpha / (1 - U);
    double const h = 0.1;
    double m_next = 0, q_next = 0, U_next = 0;
    for (double z = -8; z <= 8; z += h) {
      double const weight = h * std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
      double phi = std::tanh((m + s * z) / T);
      for (int k = 0; k < 60; ++k) phi = std::tanh((m + s * z + G * phi) / T);
      m_next += weight * phi;
      q_next += weight * phi * phi;
      double const slope = (1 - phi * phi) / T;
      U_next += weight * slope / (1 - G * slope);
    }
    m = m_next;
    q = q_next;
    U = U_next;
  }
  return m;
}

}  // namespace

TEST_CASE("command: Glauber's magnetisation is that of Curie and Weiss, and its fluctuations",
          "[command][binary][statistics]") {
  constexpr double N = 4000;
  JsonObject const line(
      succeed(words("binary magnetisation --N 4000 --temperatures 0.4:1.6:7 --replicas 32 "
                    "--networks 8 --sweeps 100 --seed 3 --json")));
  auto const T = numbers(line, "temperature"), m = numbers(line, "m"), se = numbers(line, "m_se"),
             theory = numbers(line, "m_theory");
  REQUIRE(T.size() == 7);
  for (std::size_t i = 0; i < 3; ++i) {
    double const exact = mattis::equilibrium::curie_weiss(1, 0, T[i]).states.back().m.value;
    CAPTURE(T[i], m[i], se[i], exact);
    CHECK(theory[i] == exact);
    // exp(-N f / T) / sqrt(1 - m^2) around its maximum: the mean of m, to first order in 1 / N
    double const rest = 1 - exact * exact, curvature = T[i] / rest - 1,
                 third = 2 * T[i] * exact / (rest * rest);
    double const shift =
        T[i] / N * (exact / rest / curvature - third / (2 * curvature * curvature));
    CHECK(std::abs(shift) < 0.002);
    CHECK(std::abs(m[i] - exact - shift) < 4 * se[i] + 0.1 * std::abs(shift));
    CHECK(se[i] < 2e-3);
  }
  // Above T = 1 none is left but a Gaussian's mean magnitude.
  for (std::size_t i : {5u, 6u}) {
    CAPTURE(T[i], m[i], se[i]);
    CHECK(theory[i] == 0);
    double const magnitude = std::sqrt(2 / std::numbers::pi * T[i] / (T[i] - 1) / N);
    CHECK(std::abs(m[i] - magnitude) < 4 * se[i] + 0.01 * magnitude);
  }
}

TEST_CASE("command: the graded network's theory ends in its static solution",
          "[command][binary][statistics]") {
  JsonObject const line(
      succeed(words("binary capacity --N 1000 --loads 0.02:0.05:2 --T 0.4 --dynamics glauber "
                    "--replicas 4 --networks 2 --sweeps 5 --graded 20000 --json")));
  auto const load = numbers(line, "load"), m = numbers(line, "m_graded"),
             se = numbers(line, "m_graded_se"), binary = numbers(line, "m_theory");
  REQUIRE(load.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    double const expected = static_graded_overlap(load[i], 0.4);
    CAPTURE(load[i], m[i], se[i], expected);
    CHECK(se[i] < 1e-3);
    CHECK(std::abs(m[i] - expected) < 4 * se[i] + 1e-5);
    CHECK(m[i] > binary[i] + 10 * se[i]);
  }
  // Without a load both are Curie and Weiss's.
  JsonObject const one(succeed(
      words("binary magnetisation --N 100000 --temperatures 0.5:0.6:2 --replicas 1 --networks 1 "
            "--sweeps 1 --graded 2000 --json")));
  CHECK(std::abs(numbers(one, "m_graded")[0] - numbers(one, "m_theory")[0]) < 1e-4);
}
