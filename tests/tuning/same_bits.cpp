// SPDX-License-Identifier: BSD-3-Clause
// Every variant of every kernel that is marked same_bits has the bits of the first, on every
// instruction set, for one thread, two and seven; what is not so is found and named.
#include <mattis/kernels/effective_neurons.hpp>
#include <mattis/lanes/instruction_set.hpp>
#include <mattis/tuning/subjects.hpp>
#include <mattis/tuning/tune.hpp>
#include <support/threads.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace mattis;
using namespace mattis::test;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;

namespace {

std::vector<Exec> spaces() {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>) return {Exec(1), Exec(2), Exec(7)};
#endif
  return {Exec()};
}

/// Sizes at which every variant has something to choose between, seams and odd ones among them.
std::vector<std::vector<std::int64_t>> sizes_of(std::string const& kernel) {
  if (kernel == "sign_product") return {{1, 1, 1}, {700, 300, 3}, {3000, 5000, 1}};
  if (kernel == "chained_products") return {{5000, 90, 1}, {2500, 33, 2}};
  if (kernel == "covariance") return {{1, 1}, {30, 5000}, {301, 2100}};
  if (kernel == "response") return {{2, 300}, {70, 2100}};
  if (kernel == "networks") return {{100, 2100, 23}};
  return {{2, 300}, {37, 9000}, {70, 8500}};
}

}  // namespace

TEST_CASE("tuning: variants have the bits of the first, whatever the threads",
          "[tuning][enumerates]") {
  for (auto const& kernel : tuning::kernels()) {
    for (auto const& sizes : sizes_of(kernel)) {
      for (auto const* set : lanes::available_instruction_sets()) {
        for (std::string const precision : {"float", "double"}) {
          std::optional<std::uint64_t> bits;
          for (auto const& exec : spaces()) {
            ChoiceKey key = choice_key<Exec, float>(*set, kernel, sizes);
            key.precision = precision;
            auto const subject = tuning::subject(exec, key, *set);
            std::set<std::string> names;
            for (auto const& way : subject.ways) {
              INFO(kernel << " " << sizes[0] << " " << set->name << " " << precision << ", "
                          << way.variant << ", " << exec.concurrency() << " threads");
              CHECK(names.insert(way.variant).second);
              way.run();
              auto const hash = way.hash();
              if (!bits) bits = hash;
              if (way.same_bits) CHECK(hash == *bits);
            }
          }
        }
      }
    }
  }
}

TEST_CASE("tuning: kernels have something to choose", "[tuning]") {
  How const how = *lanes::available_instruction_sets().front();
  for (auto const& kernel : tuning::kernels())
    CHECK(
        tuning::subject(Exec{}, choice_key<Exec, float>(how, kernel, sizes_of(kernel).back()), how)
            .ways.size() > 1);
  CHECK_THROWS_WITH(tuning::subject(Exec{}, choice_key<Exec, float>(how, "tanh", {1}), how),
                    StartsWith("kernel: expected one of sign_product, "));
  CHECK_THROWS_WITH(
      tuning::subject(Exec{}, choice_key<Exec, float>(how, "covariance", {0, 1}), how),
      StartsWith("sizes of covariance: expected 2 of 1 to "));
}

namespace {

/// Long beside what a sleep is late by where others want the processor.
tuning::Way way(std::string const& name, std::chrono::milliseconds takes, std::uint64_t bits) {
  return {name, true, [takes] { std::this_thread::sleep_for(takes); }, [bits] { return bits; }};
}

}  // namespace

TEST_CASE("tuning: a planted variant with other bits is named, a slow one never chosen",
          "[tuning]") {
  using std::chrono::milliseconds;
  tuning::Subject subject{choice_key<Exec, float>({}, "covariance", {1, 1}), 1, {}};
  subject.ways = {way("estimate", milliseconds(15), 1), way("slow", milliseconds(60), 1),
                  way("fast", milliseconds(5), 1)};
  auto const entry = tuning::tune(subject, {}, {.seconds = 20, .rounds = 9});
  CHECK(entry.variant == "fast");
  CHECK(entry.ratio < 0.8);
  CHECK(entry.ratio_high < 1);
  REQUIRE(entry.timings.size() == 3);
  CHECK(entry.timings[1].dropped);
  CHECK_FALSE(entry.timings[0].dropped);
  CHECK(entry.complete);

  subject.ways = {way("estimate", milliseconds(5), 1), way("slow", milliseconds(30), 1)};
  CHECK(tuning::tune(subject, {}, {.seconds = 20, .rounds = 9}).variant == "estimate");

  subject.ways = {way("estimate", milliseconds(5), 1), way("wrong", milliseconds(1), 2)};
  CHECK_THROWS_WITH(tuning::tune(subject, {}, {}),
                    "tuning: covariance has other bits as wrong than as estimate: a fault of the "
                    "library");
}

TEST_CASE("tuning: what is only within bounds is chosen where that is asked for", "[tuning]") {
  using std::chrono::milliseconds;
  tuning::Subject subject{choice_key<Exec, float>({}, "sweep", {10}), 1, {}};
  subject.ways = {way("estimate", milliseconds(15), 1), way("other bits", milliseconds(3), 2)};
  subject.ways[1].same_bits = false;
  tuning::Limits const limits{.seconds = 20, .rounds = 9};
  auto const same = tuning::tune(subject, {}, limits);
  CHECK(same.variant == "estimate");
  CHECK(same.timings.size() == 1);
  CHECK(tuning::tune(subject, {}, limits, true).variant == "other bits");

  // Nor does a plan take one that a file names.
  How const how = *lanes::available_instruction_sets().front();
  auto const variants = EffectiveNeurons<Exec, float>::variants(100, 2, how);
  REQUIRE(variants.back().name == "full");
  CHECK_FALSE(variants.back().same_bits);
  CHECK(variant_of(variants, "full").name == "estimate");
  CHECK(variant_of(variants, "full", true).name == "full");
}

TEST_CASE("tuning: ends within its time plus a call, with the first timed", "[tuning]") {
  using std::chrono::milliseconds;
  int calls = 0;
  std::vector<std::function<void()>> const ways(3, [&] {
    ++calls;
    std::this_thread::sleep_for(milliseconds(20));
  });
  auto const none = tuning::measure(ways, {.seconds = 0});
  CHECK(calls <= 3);  // the first: to warm up, and once
  CHECK(none.ways[0].seconds.size() == 1);
  CHECK_FALSE(none.complete);
  calls = 0;
  auto const some = tuning::measure(ways, {.seconds = 0.2});
  CHECK(calls <= 11);
  CHECK_FALSE(some.complete);
}

TEST_CASE("tuning: ratios with intervals from paired rounds", "[tuning]") {
  tuning::Samples a, b;
  for (int i = 0; i < 20; ++i) {
    b.seconds.push_back(1 + 0.1 * (i % 3));
    a.seconds.push_back(b.seconds.back() * (0.5 + 0.001 * i));
  }
  auto const ratio = tuning::ratio(a, b);
  CHECK(ratio.rounds == 20);
  CHECK(std::abs(ratio.median - 0.5095) < 1e-9);
  // of 20 rounds the 6th and the 15th: P(Bin(20, 1/2) <= 5) = 0.021
  CHECK(std::abs(ratio.low - 0.505) < 1e-9);
  CHECK(std::abs(ratio.high - 0.514) < 1e-9);
  CHECK(tuning::ratio({}, b).rounds == 0);
  a.seconds.resize(3);
  CHECK(tuning::ratio(a, b).low == 0);
}
