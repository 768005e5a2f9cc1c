// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/expr/plan.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>

using namespace mattis;
using namespace mattis::test;

TEMPLATE_TEST_CASE("expr: the statement of the design, against the reference", "[expr]", float,
                   double) {
  auto const [P, N] = GENERATE(
      table<std::size_t, std::size_t>({{1, 1}, {9, 64}, {130, 1000}, {2100, 70}, {30, 2500}}));
  auto const target = GENERATE(Target::best, Target::portable);
  auto const signs = random_signs(P, N, 3);
  auto const xi = pack(signs);
  auto const x0 = random_values(N, 2, 4);
  double const g = 1.3, alpha = 0.2, dt = 0.1;

  auto const view = view_of<TestType>(x0);
  auto x = lazy(view);
  auto m = overlap(xi, tanh(x));
  auto h = (g / std::sqrt(alpha)) * field(xi, pow<2>(m));
  plan(Exec{}, x = (1 - dt) * x + dt * h, target).run(Exec{});

  auto const exact_m = reference::overlap(signs, mapped(x0, [](double v) { return std::tanh(v); }));
  auto const exact_h = reference::field(signs, mapped(exact_m, [](double v) { return v * v; }));
  std::vector<double> expected(N);
  for (std::size_t i = 0; i < N; ++i)
    expected[i] = (1 - dt) * x0[i] + dt * g / std::sqrt(alpha) * exact_h[i];
  CHECK_THAT(vector_of(view), Within(expected, std::is_same_v<TestType, float> ? 2e-5 : 1e-12));
}

TEST_CASE("expr: any functor, numbers, and operands of both precisions", "[expr]") {
  auto const a = view_of<float>(random_values(1000, 1, 1));
  auto const b = view_of<double>(random_values(1000, 1, 2));
  HostVector<double> const out("out", 1000);
  (lazy(out) = map([](double p, double q, double s) { return p * q + s; }, a, b, 0.5) / 2 - exp(-b))
      .run(Exec{});
  for (std::size_t i = 0; i < 1000; ++i) {
    REQUIRE(std::abs(out(i) - ((static_cast<double>(a(i)) * b(i) + 0.5) / 2 - std::exp(-b(i)))) <
            1e-15);
  }
}

TEST_CASE("expr: one pass computes several results in the order written", "[expr]") {
  auto const signs = random_signs(40, 600, 5);
  auto const xi = pack(signs);
  auto const phi = view_of<double>(random_values(600, 1, 6));
  HostVector<double> const f("f", 40), first("first", 3), twice("twice", 40);
  Kokkos::View<double, Kokkos::HostSpace> const energy("energy");
  auto const m = overlap(xi, phi);
  together(lazy(f) = pow<3>(m), head(first) = m, lazy(twice) = 2.0 * f,
           total(energy) = sum(pow(m, 4)))
      .run(Exec{});
  auto const exact = reference::overlap(signs, vector_of(phi));
  double fourth = 0;
  for (std::size_t mu = 0; mu < 40; ++mu) {
    CHECK(std::abs(f(mu) - std::pow(exact[mu], 3)) < 1e-15);
    CHECK(twice(mu) == 2 * f(mu));
    fourth += std::pow(exact[mu], 4);
  }
  for (std::size_t k = 0; k < 3; ++k) CHECK(std::abs(first(k) - exact[k]) < 1e-15);
  CHECK(std::abs(energy() - fourth) < 1e-15);
}

TEST_CASE("expr: different contractions in one statement", "[expr]") {
  auto const a_signs = random_signs(33, 200, 7), b_signs = random_signs(33, 150, 8);
  auto const a = pack(a_signs), b = pack(b_signs);
  auto const u = view_of<double>(random_values(200, 1, 9)),
             v = view_of<double>(random_values(150, 1, 10));
  HostVector<double> const out("out", 33);
  (lazy(out) = overlap(a, u) * overlap(b, v) + overlap(a, u)).run(Exec{});
  auto const mu = reference::overlap(a_signs, vector_of(u));
  auto const mv = reference::overlap(b_signs, vector_of(v));
  std::vector<double> expected;
  for (std::size_t i = 0; i < 33; ++i) expected.push_back(mu[i] * mv[i] + mu[i]);
  CHECK_THAT(vector_of(out), Within(expected, 1e-14));
}

TEST_CASE("expr: a result may overwrite its operands", "[expr][aliasing]") {
  auto const signs = random_signs(300, 300, 11);
  auto const xi = pack(signs);
  auto const start = random_values(300, 1, 12);
  auto const view = view_of<double>(start);
  auto x = lazy(view);
  (x = field(xi, x)).run(Exec{});
  CHECK_THAT(vector_of(view), Within(reference::field(signs, start), 1e-12));
  auto const again = vector_of(view);
  (x = tanh(x) - x).run(Exec{});
  CHECK_THAT(vector_of(view),
             Within(mapped(again, [](double v) { return std::tanh(v) - v; }), 1e-13));
}

namespace {

/// Wants its blocks whole, and could not make them where its argument lies.
struct Cube {
  template <class T>
  KOKKOS_FUNCTION T operator()(T a) const {
    return a * a * a;
  }
  template <class T>
  void block(T const* a, T* out, int count) const {
    for (int r = 0; r < count; ++r) out[r] = 1;
    for (int k = 0; k < 3; ++k)
      for (int r = 0; r < count; ++r) out[r] *= a[r];
  }
};

double log_cosh_of(double v) { return std::log(std::cosh(v)); }

}  // namespace

TEMPLATE_TEST_CASE("expr: functions of blocks, in place, of one another, strided and shortened",
                   "[expr][aliasing]", float, double) {
  using T = TestType;
  auto const target = GENERATE(Target::best, Target::portable);
  double const bound = std::is_same_v<T, float> ? 1e-5 : 1e-14;
  std::size_t const n = 1300;  // two blocks and a part
  auto const start = random_values(n, 1, 14);
  auto const view = view_of<T>(start);
  auto x = lazy(view);
  std::vector<double> wanted = start;
  auto const apply = [&](auto const& statement, double (*function)(double)) {
    plan(Exec{}, statement, target).run(Exec{});
    for (double& v : wanted) v = function(v);
    CHECK_THAT(vector_of(view), Within(wanted, bound));
  };
  apply(x = exp(x), [](double v) { return std::exp(v); });
  apply(x = log_cosh(x), log_cosh_of);
  apply(x = map(Cube{}, x), [](double v) { return v * v * v; });
  apply(x = log_cosh(tanh(exp(x))), [](double v) { return log_cosh_of(std::tanh(std::exp(v))); });
  apply(x = neuron_energy(x, tanh(x)), [](double v) { return v * std::tanh(v) - log_cosh_of(v); });

  HostVector<T> const wide("wide", 3 * n), few("few", 700);
  Kokkos::View<T*, Kokkos::LayoutStride, Kokkos::HostSpace> const every_third(
      wide.data(), Kokkos::LayoutStride(n, 3));
  plan(Exec{}, lazy(every_third) = exp(view), target).run(Exec{});
  auto const signs = random_signs(40, n, 15);
  auto const phi = view_of<T>(random_values(40, 1, 16));
  auto const h = reference::field(signs, vector_of(phi));
  plan(Exec{}, together(lazy(view) = field(pack(signs), phi), head(few) = exp(view)), target)
      .run(Exec{});
  for (std::size_t i = 0; i < n; ++i)
    REQUIRE(std::abs(static_cast<double>(every_third(i)) - std::exp(wanted[i])) <= bound);
  for (std::size_t i = 0; i < 3 * n; ++i) REQUIRE((i % 3 == 0 || wide(i) == 0));
  for (std::size_t i = 0; i < 700; ++i)
    REQUIRE(std::abs(static_cast<double>(few(i)) - std::exp(h[i])) <= 40 * bound * std::exp(h[i]));
}

TEST_CASE("expr: a target that overlaps its operand elsewhere waits for all values",
          "[expr][aliasing]") {
  auto const start = random_values(5000, 1, 13);
  auto const all = view_of<double>(start);
  auto const from = Kokkos::subview(all, std::pair(0, 4999));
  auto const to = Kokkos::subview(all, std::pair(1, 5000));
  (lazy(to) = 2.0 * from).run(Exec{});
  bool shifted = all(0) == start[0];
  for (std::size_t i = 1; i < 5000; ++i) shifted = shifted && all(i) == 2 * start[i - 1];
  CHECK(shifted);
}

TEST_CASE("expr: means over samples, a row each", "[expr]") {
  HostMatrix<float> const x("x", 7, 3000);
  for (std::size_t i = 0; i < x.size(); ++i)
    x.data()[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i)));
  HostVector<double> const squares("squares", 7);
  (total(squares) = mean(tanh(x) * tanh(x))).run(Exec{});
  for (std::size_t t = 0; t < 7; ++t) {
    double exact = 0;
    for (std::size_t i = 0; i < 3000; ++i)
      exact += std::pow(std::tanh(static_cast<double>(x(t, i))), 2) / 3000;
    CHECK(std::abs(squares(t) - exact) < 1e-6);
  }
}

TEST_CASE("expr: states in columns share one set of patterns, trials in rows have their own",
          "[expr]") {
  auto const xi = random_patterns(Exec{}, 21, 90, 3);
  HostMatrix<double> const x("x", 90, 4), m("m", 21, 4), expected("expected", 21, 4);
  for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = std::cos(0.1 * static_cast<double>(i));
  (lazy(m) = overlap(xi, x)).run(Exec{});
  overlap(Exec{}, xi, x, expected);
  for (std::size_t i = 0; i < m.size(); ++i) REQUIRE(m.data()[i] == expected.data()[i]);

  auto const trials = random_patterns(Exec{}, 21, 90, 3, 4);
  HostMatrix<double> const rows("rows", 4, 90), m_rows("m_rows", 4, 21),
      expected_rows("expected_rows", 4, 21);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows.data()[i] = std::cos(0.1 * static_cast<double>(i));
  (lazy(m_rows) = overlap(trials, rows)).run(Exec{});
  overlap(Exec{}, trials, rows, expected_rows);
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    REQUIRE(m_rows.data()[i] == expected_rows.data()[i]);
}

TEST_CASE("expr: shapes that do not fit are named before anything runs", "[expr][errors]") {
  auto const xi = random_patterns(Exec{}, 5, 8, 1);
  HostVector<float> const phi("phi", 7), m("m", 5), x("x", 8), big("big", 9);
  CHECK_THROWS_WITH((lazy(m) = overlap(xi, phi)).run(Exec{}),
                    "expression: expected operands of one shape, (7), got (8)");
  CHECK_THROWS_WITH((lazy(x) = x + big).run(Exec{}),
                    "expression: expected operands of one shape, (8), got (9)");
  CHECK_THROWS_WITH((lazy(big) = 2 * x).run(Exec{}),
                    "expression: expected operands of one shape, (8), got (9)");
  CHECK_THROWS_WITH((head(big) = 2 * x).run(Exec{}), "target: expected shape (8), got (9)");
}
