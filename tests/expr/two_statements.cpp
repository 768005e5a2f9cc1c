// SPDX-License-Identifier: BSD-3-Clause
// Two statements planned together: the same bits as one after the other, whichever way they run.
#include <mattis/expr/explain.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <vector>

using namespace mattis;
using namespace mattis::test;

namespace {

using Scalar0 = Kokkos::View<double, Kokkos::HostSpace>;

}  // namespace

TEMPLATE_TEST_CASE("two statements: overlap and field as one operation, to the bit", "[expr]",
                   float, double) {
  // Short rows are chained (P > 2048, N <= 512), long ones go through memory; 2048 and 512 are the
  // seams.
  auto const [P, N] = GENERATE(table<std::size_t, std::size_t>({{1, 1},
                                                                {5, 0 + 2},
                                                                {2048, 40},
                                                                {2049, 1},
                                                                {2560, 16},
                                                                {4097, 100},
                                                                {9001, 512},
                                                                {3000, 513},
                                                                {70, 3000}}));
  auto const target = GENERATE(Target::best, Target::portable);
  int const n = GENERATE(1, 4);
  auto const xi =
      random_patterns(Exec{}, static_cast<std::int64_t>(P), static_cast<std::int64_t>(N), 5);
  auto const start = random_values(N, 1, 6);
  auto const phi = view_of<TestType>(start), x = view_of<TestType>(start),
             expected = view_of<TestType>(start);
  HostVector<TestType> const f("f", P), first("first", 1), expected_first("expected_first", 1);
  Scalar0 const powers("powers"), expected_powers("expected_powers"), norm("norm"),
      expected_norm("expected_norm");
  auto const m = overlap(xi, phi);
  auto const record = together(head(first) = m, total(powers) = sum(pow(m, n + 1)));
  auto x_next = lazy(x);
  plan(Exec{}, record,
       together(x_next = 0.9 * x_next + 0.1 * field(xi, pow(m, n)),
                total(norm) = sum(x_next * x_next)),
       target)
      .run(Exec{});

  auto expected_next = lazy(expected);
  plan(Exec{},
       together(lazy(f) = pow(m, n), head(expected_first) = m,
                total(expected_powers) = sum(pow(m, n + 1))),
       target)
      .run(Exec{});
  plan(Exec{},
       together(expected_next = 0.9 * expected_next + 0.1 * field(xi, f),
                total(expected_norm) = sum(expected_next * expected_next)),
       target)
      .run(Exec{});
  INFO("P " << P << ", N " << N << ", n " << n);
  CHECK(vector_of(x) == vector_of(expected));
  CHECK(first(0) == expected_first(0));
  CHECK(powers() == expected_powers());
  CHECK(norm() == expected_norm());
}

namespace {

/// What a caller does with the sums of an instance.
struct Keep {
  HostVector<double> powers, norms, kept;
  HostMatrix<float> x;

  KOKKOS_FUNCTION void operator()(std::int64_t b) const {
    auto const i = static_cast<std::size_t>(b);
    kept(i) = kept(i) + powers(i) + 2 * norms(i) + static_cast<double>(x(i, 0));
  }
};

}  // namespace

TEST_CASE("two statements: a tail is called once for each instance, when all is written",
          "[expr]") {
  auto const target = GENERATE(Target::best, Target::portable, Target::reference);
  std::int64_t const P = GENERATE(30, 5000);
  auto const xi = random_patterns(Exec{}, P, 60, 1, 3);
  HostMatrix<float> const phi("phi", 3, 60), x("x", 3, 60);
  for (std::size_t i = 0; i < phi.size(); ++i) phi.data()[i] = static_cast<float>(i % 7) - 3.0F;
  HostVector<double> const powers("powers", 3), norms("norms", 3), kept("kept", 3);
  auto const m = overlap(xi, lazy_rows(phi));
  auto const steps =
      plan(Exec{}, total(powers) = sum(pow(m, 2)),
           together(lazy_rows(x) = field(xi, m), total(norms) = sum(pow<2>(field(xi, m)))), target);
  steps.run(Exec{}, Keep{powers, norms, kept, x});
  Exec{}.fence();
  for (std::size_t b = 0; b < 3; ++b) {
    CHECK(powers(b) > 0);
    CHECK(norms(b) > 0);
    CHECK(kept(b) == powers(b) + 2 * norms(b) + static_cast<double>(x(b, 0)));
  }
}

TEST_CASE("statements: more sums than are finished at once", "[expr]") {
  auto const target = GENERATE(Target::best, Target::portable, Target::reference);
  HostVector<double> const x("x", 1500);
  for (std::size_t i = 0; i < x.size(); ++i) x(i) = static_cast<double>(i % 5);
  std::vector<Scalar0> sums;
  for (int k = 0; k < 10; ++k) sums.emplace_back("sum");
  auto const sum_of = [&](int k) {
    return total(sums[static_cast<std::size_t>(k)]) = sum((k + 1.0) * lazy(x));
  };
  together(sum_of(0), sum_of(1), sum_of(2), sum_of(3), sum_of(4), sum_of(5), sum_of(6), sum_of(7),
           sum_of(8), sum_of(9))
      .run(Exec{}, target);
  Exec{}.fence();
  for (int k = 0; k < 10; ++k) CHECK(sums[static_cast<std::size_t>(k)]() == 3000.0 * (k + 1));
}

TEST_CASE("two statements: several trials, each with its own patterns", "[expr]") {
  auto const xi = random_patterns(Exec{}, 5000, 60, 1, 3);
  HostMatrix<float> const phi("phi", 3, 60), h("h", 3, 60), f("f", 3, 5000),
      expected("expected", 3, 60);
  for (std::size_t i = 0; i < phi.size(); ++i) phi.data()[i] = static_cast<float>(i % 7) - 3.0F;
  HostVector<double> const powers("powers", 3), expected_powers("expected_powers", 3);
  auto const m = overlap(xi, phi);
  auto const both =
      plan(Exec{}, total(powers) = sum(pow(m, 3)), lazy_rows(h) = 2.0 * field(xi, pow(m, 2)));
  CHECK(both.passes().back().find("in chunks, from the cache") != std::string::npos);
  both.run(Exec{});
  together(lazy_rows(f) = pow(m, 2), total(expected_powers) = sum(pow(m, 3))).run(Exec{});
  (lazy_rows(expected) = 2.0 * field(xi, f)).run(Exec{});
  CHECK(vector_of(powers) == vector_of(expected_powers));
  for (std::size_t i = 0; i < h.size(); ++i) REQUIRE(h.data()[i] == expected.data()[i]);
}

TEST_CASE("two statements: the second sees what the first wrote", "[expr][aliasing]") {
  auto const signs = random_signs(2500, 30, 2);
  auto const xi = pack(signs);
  auto const phi = view_of<double>(random_values(30, 1, 3)),
             h = view_of<double>(random_values(30, 1, 4));
  auto const once = vector_of(phi);
  auto x = lazy(phi);
  // The first changes phi, which the second contracts: they cannot share.
  plan(Exec{}, x = 2.0 * x, lazy(h) = field(xi, overlap(xi, x))).run(Exec{});
  HostVector<double> const doubled("doubled", 30), expected("expected", 30);
  for (std::size_t i = 0; i < 30; ++i) doubled(i) = 2 * once[i];
  (lazy(expected) = field(xi, overlap(xi, doubled))).run(Exec{});
  CHECK(vector_of(h) == vector_of(expected));

  // A total that the second reads as a number would need the first to be complete.
  HostVector<double> const top("top", 30);
  auto const m = overlap(xi, phi);
  plan(Exec{}, head(top) = m, lazy(h) = field(xi, m) + top).run(Exec{});
  (head(doubled) = m).run(Exec{});
  (lazy(expected) = field(xi, m) + doubled).run(Exec{});
  CHECK(vector_of(h) == vector_of(expected));
}
