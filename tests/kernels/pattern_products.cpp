// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>

#include <cmath>
#include <numeric>

using namespace mattis;
using namespace mattis::test;

namespace {

double sum_of_magnitudes(std::vector<double> const& values) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [](double sum, double v) { return sum + std::abs(v); });
}

}  // namespace

TEMPLATE_TEST_CASE("overlap and field: every target meets its error bound", "[kernels]", float,
                   double) {
  auto const [P, N] = GENERATE(table<std::size_t, std::size_t>(
      {{1, 1}, {3, 31}, {64, 64}, {129, 1000}, {5, 4097}, {700, 45}, {4100, 130}, {1025, 2049}}));
  auto const target = GENERATE(Target::best, Target::portable);
  auto const signs = random_signs(P, N, 7);
  auto const xi = pack(signs);
  auto const phi = random_values(N, 1, 8);
  auto const f = random_values(P, 1, 9);
  HostVector<TestType> const m("m", P), h("h", N);

  overlap(Exec{}, xi, view_of<TestType>(phi), m, target);
  field(Exec{}, xi, view_of<TestType>(f), h, target);

  auto const neurons = static_cast<std::int64_t>(N);
  auto const patterns = static_cast<std::int64_t>(P);
  // The reference rounds too: N or P double additions.
  double const mean_phi = sum_of_magnitudes(phi) / static_cast<double>(N);
  double const reference_error = static_cast<double>(std::max(N, P)) * 0x1p-53;
  CHECK_THAT(vector_of(m),
             Within(reference::overlap(signs, phi),
                    (overlap_error_bound<TestType>(neurons) + reference_error) * mean_phi));
  CHECK_THAT(vector_of(h), Within(reference::field(signs, f),
                                  (field_error_bound<TestType>(patterns) + reference_error) *
                                      sum_of_magnitudes(f)));
}

TEMPLATE_TEST_CASE("overlap and field: a column per state gives each state's own result",
                   "[kernels]", float, double) {
  std::size_t const P = 70, N = 2100, B = 3;
  auto const xi = pack(random_signs(P, N, 3));
  HostMatrix<TestType> const phi("phi", N, B), m("m", P, B), h("h", N, B);
  auto const values = random_values(N * B, 1, 4);
  for (std::size_t i = 0; i < N * B; ++i) phi.data()[i] = static_cast<TestType>(values[i]);
  overlap(Exec{}, xi, phi, m);
  field(Exec{}, xi, m, h);
  for (std::size_t b = 0; b < B; ++b) {
    HostVector<TestType> const one("one", N), m_one("m_one", P), h_one("h_one", N);
    for (std::size_t i = 0; i < N; ++i) one(i) = phi(i, b);
    overlap(Exec{}, xi, one, m_one);
    field(Exec{}, xi, m_one, h_one);
    for (std::size_t mu = 0; mu < P; ++mu) REQUIRE(m(mu, b) == m_one(mu));
    for (std::size_t i = 0; i < N; ++i) REQUIRE(h(i, b) == h_one(i));
  }
}

TEST_CASE("overlap and field: a row per trial meets that trial's patterns", "[kernels]") {
  std::size_t const P = 19, N = 77;
  std::int64_t const trials = 3;
  auto const xi = random_patterns(Exec{}, P, N, 5, trials);
  HostMatrix<double> const phi("phi", 3, N), m("m", 3, P);
  for (std::size_t i = 0; i < 3 * N; ++i) phi.data()[i] = std::sin(static_cast<double>(i));
  overlap(Exec{}, xi, phi, m);
  for (std::int64_t trial = 0; trial < trials; ++trial) {
    auto const alone = random_patterns(Exec{}, P, N, 5, 1, trial);
    HostVector<double> const m_one("m_one", P);
    auto const row = static_cast<std::size_t>(trial);
    overlap(Exec{}, alone, Kokkos::subview(phi, row, Kokkos::ALL), m_one);
    for (std::size_t mu = 0; mu < P; ++mu) REQUIRE(m(row, mu) == m_one(mu));
  }
}

TEST_CASE("overlap and field: the field is the adjoint of the overlap", "[kernels]") {
  auto const signs = random_signs(301, 517, 21);
  auto const xi = pack(signs);
  auto const phi = view_of<double>(random_values(517, 1, 22));
  auto const f = view_of<double>(random_values(301, 1, 23));
  HostVector<double> const m("m", 301), h("h", 517);
  overlap(Exec{}, xi, phi, m);
  field(Exec{}, xi, f, h);
  double const left = std::inner_product(m.data(), m.data() + 301, f.data(), 0.0) * 517;
  double const right = std::inner_product(h.data(), h.data() + 517, phi.data(), 0.0);
  CHECK(std::abs(left - right) < 1e-10 * 301 * 517);
}

TEST_CASE("overlap: an argument of the wrong shape is named", "[kernels][errors]") {
  auto const xi = random_patterns(Exec{}, 4, 8, 1);
  HostVector<float> const phi("phi", 7), good("phi", 8), m("m", 4), wrong("m", 5);
  CHECK_THROWS_WITH(overlap(Exec{}, xi, phi, m), "phi: expected shape (8), got (7)");
  CHECK_THROWS_WITH(overlap(Exec{}, xi, good, wrong), "m: expected shape (4), got (5)");
  CHECK_THROWS_WITH(field(Exec{}, xi, good, m), "f: expected shape (4), got (8)");
  CHECK_THROWS_WITH(overlap(Exec{}, PatternSet<Exec>{}, phi, m),
                    "xi: expected a set of P patterns of N signs; rows, got 0");
}

TEST_CASE("overlap: a result that overlaps its operand is refused", "[kernels][errors]") {
  auto const xi = random_patterns(Exec{}, 8, 8, 1);
  HostVector<float> const x("x", 12);
  auto const head = Kokkos::subview(x, std::pair(0, 8)),
             tail = Kokkos::subview(x, std::pair(4, 12));
  CHECK_THROWS_WITH(overlap(Exec{}, xi, head, head),
                    "m: expected memory apart from phi, got an overlapping View");
  CHECK_THROWS_WITH(field(Exec{}, xi, head, tail),
                    "h: expected memory apart from f, got an overlapping View");
  HostMatrix<float> const pairs("pairs", 8, 2);
  auto const even = Kokkos::subview(pairs, Kokkos::ALL, 0),
             odd = Kokkos::subview(pairs, Kokkos::ALL, 1);
  Kokkos::deep_copy(even, 1);
  overlap(Exec{}, xi, even, odd);
  HostVector<float> const m("m", 8), ones("ones", 8);
  Kokkos::deep_copy(ones, 1);
  overlap(Exec{}, xi, ones, m);
  for (std::size_t i = 0; i < 8; ++i) CHECK(odd(i) == m(i));
}
