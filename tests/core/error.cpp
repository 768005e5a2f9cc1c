// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <limits>
#include <string>

using namespace mattis;
using Catch::Matchers::Message;

TEST_CASE("error: names the parameter, what was expected and the value", "[error]") {
  CHECK_THROWS_MATCHES(throw_unexpected("N", "at least 1 neuron", "0"), Error,
                       Message("N: expected at least 1 neuron, got 0"));
  CHECK_NOTHROW(expect(true, "N", "at least 1 neuron", 0));
  CHECK_THROWS_MATCHES(expect(false, "dt", "above 0", -0.1), Error,
                       Message("dt: expected above 0, got -0.1"));
}

TEST_CASE("error: one line, whatever the user gave, and nothing that a terminal obeys", "[error]") {
  CHECK_THROWS_MATCHES(throw_unexpected("a\nb", "text", "\x1b[31mred\t\x7f"), Error,
                       Message("a\\nb: expected text, got \\x1b[31mred\\x09\\x7f"));
  CHECK(std::string(Error("\xce\xb1 = 1").what()) == "\xce\xb1 = 1");  // UTF-8 stays as it is
}

TEST_CASE("error: a long value is told by its two ends and its length", "[error]") {
  std::string const value = std::string(160, 'a') + std::string(300, 'b') + std::string(40, 'c');
  CHECK_THROWS_MATCHES(throw_unexpected("a", "a number", value), Error,
                       Message("a: expected a number, got " + std::string(160, 'a') + " .. " +
                               std::string(40, 'c') + " (500 characters)"));
}

TEST_CASE("error: numbers are told by the shortest text that reads back as the same", "[error]") {
  CHECK(to_text(0.1) == "0.1");
  CHECK(to_text(1e300) == "1e+300");
  CHECK(to_text(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(to_text(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
}
