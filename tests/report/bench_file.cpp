// SPDX-License-Identifier: BSD-3-Clause
// Files of measurements: what is read is what was written, and what is none is refused by name.
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/report/bench_file.hpp>
#include <mattis/report/format.hpp>
#include <report/made.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <limits>
#include <string>
#include <vector>

using namespace mattis;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::made_file;
using mattis::testing::made_machine;
using mattis::testing::ScratchFolder;

namespace {

/// The text of a file in which one place is another.
std::string with(std::string const& place, std::string const& other) {
  auto text = report::to_json(made_file());
  auto const begin = text.find(place);
  REQUIRE(begin != std::string::npos);
  return text.replace(begin, place.size(), other);
}

std::string refusal(std::string const& text) {
  try {
    report::from_json(text, "b.json");
  } catch (Error const& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("bench file: a file is read as it was written", "[report]") {
  ScratchFolder const folder;
  auto const path = folder / "a.json";
  auto written = made_file();
  written.energy = {true, "RAPL package"};
  written.rows[0].energy_J = 0.0125;
  written.rows[0].accuracy->of = "ulp";
  written.rows[0].dropped_s = {1.5e-3};
  std::ofstream(path) << report::to_json(written);
  auto const read = report::read(path);
  CHECK(read.name == path.string());
  CHECK(read.machine.device == "AMD EPYC 9V74");
  CHECK(read.machine.driver.empty());
  CHECK(read.machine.compiler == "GNU 14");
  CHECK(read.machine.threads == 2);
  CHECK(read.build.version == "0.1.0");
  CHECK(read.build.git_hash == "abc1234");
  CHECK(read.build.flags == "-O3");
  CHECK(read.build.kokkos == "5.2.0");
  CHECK(read.build.configuration == written.build.configuration);
  CHECK(read.settings.quick);
  CHECK(read.settings.tuning == "read");
  REQUIRE(read.ceilings.size() == 2);
  CHECK(read.ceilings[1].target == "OpenMP avx2");
  CHECK(read.ceilings[1].kind == "multiply-adds");
  CHECK(read.ceilings[1].precision == "float");
  CHECK(read.ceilings[1].value == 2.1e11);
  CHECK(read.ceilings[1].unit == "flop/s");
  CHECK(read.energy.readable);
  CHECK(read.energy.words == "RAPL package");
  REQUIRE(read.rows.size() == 2);
  auto const& row = read.rows[0];
  CHECK(row.kernel == "overlap and field");
  CHECK(row.precision == "float");
  CHECK(row.target == "OpenMP avx512");
  CHECK(row.sizes == report::Sizes{{"N", 20000}, {"P", 2000}});
  CHECK(row.variant == "estimate");
  CHECK(row.threads == 2);
  CHECK(row.unit == "entries/s");
  CHECK(row.work == 8e7);
  CHECK(row.samples_s == written.rows[0].samples_s);
  CHECK(row.dropped_s == written.rows[0].dropped_s);
  CHECK(row.ceiling->kind == "memory");
  CHECK(row.ceiling->share == 0.93);
  CHECK(row.accuracy->worst == 0.031);
  CHECK(row.accuracy->of == "ulp");
  CHECK(*row.energy_J == 0.0125);
  REQUIRE(row.peers.size() == 1);
  CHECK(row.peers[0].name == "OpenBLAS sgemv");
  CHECK(row.peers[0].samples_s == written.rows[0].peers[0].samples_s);
  CHECK(row.median_s() == 1e-3);
  CHECK(row.rate() == 8e10);
  CHECK_FALSE(read.rows[1].ceiling);
  CHECK_FALSE(read.rows[1].accuracy);
  CHECK_FALSE(read.rows[1].energy_J);
  CHECK(read.rows[1].peers.empty());
  CHECK(report::to_json(read) == report::to_json(written));
}

TEST_CASE("bench file: the text is that of the format", "[report]") {
  auto const text = report::to_json(made_file());
  CHECK_THAT(text, StartsWith("{\"format\":1,\"command\":\"bench\",\"machine\":{\"device\":"));
  CHECK_THAT(text, ContainsSubstring("\"sizes\":{\"N\":20000,\"P\":2000}"));
  CHECK_THAT(text, ContainsSubstring("\"energy\":{\"readable\":false,\"words\":\"not readable\"}"));
  CHECK_THAT(text, ContainsSubstring("\"ceiling\":{\"kind\":\"memory\",\"share\":0.93}"));
  CHECK_THAT(text, ContainsSubstring("\"ceiling\":null,\"accuracy\":null,\"energy_J\":null"));
  auto more = text;  // of a later version
  more.insert(1, "\"later\":[1],");
  CHECK(report::from_json(more, "b.json").rows.size() == 2);
}

TEST_CASE("bench file: every key is asked for", "[report][errors]") {
  auto const text = report::to_json(made_file());
  int keys = 0;
  for (auto end = text.find("\":"); end != std::string::npos; end = text.find("\":", end + 1)) {
    auto const key = text.substr(text.rfind('"', end - 1) + 1);
    auto const name = key.substr(0, key.find('"'));
    if (name.size() == 1) continue;                         // names of sizes are anyone's
    if (name == "dropped_s" || name == "rounds") continue;  // files of before have none
    CAPTURE(name);
    auto other = text;
    other.insert(end, "x");
    CHECK_THAT(refusal(other),
               StartsWith("b.json: ") && ContainsSubstring("expected a key \"" + name + "\""));
    ++keys;
  }
  CHECK(keys > 50);
}

TEST_CASE("bench file: what makes no sense is refused by place and what was expected",
          "[report][errors]") {
  CHECK(refusal("[]") == "b.json: expected a JSON object, got []");
  CHECK(refusal(with("\"format\":1", "\"format\":2")) ==
        "b.json: format: expected format 1, got 2");
  CHECK(refusal(with("\"bench\"", "\"tune\"")) ==
        "b.json: command: expected \"bench\", got \"tune\"");
  CHECK(refusal(with("\"rows\":[{", "\"rows\":[7,{")) ==
        "b.json: rows[0]: expected a JSON object, got 7");
  CHECK(refusal(with("\"AMD EPYC 9V74\"", "null")) ==
        "b.json: machine.device: expected a text, got null");
  CHECK(refusal(with("\"quick\":true", "\"quick\":1")) ==
        "b.json: settings.quick: expected true or false, got 1");
  CHECK_THAT(refusal(with("\"N\":20000", "\"N\":2.5")),
             StartsWith("b.json: rows[0].sizes.N: expected an integer from 0 to "));
  CHECK_THAT(refusal(with("\"N\":20000", "\"N\":18446744073709551615")),
             StartsWith("b.json: rows[0].sizes.N: expected an integer"));
  CHECK_THAT(refusal(with("\"sizes\":{\"N\":20000,\"P\":2000}", "\"sizes\":[20000]")),
             StartsWith("b.json: rows[0].sizes: expected an object of sizes, got [20000]"));
  for (std::string const threads : {"0", "-1", "2147483648", "\"2\""})
    CHECK_THAT(
        refusal(with("\"threads\":2,\"unit\"", "\"threads\":" + threads + ",\"unit\"")),
        StartsWith("b.json: rows[0].threads: expected an integer from 1 to 2147483647, got "));
  for (std::string const samples : {"[]", "null", "0.001"})
    CHECK(refusal(with("[0.001,0.0011,0.0009]", samples)) ==
          "b.json: rows[0].samples_s: expected an array of one time or more, in seconds, got " +
              samples);
  for (std::string const sample : {"0.0", "-0.001", "null", "\"1\""})
    CHECK(refusal(with("[0.001,0.0011,0.0009]", "[0.001," + sample + "]")) ==
          "b.json: rows[0].samples_s[1]: expected a time above 0, in seconds, got " + sample);
  CHECK_THAT(refusal(with("\"work\":80000000.0", "\"work\":0")),
             StartsWith("b.json: rows[0].work: expected a number above 0, got 0"));
  CHECK_THAT(refusal(with("\"share\":0.93", "\"share\":-0.1")),
             StartsWith("b.json: rows[0].ceiling.share: expected a number, 0 or more, got -0.1"));
  CHECK_THAT(refusal(with("\"of\":\"bound\"", "\"of\":\"percent\"")),
             StartsWith("b.json: rows[0].accuracy.of: expected \"bound\" or \"ulp\", got "));
  CHECK_THAT(refusal(with("\"energy_J\":null", "\"energy_J\":\"0\"")),
             StartsWith("b.json: rows[0].energy_J: expected a number, 0 or more"));
  CHECK_THAT(refusal(with("\"peers\":[{", "\"peers\":[3,{")),
             StartsWith("b.json: rows[0].peers[0]: expected a JSON object"));
  CHECK_THAT(refusal(with("\"peers\":[]", "\"peers\":null")),
             StartsWith("b.json: rows[1].peers: expected an array, got null"));
  CHECK_THAT(refusal(with("[0.002,0.0021,0.0022]", "[]")),
             StartsWith("b.json: rows[0].peers[0].samples_s: expected an array of one time"));
  CHECK_THAT(refusal(with("\"value\":51200000000.0", "\"value\":0")),
             StartsWith("b.json: ceilings[0].value: expected a number above 0"));
  CHECK_THAT(refusal(with("0.001,0.0011", "1e999")),
             StartsWith("b.json: expected a file of mattis bench"));
}

TEST_CASE("bench file: no torn file is taken for a whole one", "[report][errors]") {
  auto const text = report::to_json(made_file());
  for (std::size_t end = 0; end + 1 < text.size(); end += end < 40 ? 1 : 37) {
    CAPTURE(end);
    auto const what = refusal(text.substr(0, end));
    CHECK_THAT(what,
               StartsWith("b.json: expected a file of mattis bench, got parse error at line 1"));
    CHECK(what.find('\n') == std::string::npos);
  }
  CHECK_THAT(refusal("\xff\xfe"), StartsWith("b.json: expected a file of mattis bench"));
  CHECK_THAT(refusal(std::string(100000, '[')),
             StartsWith("b.json: expected a file of mattis bench"));
}

TEST_CASE("bench file: one that is not there, or cannot be", "[report][errors]") {
  ScratchFolder const folder;
  CHECK_THROWS_WITH(report::read(folder / "none.json"),
                    StartsWith((folder / "none.json").string() + ": cannot be read: "));
  CHECK_THROWS_WITH(report::read(folder.path()),
                    StartsWith(folder.path().string() + ": cannot be read: a folder"));
  std::ofstream(folder / "empty.json").close();
  CHECK_THROWS_WITH(
      report::read(folder / "empty.json"),
      StartsWith((folder / "empty.json").string() + ": expected a file of mattis bench"));
}

TEST_CASE("bench file: what could not be read is not written", "[report][errors]") {
  auto file = made_file();
  file.rows[1].samples_s.clear();
  CHECK_THROWS_WITH(report::to_json(file), StartsWith("a.json: rows[1].samples_s: expected"));
  file = made_file();
  file.rows[0].work = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(report::to_json(file), StartsWith("a.json: rows[0].work: expected"));
}

TEST_CASE("report: numbers as people read them", "[report]") {
  using report::number_text;
  using report::quantity_text;
  CHECK(quantity_text(51.2e9, "byte/s") == "51.2 Gbyte/s");
  CHECK(quantity_text(999.6e6, "flop/s") == "1.00 Gflop/s");
  CHECK(quantity_text(999.4, "flop/s") == "999 flop/s");
  CHECK(quantity_text(1, "J") == "1.00 J");
  CHECK(quantity_text(0, "J") == "0 J");
  CHECK(quantity_text(-2500, "J") == "-2.50 kJ");
  CHECK(quantity_text(1e24, "byte") == "1.00e+24 byte");
  CHECK(report::seconds_text(12.34e-6) == "12.3 µs");
  CHECK(report::seconds_text(0.2) == "200 ms");
  CHECK(report::percent_text(0.93) == "93.0 %");
  CHECK(report::percent_text(0.0031) == "0.310 %");
  CHECK(report::percent_text(1.234) == "123 %");
  CHECK(number_text(0.031) == "0.0310");
  CHECK(number_text(4500) == "4500");
  CHECK(number_text(1234567) == "1.23e+06");
  CHECK(report::ratio_text(1.0234) == "1.023");
  CHECK(report::ratio_text(250) == "250");
  CHECK(report::sizes_text({{"N", 20}, {"P", 3}}) == "N 20 P 3");
}
