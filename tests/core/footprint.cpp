// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/footprint.hpp>

#include <catch2/catch_test_macros.hpp>

#include <random>
#include <set>
#include <string>

using namespace mattis;

namespace {

double memory[4096];

/// Places of all entries, by looking at each.
std::multiset<std::int64_t> places(Footprint const& a) {
  std::multiset<std::int64_t> all{static_cast<double const*>(a.data) - memory};
  for (std::size_t d = 0; d < a.rank; ++d) {
    std::multiset<std::int64_t> next;
    for (auto const place : all)
      for (std::int64_t i = 0; i < a.extents[d]; ++i) next.insert(place + i * a.strides[d]);
    all = next;
  }
  return all;
}

std::string text(Footprint const& a) {
  std::string text =
      "at " + std::to_string(static_cast<double const*>(a.data) - memory) + ", extents";
  for (std::size_t d = 0; d < a.rank; ++d) text += " " + std::to_string(a.extents[d]);
  return text + ", strides " + stride_text(a);
}

}  // namespace

TEST_CASE("footprint: overlaps of random strided arrays are those of their entries", "[core]") {
  std::mt19937 engine(1);
  auto const number = [&](int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(engine);
  };
  auto const random = [&] {
    Footprint a{memory + 2048 + number(0, 60),
                sizeof(double),
                static_cast<std::size_t>(number(1, 3)),
                {},
                {}};
    for (std::size_t d = 0; d < a.rank; ++d) {
      a.extents[d] = number(0, 9) == 0 ? 0 : number(1, 6);
      a.strides[d] = number(-3, 14);
    }
    return a;
  };
  int overlapping = 0;
  for (int n = 0; n < 4000; ++n) {
    auto const a = random(), b = random();
    auto const of_a = places(a), of_b = places(b);
    bool share = false;
    for (auto const place : of_a) share = share || of_b.count(place) > 0;
    INFO(text(a) << "; " << text(b));
    REQUIRE(overlap(a, b) == share);
    REQUIRE(overlap(b, a) == share);
    bool const differ = std::set(of_a.begin(), of_a.end()).size() == of_a.size();
    if (a.rank < 3) REQUIRE(places_differ(a) == differ);
    if (places_differ(a)) REQUIRE(differ);
    overlapping += share;
  }
  CHECK(overlapping > 500);
  CHECK(overlapping < 3500);
}

TEST_CASE("footprint: large interleaved arrays are told apart, entries of two sizes are not",
          "[core]") {
  std::int64_t const n = 1'000'000'000;
  Footprint const even{memory, 8, 1, {n}, {2}}, odd{memory + 1, 8, 1, {n}, {2}},
      thirds{memory + 1, 8, 1, {n}, {3}};
  CHECK_FALSE(overlap(even, odd));
  CHECK(overlap(even, thirds));
  Footprint const left{memory, 8, 2, {30000, 500}, {1000, 1}},
      right{memory + 500, 8, 2, {30000, 500}, {1000, 1}};
  CHECK_FALSE(overlap(left, right));
  CHECK(overlap(left, Footprint{memory + 499, 8, 2, {30000, 500}, {1000, 1}}));
  CHECK(overlap(even, Footprint{memory + 1, 4, 1, {1}, {1}}));
  Footprint const later{memory + 1, 8, 1, {n}, {2}};
  CHECK_FALSE(overlap(later, Footprint{memory, 8, 1, {1}, {1}}));
}
