// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/pattern_block.hpp>
#include <mattis/kernels/patterns.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>

using namespace mattis;
using namespace mattis::test;

TEST_CASE("philox: Random123's known answers", "[core][random]") {
  r123::Philox4x32 const philox;
  auto const answer =
      philox({{0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}}, {{0xa4093822u, 0x299f31d0u}});
  CHECK(answer[0] == 0xd16cfe09u);
  CHECK(answer[1] == 0x94fdccebu);
  CHECK(answer[2] == 0x5001e420u);
  CHECK(answer[3] == 0x24126ea1u);
}

TEST_CASE("philox: an address is (index, stream, purpose) under the seed", "[core][random]") {
  auto const ours =
      random_words(0x0123456789abcdefu, Purpose::sample_noise, 17, 0xfedcba9876543210u);
  auto const theirs =
      r123::Philox4x32{}({{0x76543210u, 0xfedcba98u, 17u, 5u}}, {{0x89abcdefu, 0x01234567u}});
  for (int i = 0; i < 4; ++i) CHECK(ours.word[i] == theirs[static_cast<std::size_t>(i)]);
}

TEST_CASE("normals: moments of a million draws", "[core][random]") {
  double sums[5] = {};
  int const draws = 250000;
  for (int i = 0; i < draws; ++i) {
    double normal[4];
    standard_normals(random_words(3, Purpose::initial_state, 0, static_cast<std::uint64_t>(i)),
                     normal);
    for (double const value : normal) {
      for (int p = 1; p <= 4; ++p) sums[p] += std::pow(value, p);
    }
  }
  double const count = 4.0 * draws;
  // 4.5 standard errors of the mean of z, z^2, z^3, z^4: variances 1, 2, 15, 96.
  CHECK(std::abs(sums[1] / count) < 4.5 * std::sqrt(1 / count));
  CHECK(std::abs(sums[2] / count - 1) < 4.5 * std::sqrt(2 / count));
  CHECK(std::abs(sums[3] / count) < 4.5 * std::sqrt(15 / count));
  CHECK(std::abs(sums[4] / count - 3) < 4.5 * std::sqrt(96 / count));
}

TEST_CASE("patterns: pack and unpack are inverse, and both orientations agree",
          "[core][patterns]") {
  auto const [P, N] = GENERATE(table<std::size_t, std::size_t>(
      {{1, 1}, {1, 33}, {3, 31}, {16, 32}, {17, 65}, {64, 64}, {129, 1000}, {5, 4097}, {40, 15}}));
  auto const signs = random_signs(P, N, 7);
  auto const xi = pack(signs);
  auto const unpacked = unpack_patterns(Exec{}, xi);
  bool same = true;
  bool transposed = true;
  for (std::size_t mu = 0; mu < P; ++mu) {
    for (std::size_t i = 0; i < N; ++i) {
      auto const row = static_cast<std::int64_t>(mu);
      auto const column = static_cast<std::int64_t>(i);
      same = same && unpacked(mu, i) == signs.xi[mu * N + i];
      transposed = transposed && xi.by_neuron().sign(0, column, row) == (signs.xi[mu * N + i] > 0);
    }
  }
  CHECK(same);
  CHECK(transposed);
}

TEST_CASE("patterns: padding bits are zero", "[core][patterns]") {
  auto const xi = random_patterns(Exec{}, 18, 37, 5, 2);
  for (auto const& matrix : {xi.by_pattern(), xi.by_neuron()}) {
    for (std::int64_t set = 0; set < 2; ++set) {
      for (std::int64_t row = 0; row < 16 * matrix.row_blocks(); ++row) {
        for (std::int64_t column = 0; column < 32 * matrix.column_words(); ++column) {
          if (row >= matrix.rows || column >= matrix.columns)
            REQUIRE_FALSE(matrix.sign(set, row, column));
        }
      }
    }
  }
}

TEST_CASE("patterns: drawn signs are Philox's bits, whatever is drawn beside them",
          "[core][patterns]") {
  std::int64_t const P = 21, N = 300;
  auto const xi = random_patterns(Exec{}, P, N, 11, 3, 4);
  for (std::int64_t mu = 0; mu < P; ++mu) {
    for (std::int64_t i = 0; i < N; ++i) {
      auto const words =
          random_words(11, Purpose::patterns, 6, static_cast<std::uint64_t>(mu * 3 + i / 128));
      bool const sign = (words.word[i % 128 / 32] >> (i % 32)) & 1u;
      REQUIRE(xi.by_pattern().sign(2, mu, i) == sign);
      REQUIRE(xi.by_neuron().sign(2, i, mu) == sign);
    }
  }
  auto const alone = random_patterns(Exec{}, P, N, 11, 1, 6);
  CHECK(alone.by_pattern().sign(0, 20, 299) == xi.by_pattern().sign(2, 20, 299));
}

TEST_CASE("patterns: signs are fair and neurons independent", "[core][patterns]") {
  std::int64_t const P = 400, N = 2500;
  auto const xi = random_patterns(Exec{}, P, N, 2);
  double sum = 0, neighbours = 0;
  for (std::int64_t mu = 0; mu < P; ++mu) {
    for (std::int64_t i = 0; i + 1 < N; ++i) {
      double const here = xi.by_pattern().sign(0, mu, i) ? 1 : -1;
      sum += here;
      neighbours += here * (xi.by_pattern().sign(0, mu, i + 1) ? 1 : -1);
    }
  }
  double const bound = 4.5 * std::sqrt(static_cast<double>(P * (N - 1)));
  CHECK(std::abs(sum) < bound);
  CHECK(std::abs(neighbours) < bound);
}

TEST_CASE("patterns: an entry that is no sign is named", "[core][patterns][errors]") {
  auto signs = random_signs(3, 40, 1);
  signs.xi[2 * 40 + 39] = 0;
  CHECK_THROWS_WITH(pack(signs), "signs(2, 39): expected +1 or -1, got another value");
  CHECK_THROWS_WITH((PatternSet<Exec>(Exec{}, 0, 4)), "P: expected at least one pattern, got 0");
  std::int64_t const huge = std::int64_t{1} << 40;  // whose product no size holds
  CHECK_THROWS_WITH(mattis::random_patterns(Exec{}, huge, huge, 1),
                    Catch::Matchers::StartsWith("patterns: expected fewer than 2^60 signs, got "));
}

TEST_CASE("A block of patterns is those of the whole set", "[patterns]") {
  Exec const exec;
  for (auto const target : {Target::best, Target::portable}) {
    auto const whole = unpack_patterns(exec, random_patterns(exec, 100, 333, 9, 1, 4, target));
    for (std::int64_t const first : {0, 1, 32, 67}) {
      PatternSet<Exec> const xi(exec, 33, 333);
      fill_pattern_block(exec, xi, 9, 4, first, target);
      auto const block = unpack_patterns(exec, xi);
      auto const rows = Kokkos::subview(whole, std::pair(first, first + 33), Kokkos::ALL);
      int differing = 0;
      Kokkos::parallel_reduce(
          Kokkos::RangePolicy<Exec>(exec, 0, 33 * 333),
          KOKKOS_LAMBDA(int i, int& sum) {
            sum += block(i / 333, i % 333) != rows(i / 333, i % 333) ? 1 : 0;
          },
          differing);
      CHECK(differing == 0);
      CHECK(xi.by_neuron().rows == 333);
    }
  }
}
