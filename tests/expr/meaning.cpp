// SPDX-License-Identifier: BSD-3-Clause
// What a statement means (docs/expressions.md): each assignment sees what those before it wrote,
// whatever shares memory.
#include <mattis/expr/explain.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

using namespace mattis;
using namespace mattis::test;

namespace {

using Vector = Kokkos::View<double*, Kokkos::LayoutStride, Kokkos::HostSpace>;
using Number = Kokkos::View<double, Kokkos::HostSpace>;

Vector part(HostVector<double> const& all, std::size_t first, std::size_t count,
            std::size_t stride = 1) {
  return Vector(all.data() + first, Kokkos::LayoutStride(count, stride));
}

}  // namespace

TEST_CASE("meaning: an assignment that reads shifted what one before it wrote",
          "[expr][aliasing]") {
  HostVector<double> const a("a", 5000), b("b", 4999), c("c", 4999);
  auto const to = part(a, 0, 4999), from = part(a, 1, 4999);
  together(lazy(to) = 1 + 0 * c, lazy(b) = 2 * from).run(Exec{});
  std::vector<double> expected(4999, 2);
  expected.back() = 0;
  CHECK_THAT(vector_of(b), Within(expected, 0));
}

TEST_CASE("meaning: an assignment that writes shifted what one before it read",
          "[expr][aliasing]") {
  HostVector<double> const a("a", 5000), b("b", 4999);
  Kokkos::deep_copy(a, 3);
  together(lazy(b) = 2 * part(a, 0, 4999), lazy(part(a, 1, 4999)) = 0 * b + 1).run(Exec{});
  CHECK_THAT(vector_of(b), Within(std::vector<double>(4999, 6), 0));
  std::vector<double> expected(5000, 1);
  expected[0] = 3;
  CHECK_THAT(vector_of(a), Within(expected, 0));
}

TEST_CASE("meaning: a contraction over what was just written", "[expr][aliasing]") {
  auto const signs = random_signs(600, 600, 1);
  auto const xi = pack(signs);
  auto const start = random_values(600, 1, 2);
  auto const x = view_of<double>(start), phi = view_of<double>(random_values(600, 1, 3));
  HostVector<double> const h("h", 600);
  together(lazy(phi) = tanh(x), lazy(h) = field(xi, phi)).run(Exec{});
  CHECK_THAT(
      vector_of(h),
      Within(reference::field(signs, mapped(start, [](double v) { return std::tanh(v); })), 1e-12));
  together(lazy(x) = 2 * x, lazy(h) = field(xi, x)).run(Exec{});
  auto const doubled = reference::field(signs, mapped(start, [](double v) { return 2 * v; }));
  CHECK_THAT(vector_of(h), Within(doubled, 1e-12));
  // The other way round the contraction sees the old values, and shares the pass.
  together(lazy(h) = field(xi, x), lazy(x) = 0 * x).run(Exec{});
  CHECK_THAT(vector_of(h), Within(doubled, 1e-12));
  CHECK(x(5) == 0);
}

TEST_CASE("meaning: a sum is complete before the next assignment reads it", "[expr][aliasing]") {
  HostVector<double> const x("x", 1000), y("y", 1);
  Kokkos::deep_copy(x, 0.5);
  Vector const r(y.data(), Kokkos::LayoutStride(1000, 0));  // one number as a vector
  HostVector<double> const z("z", 1000);
  together(total(y) = sum(x), lazy(z) = 2 * r).run(Exec{});
  CHECK_THAT(vector_of(z), Within(std::vector<double>(1000, 1000), 0));
}

TEST_CASE("meaning: passes are as few as the order allows", "[expr][aliasing]") {
  HostVector<double> const a("a", 2000), b("b", 1000), c("c", 1000);
  auto const even = part(a, 0, 1000, 2), odd = part(a, 1, 1000, 2);
  // Interleaved, they share no entry.
  CHECK(explain(together(lazy(even) = 2 * odd, lazy(b) = odd + even, lazy(c) = tanh(b))) ==
        "1. (1000) entries; writes multiply(2, vector), add(vector, vector), tanh(vector)\n");
  auto const head = part(a, 0, 1000), shifted = part(a, 1, 1000);
  CHECK(explain(together(lazy(head) = 2 * b, lazy(b) = -head, lazy(c) = exp(shifted))) ==
        "1. (1000) entries; writes multiply(2, vector), negate(vector)\n"
        "2. (1000) entries; writes exp(vector)\n");
  auto const xi = random_patterns(Exec{}, 1000, 1000, 1);
  CHECK(explain(together(lazy(b) = field(xi, c), lazy(c) = tanh(b))) ==
        "1. (1000) entries; writes vector\n"
        "2. field with 1000 x 1000 signs; reads the line above; writes field(vector), "
        "tanh(vector)\n");
  CHECK(explain(together(lazy(c) = tanh(b), lazy(b) = field(xi, c))) ==
        "1. (1000) entries; writes tanh(vector)\n"
        "2. field with 1000 x 1000 signs; reads vector; writes field(vector)\n");
}

TEST_CASE("meaning: an assignment that waits for its values, beside others", "[expr][aliasing]") {
  auto const start = random_values(3000, 1, 4);
  auto const a = view_of<double>(start);
  HostVector<double> const b("b", 2999);
  auto const head = part(a, 0, 2999), tail = part(a, 1, 2999);
  together(lazy(tail) = 2 * head, lazy(b) = tail - head).run(Exec{});
  std::vector<double> expected(2999);
  for (std::size_t i = 0; i < 2999; ++i)
    expected[i] = 2 * start[i] - (i == 0 ? start[0] : 2 * start[i - 1]);
  CHECK_THAT(vector_of(b), Within(expected, 1e-15));
}

TEST_CASE("meaning: matrices in rows and in columns of one memory are different operands",
          "[expr]") {
  auto const xi = random_patterns(Exec{}, 4, 4, 5);
  HostMatrix<double> const x("x", 4, 4), both("both", 4, 4), one("one", 4, 4), other("other", 4, 4);
  for (std::size_t i = 0; i < 16; ++i) x.data()[i] = std::sin(static_cast<double>(i));
  (lazy(both) = overlap(xi, x) - overlap(xi, lazy_rows(x))).run(Exec{});
  (lazy(one) = overlap(xi, x)).run(Exec{});
  (lazy(other) = overlap(xi, lazy_rows(x))).run(Exec{});
  for (std::size_t i = 0; i < 16; ++i) CHECK(both.data()[i] == one.data()[i] - other.data()[i]);
}

TEST_CASE("meaning: 0 is a size like any other", "[expr][errors]") {
  HostVector<double> const five("five", 5), none("none", 0);
  HostVector<double> const never;
  HostMatrix<double> const rows("rows", 3, 5), no_rows("no_rows", 0, 5),
      no_columns("no_columns", 3, 0);
  CHECK_THROWS_WITH((lazy(five) = 2 * none).run(Exec{}),
                    "expression: expected operands of one shape, (0), got (5)");
  CHECK_THROWS_WITH((lazy(five) = 2 * never).run(Exec{}),
                    "expression: expected operands of one shape, (0), got (5)");
  CHECK_THROWS_WITH((lazy(never) = 2 * five).run(Exec{}),
                    "expression: expected operands of one shape, (5), got (0)");
  CHECK_THROWS_WITH((lazy(rows) = rows + no_rows).run(Exec{}),
                    "expression: expected operands of one shape, (3, 5), got (0, 5)");
  (lazy(none) = 2 * never + none).run(Exec{});
  (lazy(no_rows) = 2 * no_rows).run(Exec{});
  Number const of_none("of_none");
  of_none() = 7;
  (total(of_none) = sum(none)).run(Exec{});
  CHECK(of_none() == 0);
  HostVector<double> const of_rows("of_rows", 3);
  Kokkos::deep_copy(of_rows, 7);
  (total(of_rows) = sum(no_columns)).run(Exec{});
  CHECK(of_rows(2) == 0);
  CHECK_THROWS_WITH((total(of_none) = mean(none)).run(Exec{}),
                    "mean: expected at least one entry, got none");
  CHECK_THROWS_WITH((total(of_rows) = sum(five)).run(Exec{}),
                    "total: expected one entry for each of 1 instances, got 3");
  auto const xi = random_patterns(Exec{}, 4, 5, 1);
  HostMatrix<double> const no_states("no_states", 5, 0), no_overlaps("no_overlaps", 4, 0);
  (lazy(no_overlaps) = overlap(xi, no_states)).run(Exec{});
  CHECK_THROWS_WITH((lazy(none) = overlap(xi, none)).run(Exec{}),
                    "expression: expected operands of one shape, (0), got (5)");
  CHECK_THROWS_WITH((lazy(none) = overlap(PatternSet<Exec>{}, none)).run(Exec{}),
                    "patterns: expected a set of P patterns of N signs, got an empty one");
}

TEST_CASE(
    "meaning: Views without memory, or with several entries at a place, are refused as targets",
    "[expr][errors]") {
  HostVector<double> const x("x", 6);
  Vector const nowhere(nullptr, Kokkos::LayoutStride(6, 1)),
      at_one_place(x.data(), Kokkos::LayoutStride(6, 0));
  CHECK_THROWS_WITH((lazy(x) = 2 * nowhere).run(Exec{}),
                    "operand: expected a View of memory, got one of none");
  CHECK_THROWS_WITH((lazy(nowhere) = 2 * x).run(Exec{}),
                    "target: expected a View of memory, got one of none");
  CHECK_THROWS_WITH((total(Number{}) = sum(x)).run(Exec{}),
                    "target: expected a View of memory, got one of none");
  CHECK_THROWS_WITH((lazy(at_one_place) = 2 * x).run(Exec{}),
                    "target: expected a place in memory for each entry, got strides (0, 0)");
}

TEST_CASE("meaning: statements and plans keep the memory of their Views", "[expr]") {
  auto const keeps = [](auto const& plan_of) {
    HostVector<double> operand("operand", 700), result("result", 700);
    Kokkos::deep_copy(operand, 2);
    HostVector<double> const seen = result;
    auto const planned = plan_of(operand, result);
    operand = {};
    result = {};
    HostVector<double> const other("other", 700);  // where the operand was, had it been freed
    Kokkos::deep_copy(other, -1);
    planned.run(Exec{});
    return seen(699);
  };
  auto const xi = random_patterns(Exec{}, 1, 700, 1);
  CHECK(keeps([](auto const& x, auto const& y) {
          return plan(Exec{}, lazy(y) = 2 * HostVector<double>(x));
        }) == 4);
  CHECK(keeps([](auto const& x, auto const& y) { return lazy(y) = 3 * HostVector<double>(x); }) ==
        6);
  CHECK(keeps([&](auto const& x, auto const& y) {
          return plan(Exec{}, lazy(y) = 2.0 + 0 * field(xi, overlap(xi, HostVector<double>(x))));
        }) == 2);
  HostVector<double> x("x", 10);
  Number norm("norm");
  Kokkos::deep_copy(x, 1);
  auto const squares = plan(Exec{}, total(Number(norm)) = sum(x * x));
  x = {};
  squares.run(Exec{});
  CHECK(norm() == 10);
}

TEST_CASE("meaning: plans own their workspace and are not copied", "[expr]") {
  HostVector<double> const x("x", 3);
  HostMatrix<double> const samples("samples", 2, 5), C("C", 2, 2);
  using Plain = decltype(plan(Exec{}, lazy(x) = 2 * x));
  using OfSamples = decltype(plan(Exec{}, lazy(C) = covariance(2 * samples)));
  static_assert(!std::is_copy_constructible_v<Plain> && !std::is_copy_assignable_v<Plain>);
  static_assert(std::is_move_constructible_v<Plain> && std::is_move_assignable_v<Plain>);
  static_assert(!std::is_copy_constructible_v<OfSamples> &&
                std::is_move_constructible_v<OfSamples>);
  static_assert(!std::is_copy_constructible_v<CovariancePlan<Exec, float>>);
  static_assert(!std::is_copy_constructible_v<SignProduct<Exec, float>>);
  // Moved while it holds contractions inside contractions.
  auto const xi = random_patterns(Exec{}, 30, 3, 1);
  HostVector<double> const h("h", 3), expected("expected", 3);
  Kokkos::deep_copy(x, 0.5);
  std::optional moved(plan(Exec{}, lazy(h) = field(xi, overlap(xi, x))));
  moved->run(Exec{});
  HostVector<double> const m("m", 30);
  (lazy(m) = overlap(xi, x)).run(Exec{});
  (lazy(expected) = field(xi, m)).run(Exec{});
  CHECK(vector_of(h) == vector_of(expected));
}

TEST_CASE("meaning: a covariance that would overwrite its samples is refused", "[expr][errors]") {
  HostMatrix<double> const x("x", 3, 3);
  CHECK_THROWS_WITH((lazy(x) = covariance(x)).run(Exec{}),
                    "C: expected memory apart from that of the samples, got an overlapping View");
  HostMatrix<float> const every_other("every_other", 1, 6);
  Kokkos::View<float**, Kokkos::LayoutStride, Kokkos::HostSpace> const row(
      every_other.data(), Kokkos::LayoutStride(1, 6, 3, 2));
  HostMatrix<double> const C("C", 1, 1);
  for (std::size_t i = 0; i < 3; ++i) every_other(0, 2 * i) = 1, every_other(0, 2 * i + 1) = 5;
  (lazy(C) = covariance(row)).run(Exec{});
  CHECK(C(0, 0) == 1);
}

TEST_CASE("meaning: pow takes whole numbers from 0 on", "[expr][errors]") {
  HostVector<double> const x("x", 2), y("y", 2);
  x(0) = 9, x(1) = -2;
  (lazy(y) = pow(x, 3)).run(Exec{});
  CHECK(y(1) == -8);
  (lazy(y) = pow(x, std::size_t{0})).run(Exec{});
  CHECK(y(0) == 1);
  CHECK_THROWS_WITH(pow(x, -1), "exponent: expected a whole number from 0 to 2147483647, got -1");
  CHECK_THROWS_WITH(pow(x, std::int64_t{1} << 40),
                    "exponent: expected a whole number from 0 to 2147483647, got 1099511627776");
}
