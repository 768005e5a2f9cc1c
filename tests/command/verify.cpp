// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using mattis::testing::run_program;
using mattis::testing::succeed;
using mattis::testing::words;

TEST_CASE("command: verify tells of every target, and how many there were", "[command]") {
  auto const out = succeed(words("verify --only tanh --cases 2"));
  INFO(out);
  auto const lines = std::count(out.begin(), out.end(), '\n');
  CHECK_THAT(out, EndsWith(std::to_string(lines - 1) + " verified, 0 failed\n"));
  for (auto const* text : {"tanh_and_slope", "float", "double", "portable", "2 shapes"})
    CHECK_THAT(out, ContainsSubstring(text));
}

TEST_CASE("command: verify --json is one line of JSON", "[command]") {
  auto const out = succeed(words("verify --only euler_step --cases 1 --json"));
  INFO(out);
  CHECK(std::count(out.begin(), out.end(), '\n') == 1);
  mattis::testing::JsonObject const line(out);
  CHECK(line["command"] == "\"verify\"");
  CHECK(line["failed"] == "0");
  for (auto const* text : {"euler_step", "\"passed\"", "\"worst\"", "\"where\""})
    CHECK_THAT(line["results"], ContainsSubstring(text));
}

TEST_CASE("command: verify refuses what it cannot verify", "[command][errors]") {
  auto const unknown = run_program(words("verify --only nothing_of_the_kind"));
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.err ==
        "mattis: only: expected a part of a name that `mattis verify` prints, got "
        "'nothing_of_the_kind'\n");
  auto const none = run_program(words("verify --cases 0"));
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, ContainsSubstring("mattis: cases: expected at least 1, got 0"));
}
