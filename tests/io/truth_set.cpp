// SPDX-License-Identifier: BSD-3-Clause
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <io/zip_bytes.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/truth_set.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

using mattis::Error;
using mattis::io::Array;
using mattis::io::Arrays;
using mattis::io::Compared;
using mattis::io::TruthSet;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::raw_bytes;
using mattis::testing::Refuses;
using mattis::testing::ScratchFolder;
using mattis::testing::zip_bytes;
using mattis::testing::ZipMember;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double without_end = std::numeric_limits<double>::infinity();

std::filesystem::path put_truth(ScratchFolder const& folder, Arrays const& arrays) {
  std::vector<ZipMember> members;
  for (auto const& [name, array] : arrays) {
    std::string shape = "(";
    for (auto const extent : array.shape) shape += std::to_string(extent) + ",";
    members.push_back(
        {name + ".npy", npy_bytes(npy_header("<f8", shape + ")"), raw_bytes(array.values))});
  }
  return put_bytes(folder / "truth.npz", zip_bytes(members));
}

/// Overlaps with errors, an exact law, and what is given.
Arrays const truth{{"version", {{}, {3}}},
                   {"dmft/a/m", {{3, 1}, {0.5, 0.6, unknown}}},
                   {"dmft/a/m_se", {{3, 1}, {0.01, 0.02, 0.02}}},
                   {"dmft/a/E", {{2}, {1, 2}}},
                   {"dmft/a/E_se", {{2}, {0, 0.1}}},
                   {"dmft/a/E_bound", {{}, {0.001}}},
                   {"chains/b/law", {{2}, {0.25, 0.75}}},
                   {"chains/b/law_bound", {{2}, {1e-12, 1e-13}}},
                   {"chains/b/given/J", {{1}, {7}}}};

Compared compare(Arrays const& theirs, std::string const& of = {}) {
  ScratchFolder const folder;
  return TruthSet(put_truth(folder, truth)).compare(theirs, "theirs", {.of = of});
}

mattis::io::Agreement compare_one(Arrays const& theirs) {
  auto const compared = compare(theirs);
  REQUIRE(compared.quantities.size() == 1);
  return compared.quantities[0];
}

}  // namespace

TEST_CASE("truth set: its quantities and cases", "[truth]") {
  ScratchFolder const folder;
  TruthSet const set(put_truth(folder, truth));
  CHECK(set.version() == 3);
  CHECK(set.names() == std::vector<std::string>{"chains/b/law", "dmft/a/E", "dmft/a/m"});
  CHECK(set.cases() == std::vector<std::string>{"chains/b", "dmft/a"});
}

TEST_CASE("truth set: differences are counted in combined standard errors", "[truth]") {
  auto const exact = compare_one({{"dmft/a/m", {{3, 1}, {0.5, 0.6, 17}}}});
  CHECK(exact.agrees);
  CHECK(exact.difference == 0);
  auto const near = compare_one({{"dmft/a/m", {{3}, {0.53, 0.6, unknown}}}});
  CHECK(near.agrees);
  CHECK(std::abs(near.standard_errors - 3) < 1e-12);
  CHECK(std::abs(near.difference - 0.03) < 1e-15);
  CHECK(near.where == "(0, 0)");
  auto const far = compare_one({{"dmft/a/m", {{3}, {0.5, 0.7, 0}}}});
  CHECK_FALSE(far.agrees);
  CHECK(std::abs(far.standard_errors - 5) < 1e-12);
  CHECK(far.where == "(1, 0)");
  // Of less certain numbers it is none.
  auto const less =
      compare_one({{"dmft/a/m", {{3}, {0.5, 0.7, 0}}}, {"dmft/a/m_se", {{}, {std::sqrt(0.0021)}}}});
  CHECK(less.agrees);
  CHECK(std::abs(less.standard_errors - 2) < 1e-12);
  auto const missing = compare_one({{"dmft/a/m", {{3}, {0.5, unknown, 0}}}});
  CHECK_FALSE(missing.agrees);
  CHECK(missing.difference == without_end);
}

TEST_CASE("truth set: bounds are allowed for before errors are", "[truth]") {
  auto const within = compare_one({{"dmft/a/E", {{2}, {1.0009, 2}}}});
  CHECK(within.agrees);
  CHECK(within.standard_errors == 0);
  auto const beyond = compare_one({{"dmft/a/E", {{2}, {1.002, 2}}}});  // it has no error there
  CHECK_FALSE(beyond.agrees);
  CHECK(beyond.standard_errors == without_end);
  CHECK(beyond.where == "(0)");
  CHECK(compare_one({{"chains/b/law", {{2}, {0.25 + 5e-13, 0.75}}}}).agrees);
  CHECK_FALSE(compare_one({{"chains/b/law", {{2}, {0.25, 0.75 + 5e-13}}}}).agrees);
  CHECK(compare_one(
            {{"chains/b/law", {{2}, {0.25, 0.75 + 5e-13}}}, {"chains/b/law_bound", {{}, {1e-12}}}})
            .agrees);
}

TEST_CASE("truth set: trials are averaged", "[truth]") {
  auto const mean = compare_one({{"dmft/a/m",
                                  {{4, 3, 1},
                                   {0.5, 0.6, 1, 0.5, 0.6, 1,  //
                                    0.6, 0.7, 1, 0.6, 0.7, 1}}}});
  CHECK(std::abs(mean.difference - 0.05) < 1e-12);
  double const se = std::sqrt(4 * 0.05 * 0.05 / 3 / 4);
  CHECK(std::abs(mean.standard_errors - 0.05 / std::hypot(0.01, se)) < 1e-9);
  CHECK(mean.agrees);
}

TEST_CASE("truth set: quantities of one case by their own names", "[truth]") {
  auto const compared = compare({{"m", {{3}, {0.5, 0.6, 0}}},
                                 {"m_se", {{3}, {0, 0, 0}}},
                                 {"E", {{2}, {1, 3}}},
                                 {"given/J", {{1}, {8}}},
                                 {"wall", {{}, {1}}}},
                                "dmft/a");
  REQUIRE(compared.quantities.size() == 2);
  CHECK(compared.quantities[0].name == "dmft/a/E");
  CHECK_FALSE(compared.quantities[0].agrees);
  CHECK(compared.quantities[1].agrees);
  CHECK(compared.ignored == std::vector<std::string>{"wall"});
}

TEST_CASE("truth set: what cannot be compared is refused in one line", "[truth]") {
  auto const refuse = [](Arrays const& theirs, std::string const& start) {
    CHECK_THROWS_MATCHES(compare(theirs), Error, Refuses(start, ""));
  };
  refuse({{"dmft/a/m", {{2}, {0, 0}}}}, "theirs: dmft/a/m: expected shape (3, 1), got (2)");
  refuse({{"dmft/a/m", {{1, 4, 1}, {0, 0, 0, 0}}}}, "theirs: dmft/a/m: expected shape");
  refuse({{"dmft/a/m", {{3}, {0, 0, 0}}}, {"dmft/a/m_se", {{2}, {0, 0}}}},
         "theirs: dmft/a/m_se: expected 3 errors, or one of all, got 2");
  refuse({{"dmft/a/m", {{3}, {0, 0, 0}}}, {"dmft/a/m_se", {{3}, {0, -1, 0}}}},
         "theirs: dmft/a/m_se: expected errors of at least 0, got -1");
  refuse({{"dmft/a/m", {{3}, {0, 0, 0}}}, {"dmft/a/m_bound", {{}, {unknown}}}},
         "theirs: dmft/a/m_bound: expected errors of at least 0");
  ScratchFolder const folder;
  auto const path = put_truth(folder, {{"m", {{1}, {0}}}});
  CHECK_THROWS_MATCHES(TruthSet(path), Error,
                       Refuses(path.string() + ": expected a truth set, with its version", ""));
}
