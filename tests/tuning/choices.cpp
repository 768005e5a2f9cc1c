// SPDX-License-Identifier: BSD-3-Clause
// Choices of variants: how they are looked up, and that plans take them.
#include <mattis/kernels/choices.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/sign_product.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace mattis;
using namespace mattis::test;

namespace {

ChoiceKey key(std::vector<std::int64_t> sizes, std::string const& kernel = "sign_product") {
  return {kernel, "float", "OpenMP avx2", std::move(sizes)};
}

}  // namespace

TEST_CASE("choices: the nearest class of sizes, none that is far", "[tuning]") {
  CHECK(size_class({1, 2, 3, 100, 1024, 0}) == std::vector<int>{0, 1, 2, 7, 10, 0});
  Choices choices;
  CHECK(choices.empty());
  CHECK(choices.find(key({200, 20})) == nullptr);
  choices.set(key({200, 20}), "small");
  choices.set(key({20000, 2000}), "large");
  CHECK(*choices.find(key({200, 20})) == "small");
  CHECK(*choices.find(key({210, 21})) == "small");
  CHECK(*choices.find(key({400, 60})) == "small");     // one and two doublings away
  CHECK(*choices.find(key({9000, 1200})) == "large");  // one and one
  CHECK(choices.find(key({1600, 160})) == nullptr);    // three and three from both
  CHECK(choices.find(key({200, 20, 1})) == nullptr);   // other sizes
  CHECK(choices.find(key({200, 20}, "covariance")) == nullptr);
  Choices shipped;
  shipped.set(key({1600, 160}), "of a family that is there");
  shipped.set(key({100, 50}, "covariance"), "of one that is not");
  choices.add_missing(shipped);
  CHECK(choices.find(key({1600, 160})) == nullptr);
  CHECK(*choices.find(key({100, 50}, "covariance")) == "of one that is not");
  choices.set(key({190, 19}), "other");  // of the same class
  CHECK(*choices.find(key({200, 20})) == "other");
}

TEST_CASE("choices: of sizes that one choice serves the largest is tuned for", "[tuning]") {
  std::vector<ChoiceKey> keys;  // as a horizon that grows looks them up
  for (std::int64_t T = 1; T <= 1000; ++T) keys.push_back(key({T}, "sweep"));
  keys.push_back(key({1000, 50000}, "covariance"));
  keys.push_back(key({900, 49000}, "covariance"));
  keys.push_back({"sweep", "double", "OpenMP avx2", {1000}});
  keys.push_back({"sweep", "float", "OpenMP avx512", {1000}});
  auto const largest = largest_of_each_class(keys);
  std::vector<ChoiceKey> expected;
  for (std::int64_t const T : {1, 2, 5, 11, 22, 45, 90, 181, 362, 724, 1000})
    expected.push_back(key({T}, "sweep"));
  expected.insert(expected.end(), keys.begin() + 1000, keys.begin() + 1001);
  expected.insert(expected.end(), keys.end() - 2, keys.end());
  CHECK(largest == expected);
  CHECK(largest_of_each_class({}).empty());
}

TEST_CASE("choices: what is asked is told", "[tuning]") {
  Choices choices;
  std::vector<ChoiceKey> asked;
  choices.asked = [&](ChoiceKey const& one) { asked.push_back(one); };
  auto const how = How().with(std::make_shared<Choices const>(choices));
  SignProduct<Exec, float> const product(Exec{}, 200, 100, 1, how);
  CovariancePlan<Exec, double> const covariance(Exec{}, 10, 100, how);
  REQUIRE(asked.size() == 2);
  CHECK(asked[0] == choice_key<Exec, float>(how, "sign_product", {200, 100, 1}));
  CHECK(asked[1] == choice_key<Exec, double>(how, "covariance", {10, 100}));
  CHECK(asked[1].precision == "double");
  CHECK(asked[0].target == std::string(Exec::name()) + " " + lanes::default_instruction_set().name);
}

TEST_CASE("choices: a variant that a kernel does not have is its first", "[tuning]") {
  std::vector<Variant<int>> const variants{{"estimate", 1}, {"two", 2}};
  CHECK(variant_of(variants, "two").launch == 2);
  CHECK(variant_of(variants, "three").launch == 1);
  CHECK(variant_of(variants, "").launch == 1);
}
