// SPDX-License-Identifier: BSD-3-Clause
// What holds exactly, limits, known answers and refusals of the equilibrium theory.
#include <mattis/core/error.hpp>
#include <mattis/equilibrium/capacity.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/detail/retrieval.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>
#include <mattis/equilibrium/hopfield.hpp>
#include <mattis/equilibrium/hopfield_curve.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>
#include <mattis/equilibrium/mixtures.hpp>
#include <mattis/equilibrium/noise.hpp>
#include <mattis/equilibrium/sherrington_kirkpatrick.hpp>
#include <mattis/equilibrium/van_hemmen.hpp>
#include <mattis/equilibrium/van_hemmen_lines.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

using namespace mattis::equilibrium;
using Catch::Matchers::StartsWith;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double pi = std::numbers::pi;

HopfieldSolution const& solution(HopfieldPoint const& point, SolutionKind kind) {
  auto const found = std::find_if(point.solutions.begin(), point.solutions.end(),
                                  [kind](auto const& one) { return one.kind == kind; });
  REQUIRE(found != point.solutions.end());
  return *found;
}

/// The free energy of any m, q, r as MODELS writes it, without stationarity.
double free_energy(double alpha, double T, double m, double q, double r) {
  double const C = (1 - q) / T;
  return alpha / 2 + m * m / 2 + alpha * r * C / 2 +
         alpha / 2 * (T * std::log(1 - C) - q / (1 - C)) -
         mean_log_2cosh({m, std::sqrt(alpha * r), T}).value;
}

}  // namespace

TEST_CASE("equilibrium: known answers of the Hopfield network", "[equilibrium]") {
  auto const alpha_c = load_at_zero(Line::T_M);
  CHECK_THAT(alpha_c.value, WithinAbs(0.137905566, 1e-9));
  auto const m =
      solution(hopfield_point(alpha_c.value * (1 - 1e-12), 0), SolutionKind::retrieval).m;
  CHECK_THAT(m.value, WithinAbs(0.967417, 2e-6));
  CHECK_THAT(line_temperature(Line::T_g, 0.25).T.value, WithinAbs(1.5, 1e-15));
  // AGS 1987: T_M = 1 - 1.95 sqrt(alpha), T_c = 1 - 2.6 sqrt(alpha)
  CHECK_THAT((1 - line_temperature(Line::T_M, 1e-12).T.value) / 1e-6, WithinAbs(1.954, 1e-3));
  CHECK_THAT((1 - line_temperature(Line::T_c, 1e-12).T.value) / 1e-6, WithinAbs(2.596, 1e-3));
  // T_R = sqrt(8 alpha / 9 pi) exp(-1 / 2 alpha)
  CHECK_THAT(line_temperature(Line::T_R, 0.005).T.value,
             WithinRel(std::sqrt(8 * 0.005 / (9 * pi)) * std::exp(-100.0), 0.1));
  // a spin glass of T = 0 has f = -sqrt(2 alpha / pi) - 1/pi
  auto const glass = solution(hopfield_point(0.3, 0), SolutionKind::spin_glass);
  CHECK_THAT(glass.f.value, WithinAbs(-std::sqrt(0.6 / pi) - 1 / pi, 1e-14));
}

TEST_CASE("equilibrium: the small-load formulas meet the lines", "[equilibrium]") {
  auto const line = GENERATE(Line::T_M, Line::T_c);
  auto const below = line_temperature(line, 0.999e-11).T,
             above = line_temperature(line, 1.001e-11).T;
  double const slope = (1 - above.value) / std::sqrt(1.001e-11);
  CHECK_THAT((1 - below.value) / std::sqrt(0.999e-11), WithinRel(slope, 1e-3));
  auto const at = line_temperature(line, 1.1e-11).T;
  double const simple =
      1 - (line == Line::T_M ? 1.95408377757 : 2.59587596122) * std::sqrt(1.1e-11);
  CHECK(std::abs(at.value - simple) <= 3 * 1.1e-11 + at.error);
}

TEST_CASE("equilibrium: phases at known places", "[equilibrium]") {
  CHECK(hopfield_point(0.02, 0.1).phase == Phase::retrieval_global);
  CHECK(hopfield_point(0.1, 0.1).phase == Phase::retrieval_metastable);
  CHECK(hopfield_point(0.2, 0.1).phase == Phase::spin_glass);
  CHECK(hopfield_point(0.2, 1.5).phase == Phase::paramagnet);
  CHECK(hopfield_point(0, 0.5).phase == Phase::retrieval_global);
  CHECK(phase_name(Phase::retrieval_metastable) == "retrieval metastable");
  // the load leans over: between that of T = 0 and the largest, retrieval comes and goes
  auto const twice = line_temperature(Line::T_M, 0.138);
  REQUIRE(twice.lower);
  for (auto const& [T, retrieved] : {std::pair{twice.lower->value - 1e-6, false},
                                     {twice.lower->value + 1e-6, true},
                                     {twice.T.value - 1e-6, true},
                                     {twice.T.value + 1e-6, false}}) {
    CHECK((hopfield_point(0.138, T).phase == Phase::retrieval_metastable) == retrieved);
  }
}

TEST_CASE("equilibrium: solutions are stationary and entropies are slopes", "[equilibrium]") {
  auto const& [alpha, T] = GENERATE(table<double, double>(
      {{0.05, 0.2}, {0.12, 0.1}, {0.01, 0.7}, {0.3, 0.8}, {0.3, 1.3}, {0.002, 0.03}}));
  for (auto const& s : hopfield_point(alpha, T).solutions) {
    if (s.kind == SolutionKind::paramagnet) continue;
    double const m = s.m.value, q = s.q.value, r = s.r.value, h = 1e-5;
    INFO(alpha << ", " << T << ", " << solution_name(s.kind));
    auto const slope = [&](double dm, double dq, double dr) {
      return (free_energy(alpha, T, m + dm, q + dq, r + dr) -
              free_energy(alpha, T, m - dm, q - dq, r - dr)) /
             (2 * h);
    };
    CHECK_THAT(free_energy(alpha, T, m, q, r), WithinAbs(s.f.value, 1e-13));
    CHECK_THAT(slope(h, 0, 0), WithinAbs(0, 1e-8));
    double const rest = 1 - s.susceptibility.value;  // what steps of q are small beside
    CHECK_THAT(slope(0, h * T * rest, 0), WithinAbs(0, 1e-8));
    CHECK_THAT(slope(0, 0, h * r), WithinAbs(0, 1e-8));
    double const dT = 1e-5 * T;
    double const before = solution(hopfield_point(alpha, T - dT), s.kind).f.value;
    double const after = solution(hopfield_point(alpha, T + dT), s.kind).f.value;
    CHECK_THAT((before - after) / (2 * dT), WithinAbs(s.entropy.value, 1e-8));
    CHECK_THAT(s.f.value + T * s.entropy.value, WithinAbs(s.energy.value, 1e-14));
  }
}

TEST_CASE("equilibrium: on T_M the Jacobian is singular, on T_c free energies are equal",
          "[equilibrium]") {
  double const alpha = GENERATE(1e-4, 0.01, 0.05, 0.13);
  auto const T = line_temperature(Line::T_M, alpha).T;
  detail::RetrievalCurve const curve(T.value);
  auto const& fold = curve.fold();
  CHECK_THAT(fold.a.value * fold.a.value, WithinRel(alpha, 1e-10));
  CHECK(std::abs(fold.a_y * fold.T_tau - fold.a_tau * fold.T_y) < 1e-12);
  // just below, the two retrieval solutions are about to meet
  auto const point = hopfield_point(alpha, T.value * (1 - 1e-8));
  auto const& stable = solution(point, SolutionKind::retrieval);
  auto const& unstable = solution(point, SolutionKind::retrieval_unstable);
  CHECK(stable.m.value > unstable.m.value);
  CHECK(stable.m.value - unstable.m.value < 1e-2);
  CHECK(hopfield_point(alpha, T.value * (1 + 1e-8)).phase == Phase::spin_glass);
  if (alpha > 0.053) return;
  double const T_c = line_temperature(Line::T_c, alpha).T.value;
  auto const equal = hopfield_point(alpha, T_c);
  CHECK_THAT(solution(equal, SolutionKind::retrieval).f.value,
             WithinAbs(solution(equal, SolutionKind::spin_glass).f.value, 1e-14));
}

TEST_CASE("equilibrium: T = 0 and 1e-300 are one limit, infinity the other", "[equilibrium]") {
  double const alpha = GENERATE(0.03, 0.1, 1.0);
  auto const zero = hopfield_point(alpha, 0), nearly = hopfield_point(alpha, 1e-300);
  REQUIRE(zero.solutions.size() == nearly.solutions.size());
  CHECK(zero.phase == nearly.phase);
  for (std::size_t i = 0; i < zero.solutions.size(); ++i) {
    CHECK_THAT(nearly.solutions[i].m.value, WithinAbs(zero.solutions[i].m.value, 1e-12));
    CHECK_THAT(nearly.solutions[i].f.value, WithinAbs(zero.solutions[i].f.value, 1e-12));
    CHECK_THAT(nearly.solutions[i].entropy.value,
               WithinAbs(zero.solutions[i].entropy.value, 1e-11));
  }
  auto const hot = hopfield_point(alpha, infinity);
  CHECK(hot.phase == Phase::paramagnet);
  CHECK(hot.solutions.front().f.value == -infinity);
  CHECK(hot.solutions.front().entropy.value == std::log(2.0));
}

TEST_CASE("equilibrium: loads without limits", "[equilibrium]") {
  // few patterns: one retrieved, as if there were no other
  auto const lonely = hopfield_point(1e-20, 0.5).solutions.front();
  CHECK_THAT(lonely.m.value, WithinAbs(hopfield_point(0, 0.5).solutions.front().m.value, 1e-13));
  // many: the SK model in units of sqrt(alpha)
  auto const many = hopfield_point(1e24, 0.5e12).solutions.front();
  auto const sk = sherrington_kirkpatrick(0.5);
  CHECK_THAT(many.q.value, WithinAbs(sk.q.value, 1e-11));
  CHECK_THAT(many.f.value / 1e12, WithinAbs(sk.f.value, 1e-11));
}

TEST_CASE("equilibrium: the SK model down to T = 0", "[equilibrium]") {
  auto const ground = sherrington_kirkpatrick(0);
  CHECK_THAT(ground.f.value, WithinAbs(-std::sqrt(2 / pi), 1e-15));
  CHECK_THAT(ground.entropy.value, WithinAbs(-1 / (2 * pi), 1e-15));
  auto const cold = sherrington_kirkpatrick(1e-300);
  CHECK_THAT(cold.entropy.value, WithinAbs(-1 / (2 * pi), 1e-13));
  double const T = GENERATE(0.02, 0.3, 0.9, 1.4), h = GENERATE(0.0, 0.4);
  auto const at = sherrington_kirkpatrick(T, h);
  double const dT = 1e-5 * T;
  double const slope =
      (sherrington_kirkpatrick(T - dT, h).f.value - sherrington_kirkpatrick(T + dT, h).f.value) /
      (2 * dT);
  CHECK_THAT(slope, WithinAbs(at.entropy.value, 1e-8));
  double const dh = 1e-5;
  double const m =
      (sherrington_kirkpatrick(T, h - dh).f.value - sherrington_kirkpatrick(T, h + dh).f.value) /
      (2 * dh);
  CHECK_THAT(m, WithinAbs(at.m.value, 1e-8));
}

TEST_CASE("equilibrium: the SK model's symmetries, fields and instability", "[equilibrium]") {
  CHECK(sherrington_kirkpatrick(0.5, -0.3).m.value == -sherrington_kirkpatrick(0.5, 0.3).m.value);
  CHECK(sherrington_kirkpatrick(1, 1e30).m.value == 1);
  CHECK(sherrington_kirkpatrick(infinity, 1).m.value == 0);
  CHECK_THAT(de_almeida_thouless(0).value, WithinAbs(1, 1e-15));
  // (3/4) h^2 = (1 - T)^3 near T = 1, 4 / (3 sqrt(2 pi)) exp(-h^2/2) in strong fields
  CHECK_THAT(1 - de_almeida_thouless(1e-3).value, WithinRel(std::cbrt(0.75e-6), 0.02));
  CHECK_THAT(de_almeida_thouless(10).value,
             WithinRel(4 / (3 * std::sqrt(2 * pi)) * std::exp(-50.0), 1e-6));
  CHECK(de_almeida_thouless(1e30).value == 0);
  double const T = de_almeida_thouless(0.7).value;
  CHECK_THAT(sherrington_kirkpatrick(T, 0.7).replicon.value, WithinAbs(0, 1e-12));
  CHECK(sherrington_kirkpatrick(0.9 * T, 0.7).replicon.value < 0);
  CHECK(sherrington_kirkpatrick(1.1 * T, 0.7).replicon.value > 0);
}

TEST_CASE("equilibrium: Curie-Weiss has all of its states", "[equilibrium]") {
  CHECK(curie_weiss(1, 0, 1.5).states.size() == 1);
  CHECK(curie_weiss(1, 0, 0.5).states.size() == 3);
  CHECK(curie_weiss(-1, 0.3, 0.1).states.size() == 1);
  auto const field = curie_weiss(1, 1e-3, 0.5);
  REQUIRE(field.states.size() == 3);
  CHECK(field.equilibrium == 2);
  CHECK(field.states[1].stability == Stability::unstable);
  // at the spinodal field two meet, beyond it they are gone
  double const T = 0.5, m = std::sqrt(0.5), spinodal = m - T * std::atanh(m);
  CHECK(curie_weiss(1, spinodal * (1 - 1e-9), T).states.size() == 3);
  CHECK(curie_weiss(1, spinodal * (1 + 1e-9), T).states.size() == 1);
  for (auto const& state : field.states) {  // f' = 0
    double const h = 1e-5, at = state.m.value;
    double const slope = curie_weiss_free_energy(1, 1e-3, 0.5, at + h).value -
                         curie_weiss_free_energy(1, 1e-3, 0.5, at - h).value;
    CHECK_THAT(slope / (2 * h), WithinAbs(0, 1e-8));
    CHECK_THAT(curie_weiss_free_energy(1, 1e-3, 0.5, at).value, WithinAbs(state.f.value, 1e-15));
  }
  for (double const cold : {0.0, 1e-300}) {
    auto const three = curie_weiss(1, 0.25, cold);
    REQUIRE(three.states.size() == 3);
    CHECK(three.states[0].m.value == -1);
    CHECK_THAT(three.states[1].m.value, WithinAbs(-0.25, 1e-15));
    CHECK(three.states[2].m.value == 1);
  }
  CHECK(curie_weiss(1, 1e30, 1).states.back().m.value == 1);
  CHECK(curie_weiss(1, -1e30, 1e-300).states.front().m.value == -1);
  CHECK(curie_weiss(1, 1, infinity).states.front().m.value == 0);
  CHECK(curie_weiss(1, 0, 1).states.front().stability == Stability::marginal);
}

TEST_CASE("equilibrium: mixtures", "[equilibrium]") {
  CHECK_THAT(mixture_stability(3)->value, WithinAbs(0.459794, 1e-6));
  CHECK_THAT(mixture_stability(5)->value, WithinAbs(0.384739, 1e-6));
  CHECK(!mixture_stability(4));
  CHECK(mixture(3, 0).m.value == 0.5);
  CHECK(mixture(5, 0).m.value == 0.375);
  for (int n : {3, 5, 9}) {
    double const T = mixture_stability(n)->value;
    CHECK(mixture(n, T * (1 - 1e-6)).stable);
    CHECK(!mixture(n, T * (1 + 1e-6)).stable);
    for (int i = 1; i < 100; ++i) CHECK(mixture(n, 0.01 * i).stable == (0.01 * i < T));
  }
  for (int i = 0; i < 100; ++i) CHECK(!mixture(4, 0.01 * i).stable);
  auto const one = mixture(1, 0.6);
  auto const ferromagnet = curie_weiss(1, 0, 0.6).states.back();
  CHECK_THAT(one.m.value, WithinAbs(ferromagnet.m.value, one.m.error + ferromagnet.m.error));
  CHECK_THAT(one.f.value, WithinAbs(ferromagnet.f.value, one.f.error + ferromagnet.f.error));
  CHECK_THAT(mixture(3, 1e-300).f.value, WithinAbs(-0.375, 1e-15));
  CHECK(mixture(3, infinity).f.value == -infinity);
  double const dT = 1e-5;
  CHECK_THAT((mixture(5, 0.3 - dT).f.value - mixture(5, 0.3 + dT).f.value) / (2 * dT),
             WithinAbs(mixture(5, 0.3).entropy.value, 1e-8));
}

TEST_CASE("equilibrium: signal to noise", "[equilibrium]") {
  CHECK_THAT(unstable_fraction(0.1).value, WithinRel(0.5 * std::erfc(1 / std::sqrt(0.2)), 1e-14));
  CHECK(unstable_fraction(0.0).value == 0);
  CHECK_THAT(unstable_fraction(infinity).value, WithinAbs(0.5, 1e-16));
  // 2 neurons, 2 patterns: one sign of noise, never below -1
  CHECK(unstable_fraction(2, 2).value == 0);
  // 2 neurons, 4 patterns: three signs, all of them -1
  CHECK_THAT(unstable_fraction(2, 4).value, WithinAbs(0.125, 1e-16));
  // 3 neurons, 3 patterns: four signs, all of them -1 (the sum -2 is a tie)
  CHECK_THAT(unstable_fraction(3, 3).value, WithinAbs(1 / 16.0, 1e-16));
  CHECK_THAT(unstable_fraction(1000000, 100001).value,
             WithinRel(unstable_fraction(0.1).value, 1e-3));
  CHECK_THAT(capacity_of_one(513).value, WithinAbs(41.10395, 1e-5));
  CHECK_THAT(capacity_of_all(513).value, WithinAbs(20.55198, 1e-5));
  auto const most = largest_load_of_one(513);
  CHECK(513 * unstable_fraction(513, most).value < 1);
  CHECK(513 * unstable_fraction(513, most + 1).value >= 1);
}

TEST_CASE("equilibrium: van Hemmen's spin glass", "[equilibrium]") {
  CHECK(van_hemmen(0, 1, 0.5).front().phase == VanHemmenPhase::spin_glass);
  CHECK(van_hemmen(1, 0.2, 0.5).front().phase == VanHemmenPhase::ferromagnet);
  CHECK(van_hemmen(0.5, 1, 2).front().phase == VanHemmenPhase::paramagnet);
  // T = 0: mixed below J0 = 2 J / 3, with f = -J0/8 - J/4
  CHECK(van_hemmen(0.66, 1, 0).front().phase == VanHemmenPhase::mixed);
  CHECK(van_hemmen(0.67, 1, 0).front().phase == VanHemmenPhase::ferromagnet);
  CHECK_THAT(van_hemmen(0.4, 1, 0).front().f.value, WithinAbs(-0.3, 1e-15));
  // both patterns of the two-mixture: the same solution as Hebb's of n = 2 with half the coupling
  CHECK_THAT(van_hemmen(0, 1, 0.5).front().q.value, WithinAbs(mixture(2, 0.5).m.value, 1e-14));
}

TEST_CASE("equilibrium: a line's points are as close as asked", "[equilibrium]") {
  for (auto const line : {Line::T_M, Line::T_c}) {
    auto const path = line_path(line, 1e-3, 0.2);
    REQUIRE(path.T.size() > 8);
    CHECK(path.T.front() == 0);
    for (std::size_t i = path.T.size() / 2; i + 1 < path.T.size(); ++i) {
      if (path.alpha[i + 1] < 1e-3) break;
      double const alpha = 0.5 * (path.alpha[i] + path.alpha[i + 1]);
      CHECK_THAT(line_temperature(line, alpha).T.value,
                 WithinAbs(0.5 * (path.T[i] + path.T[i + 1]), 1e-2));
    }
  }
}

TEST_CASE("equilibrium: bad input is named", "[equilibrium][errors]") {
  CHECK_THROWS_WITH(hopfield_point(0.1, -1),
                    StartsWith("T: expected a temperature of at least 0, got -1"));
  CHECK_THROWS_WITH(hopfield_point(-0.1, 1),
                    StartsWith("alpha: expected a finite load of at least 0, got -0.1"));
  CHECK_THROWS_WITH(hopfield_point(0.1, std::nan("")), StartsWith("T: expected"));
  CHECK_THROWS_WITH(hopfield_point(infinity, 1), StartsWith("alpha: expected"));
  CHECK_THROWS_WITH(line_temperature(Line::T_M, 0.2),
                    StartsWith("alpha: expected a load of at most 0.138188"));
  CHECK_THROWS_WITH(line_temperature(Line::T_c, 0.1),
                    StartsWith("alpha: expected a load of at most 0.05313"));
  CHECK_THROWS_WITH(mixture(0, 0.5), StartsWith("n: expected from 1 to 10000 patterns, got 0"));
  CHECK_THROWS_WITH(mixture(3, -0.5), StartsWith("T: expected"));
  CHECK_THROWS_WITH(sherrington_kirkpatrick(-1), StartsWith("T: expected"));
  CHECK_THROWS_WITH(sherrington_kirkpatrick(1, infinity), StartsWith("h: expected"));
  CHECK_THROWS_WITH(curie_weiss(std::nan(""), 0, 1), StartsWith("J: expected"));
  CHECK_THROWS_WITH(unstable_fraction(1, 5), StartsWith("N: expected from 2"));
  CHECK_THROWS_WITH(unstable_fraction(100, 0), StartsWith("P: expected"));
  CHECK_THROWS_WITH(van_hemmen(-1, 1, 1), StartsWith("J0: expected"));
}

TEST_CASE(
    "equilibrium: the graphical solution meets the diagonal in the solutions, where f is flat",
    "[equilibrium]") {
  auto const& [alpha, T] = GENERATE(table<double, double>(
      {{0.05, 0.1}, {0.05, 0.5}, {0.1, 0.0}, {0.1, 0.9}, {0.01, 0.3}, {0.2, 0.4}, {0.05, 1.4}}));
  CAPTURE(alpha, T);
  auto const curve = hopfield_curve(alpha, T, 4001);
  auto const point = hopfield_point(alpha, T);
  std::size_t crossings = 0;
  for (std::size_t i = 0; i + 1 < curve.size(); ++i) {
    auto const &a = curve[i], &b = curve[i + 1];
    // the derivative of f along the curve, by the trapezoidal rule
    double const slope = (a.m - a.answer + b.m - b.answer) / 2, step = b.m - a.m;
    CHECK(std::abs(b.f - a.f - slope * step) < 2e-3 * std::abs(step) * std::abs(step) + 1e-9);
    if (a.m == 0 || (a.m > a.answer) == (b.m > b.answer)) continue;
    ++crossings;
    CHECK(std::ranges::any_of(point.solutions, [&](auto const& one) {
      return one.m.value >= std::min(a.m, b.m) - 1e-9 && one.m.value <= std::max(a.m, b.m) + 1e-9;
    }));
  }
  CHECK(crossings + 1 == point.solutions.size());
  auto const& kind = T > 1 + std::sqrt(alpha) ? SolutionKind::paramagnet : SolutionKind::spin_glass;
  CHECK(curve.front().m == 0);
  CHECK_THAT(curve.front().f, WithinAbs(solution(point, kind).f.value, 1e-12));
  CHECK_THAT(curve.front().q, WithinAbs(solution(point, kind).q.value, 1e-9));
  CHECK(curve.back().m >= 1.02);
}

TEST_CASE("equilibrium: van Hemmen's lines part his phases", "[equilibrium]") {
  auto const at_zero = van_hemmen_lines(0);
  CHECK_THAT(at_zero.ferromagnet.value, WithinAbs(2.0 / 3, at_zero.ferromagnet.error + 1e-15));
  CHECK(at_zero.mixed.value().value == 0);
  auto const phase = [](double J0, double T) { return van_hemmen(J0, 1, T).front().phase; };
  using enum VanHemmenPhase;
  auto const triple = van_hemmen_triple_point();
  CHECK(triple.T.error < 1e-12);
  for (double const T : {0.1, 0.3, 0.38, 0.39, 0.6, 0.95}) {
    CAPTURE(T);
    auto const lines = van_hemmen_lines(T);
    CHECK(lines.mixed.has_value() == (T < triple.T.value));
    CHECK(lines.ferromagnet.error < 1e-11);
    CHECK(phase(lines.ferromagnet.value + 1e-6, T) == ferromagnet);
    CHECK(phase(lines.ferromagnet.value - 1e-6, T) == (lines.mixed ? mixed : spin_glass));
    if (!lines.mixed) continue;
    CHECK(phase(lines.mixed->value - 1e-4, T) == spin_glass);
    CHECK(phase(lines.mixed->value + 1e-4, T) == mixed);
  }
}

TEST_CASE("equilibrium: the two kinds of noise", "[equilibrium]") {
  auto const [x, difference] = largest_noise_difference();
  CHECK_THAT(difference.value, WithinAbs(glauber_noise(x.value) - normal_noise(x.value), 1e-15));
  for (double const at : {-3.0, -0.5, 0.0, 0.7, 2.0}) {
    CHECK_THAT(glauber_noise(at), WithinAbs((1 + std::tanh(at)) / 2, 1e-15));
    CHECK_THAT(normal_noise(at), WithinAbs((1 + std::erf(at / std::sqrt(2))) / 2, 1e-15));
    CHECK(std::abs(glauber_noise(at) - normal_noise(at)) <= difference.value);
  }
}
