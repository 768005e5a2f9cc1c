// SPDX-License-Identifier: BSD-3-Clause
// Which rows of two files are compared.
#include <mattis/core/error.hpp>
#include <mattis/report/compare.hpp>
#include <report/made.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

using namespace mattis;
using Catch::Matchers::StartsWith;
using mattis::testing::made_file;
using mattis::testing::made_machine;
using mattis::testing::made_row;
using report::Verdict;

namespace {

std::vector<double> around(double seconds) {
  std::vector<double> samples;
  for (int i = -4; i <= 4; ++i) samples.push_back(seconds * (1 + 0.002 * i));
  return samples;
}

report::BenchFile of(std::vector<report::BenchRow> const& rows) {
  auto file = made_file();
  file.rows = rows;
  return file;
}

}  // namespace

TEST_CASE("compare: rows of the same work and target, in whatever order", "[report]") {
  auto const fast = made_row("OpenMP avx512", around(1e-3));
  auto const plain = made_row("OpenMP portable", around(4e-3));
  auto slower = plain;
  slower.samples_s = around(4.8e-3);
  slower.sizes = {{"P", 2000}, {"N", 20000}};
  auto const found = report::compare(of({fast, plain}), of({slower, fast}));
  REQUIRE(found.rows.size() == 2);
  CHECK(found.rows[0].a == 0);
  CHECK(found.rows[0].b == 1);
  CHECK(found.rows[0].verdict == Verdict::same);
  CHECK(found.rows[0].remark.empty());
  CHECK(found.rows[1].b == 0);
  CHECK(std::abs(found.rows[1].time.ratio - 1.2) < 1e-12);
  CHECK(found.rows[1].verdict == Verdict::slower);
  CHECK(found.count(Verdict::same) == 1);
  CHECK(found.count(Verdict::slower) == 1);
  CHECK(found.count(Verdict::faster) == 0);
  CHECK(found.count(Verdict::unclear) == 0);
  CHECK(found.only_a.empty());
  CHECK(found.only_b.empty());
}

TEST_CASE("compare: files measured in step are compared pair by pair", "[report]") {
  // Both are slow for half of the time, by more than what is to be found.
  std::vector<double> a, b;
  for (int k = 0; k < 12; ++k) {
    double const slow = k % 2 == 0 ? 1 : 1.4;
    a.push_back(1e-3 * slow * (1 + 0.001 * k));
    b.push_back(1.1e-3 * slow * (1 + 0.002 * (k % 3)));
  }
  auto file_a = of({made_row("OpenMP avx512", a)}), file_b = of({made_row("OpenMP avx512", b)});
  CHECK(report::compare(file_a, file_b).rows[0].verdict == Verdict::unclear);
  file_a.settings.rounds = "1 2";
  file_b.settings.rounds = "1 3";  // of another time
  CHECK(report::compare(file_a, file_b).rows[0].verdict == Verdict::unclear);
  file_b.settings.rounds = "1 2";
  auto const in_step = report::compare(file_a, file_b).rows[0];
  CHECK(in_step.verdict == Verdict::slower);
  CHECK(in_step.time.ratio > 1.09);
  CHECK(in_step.time.ratio < 1.104);
  CHECK(in_step.time.low > 1.085);
  CHECK(in_step.time.high < 1.11);
  auto const again = report::from_json(report::to_json(file_b), "b.json");
  CHECK(again.settings.rounds == "1 2");
  // The interval of the median of 12: the third from either end.
  std::vector<double> one(12, 1.0), up;
  for (int k = 1; k <= 12; ++k) up.push_back(k);
  auto const of_twelve = report::time_ratio_in_step(one, up);
  CHECK(of_twelve.ratio == 6.5);
  CHECK(of_twelve.low == 3);
  CHECK(of_twelve.high == 10);
}

TEST_CASE("compare: what has no partner is listed", "[report]") {
  auto const row = made_row("OpenMP avx512", around(1e-3));
  auto kernel = row, precision = row, sizes = row, threads = row;
  kernel.kernel = "tanh";
  precision.precision = "double";
  sizes.sizes[0].second = 1;
  threads.threads = 1;
  for (auto const& other : {kernel, precision, sizes, threads}) {
    auto const found = report::compare(of({row}), of({other}));
    CHECK(found.rows.empty());
    CHECK(found.only_a == std::vector<std::size_t>{0});
    CHECK(found.only_b == std::vector<std::size_t>{0});
  }
  auto const twice = report::compare(of({row}), of({row, row}));
  CHECK(twice.rows.size() == 1);
  CHECK(twice.only_b == std::vector<std::size_t>{1});
}

TEST_CASE("compare: machines of different instruction sets by the fastest of each", "[report]") {
  auto const avx512 = made_row("OpenMP avx512", around(1e-3));
  auto const avx2 = made_row("OpenMP avx2", around(1.5e-3));
  auto const plain = made_row("OpenMP portable", around(4e-3));
  auto const neon = made_row("OpenMP neon", around(2e-3));
  auto const other = report::compare(of({avx512, avx2, plain}), of({plain, neon}));
  REQUIRE(other.rows.size() == 2);
  CHECK(other.rows[0].a == 0);
  CHECK(other.rows[0].b == 1);
  CHECK(other.rows[0].remark == "the fastest of each: OpenMP avx512 and OpenMP neon");
  CHECK(other.rows[1].a == 2);
  CHECK(other.rows[1].b == 0);
  CHECK(other.rows[1].remark.empty());
  CHECK(other.only_a == std::vector<std::size_t>{1});
  CHECK(other.only_b.empty());
  // The fastest of one may be compared with its equal, too.
  auto const less = report::compare(of({avx512, avx2}), of({avx2}));
  REQUIRE(less.rows.size() == 2);
  CHECK(less.rows[0].remark == "the fastest of each: OpenMP avx512 and OpenMP avx2");
  CHECK(less.rows[1].remark.empty());
  CHECK(less.only_a.empty());
  // A slow one that is missing on one side is not compared with something else.
  auto const missing = report::compare(of({avx512, plain}), of({avx512}));
  CHECK(missing.rows.size() == 1);
  CHECK(missing.only_a == std::vector<std::size_t>{1});
}

TEST_CASE("compare: variants and ways of counting that differ are said", "[report]") {
  auto const row = made_row("OpenMP avx512", around(1e-3));
  auto tuned = row;
  tuned.variant = "blocks1";
  auto const both = report::compare(of({row, tuned}), of({tuned, row}));
  REQUIRE(both.rows.size() == 2);
  CHECK(both.rows[0].b == 1);
  CHECK(both.rows[0].remark.empty());
  CHECK(both.rows[1].remark.empty());
  auto const one = report::compare(of({row}), of({tuned}));
  REQUIRE(one.rows.size() == 1);
  CHECK(one.rows[0].remark == "variants estimate and blocks1");
  auto counted = row;
  counted.work = 4e7;
  auto const half = report::compare(of({row}), of({counted}));
  REQUIRE(half.rows.size() == 1);
  CHECK(half.rows[0].time.ratio == 1);
  CHECK(half.rows[0].remark == "work counted as 80.0 Mentries and 40.0 Mentries");
}

TEST_CASE("compare: two runs of one machine, row by row", "[report]") {
  auto const a = made_machine("one", "avx512", 1, 7), b = made_machine("one", "avx512", 1, 8);
  auto const found = report::compare(a, b);
  CHECK(found.rows.size() == a.rows.size());
  CHECK(found.count(Verdict::same) >= a.rows.size() * 95 / 100);
  CHECK(found.count(Verdict::faster) + found.count(Verdict::slower) == 0);
  auto const slow = report::compare(a, made_machine("one", "avx512", 1 / 1.1, 9));
  CHECK(slow.count(Verdict::slower) >= a.rows.size() * 95 / 100);
  CHECK(report::compare({}, b).only_b.size() == b.rows.size());
}

TEST_CASE("compare: a threshold is above 0", "[report][errors]") {
  CHECK_THROWS_WITH(report::compare({}, {}, 0),
                    StartsWith("threshold: expected a number above 0, got 0"));
}
