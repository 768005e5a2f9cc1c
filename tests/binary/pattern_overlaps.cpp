// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/binary/pattern_overlaps.hpp>
#include <mattis/binary/recognise.hpp>
#include <mattis/core/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace mattis::binary;

namespace {

std::vector<std::int8_t> made(int P, int N) {
  std::vector<std::int8_t> patterns;
  std::uint32_t word = 12345;
  for (int i = 0; i < P * N; ++i) {
    word = word * 1664525U + 1013904223U;
    patterns.push_back((word >> 16 & 1U) != 0 ? 1 : -1);
  }
  return patterns;
}

}  // namespace

TEST_CASE("overlaps: those of all pairs, entry by entry", "[overlaps]") {
  int const N = GENERATE(1, 63, 64, 65, 200);
  int const P = GENERATE(1, 2, 7, 12);
  CAPTURE(N, P);
  auto const patterns = made(P, N);
  double sum = 0, absolute = 0, largest = 0;
  int pairs = 0;
  for (int mu = 0; mu < P; ++mu)
    for (int nu = mu + 1; nu < P; ++nu, ++pairs) {
      int q = 0;
      for (int i = 0; i < N; ++i)
        q += patterns[static_cast<std::size_t>(mu * N + i)] *
             patterns[static_cast<std::size_t>(nu * N + i)];
      sum += q;
      absolute += std::abs(q);
      largest = std::max(largest, std::abs(q) / static_cast<double>(N));
    }
  auto const overlaps = mutual_overlaps(patterns, N, 3);
  CHECK(overlaps.largest.size() == static_cast<std::size_t>(std::min(3, pairs)));
  if (pairs == 0) {
    CHECK(std::isnan(overlaps.mean));
    return;
  }
  CHECK(std::abs(overlaps.mean - sum / pairs / N) < 1e-15);
  CHECK(std::abs(overlaps.mean_absolute - absolute / pairs / N) < 1e-15);
  CHECK(std::abs(overlaps.largest[0].q) == largest);
  for (std::size_t i = 1; i < overlaps.largest.size(); ++i)
    CHECK(std::abs(overlaps.largest[i].q) <= std::abs(overlaps.largest[i - 1].q));
}

TEST_CASE("overlaps: a pattern, its copy and its negative", "[overlaps]") {
  auto patterns = made(2, 50);
  auto const first = std::vector<std::int8_t>(patterns.begin(), patterns.begin() + 50);
  for (auto const entry : first) patterns.push_back(static_cast<std::int8_t>(-entry));
  auto const overlaps = mutual_overlaps(patterns, 50, 1);
  CHECK(overlaps.largest[0].mu == 0);
  CHECK(overlaps.largest[0].nu == 2);
  CHECK(overlaps.largest[0].q == -1);
  auto const found = recognise(patterns, first);
  CHECK(found.mu == 0);
  CHECK(found.overlap == 1);
  CHECK(found.margin == 0);  // its negative is there, too
}

TEST_CASE("overlaps: sizes that do not fit are refused", "[overlaps][errors]") {
  std::vector<std::int8_t> const five(5, 1);
  CHECK_THROWS_AS(mutual_overlaps(five, 2), mattis::Error);
  CHECK_THROWS_AS(mutual_overlaps(five, 0), mattis::Error);
  CHECK_THROWS_AS(mutual_overlaps({}, 2), mattis::Error);
  CHECK_THROWS_AS(recognise(five, std::vector<std::int8_t>(2, 1)), mattis::Error);
  CHECK_THROWS_AS(recognise(five, {}), mattis::Error);
}
