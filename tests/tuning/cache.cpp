// SPDX-License-Identifier: BSD-3-Clause
// Files of entries: what is read is what was written, what is not an entry is skipped and told.
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/tuning/cache.hpp>
#include <mattis/tuning/subjects.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace mattis;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::testing::ScratchFolder;

namespace {

tuning::Entry entry(std::string const& variant = "alone", std::int64_t rows = 200) {
  tuning::Entry made;
  made.key = {"sign_product", "float", "OpenMP avx2", {rows, 20, 1}};
  made.revision = *tuning::revision("sign_product");
  made.machine = {"a processor", "", "GNU 12", 2};
  made.variant = variant;
  made.timings = {{"estimate", 2e-6, 2.5e-6, 31, false},
                  {variant, 1e-6, 1.25e-6, 31, false},
                  {"slow", 9e-6, 9e-6, 3, true}};
  made.ratio = 0.5;
  made.ratio_low = 0.45;
  made.ratio_high = 0.55;
  made.complete = true;
  return made;
}

void write(std::filesystem::path const& file, std::string const& text) {
  std::ofstream(file, std::ios::app) << text;
}

}  // namespace

TEST_CASE("tuning file: an entry is read as it was written", "[tuning]") {
  auto const written = entry();
  auto const read = tuning::from_line(tuning::to_line(written));
  CHECK(read.key == written.key);
  CHECK(read.machine == written.machine);
  CHECK(read.variant == "alone");
  CHECK(read.revision == written.revision);
  CHECK(read.ratio == 0.5);
  CHECK(read.ratio_low == 0.45);
  CHECK(read.ratio_high == 0.55);
  CHECK(read.complete);
  REQUIRE(read.timings.size() == 3);
  CHECK(read.timings[1].median == 1.25e-6);
  CHECK(read.timings[2].dropped);
  CHECK_FALSE(read.timings[0].dropped);
}

TEST_CASE("tuning file: lines that are no entries are skipped, with the place",
          "[tuning][errors]") {
  ScratchFolder const folder;
  auto const file = folder / "t.jsonl";
  auto const whole = tuning::to_line(entry());
  write(file, "not JSON\n\n" + whole + "\n{\"format\": 1}\n[1]\n");
  auto other = whole;
  other.replace(other.find("\"format\":1"), 10, "\"format\":7");
  write(file, other + "\n" + whole.substr(0, 50));
  auto const contents = tuning::read(file);
  REQUIRE(contents.entries.size() == 1);
  CHECK(contents.lines[0] == 3);
  REQUIRE(contents.notices.size() == 5);
  CHECK_THAT(contents.notices[0],
             StartsWith(file.string() + ":1: skipped, expected a JSON object, got 'not JSON'"));
  CHECK_THAT(
      contents.notices[1],
      ContainsSubstring(":4: skipped, expected an entry, got one in which key 'kernel' not found"));
  CHECK_THAT(contents.notices[2], StartsWith(file.string() + ":5: skipped, "));
  CHECK_THAT(contents.notices[3], ContainsSubstring(":6: skipped, expected format 1, got 7"));
  CHECK_THAT(contents.notices[4],
             StartsWith(file.string() + ":7: skipped, expected a JSON object"));
  for (auto const& notice : contents.notices) CHECK(notice.find('\n') == std::string::npos);
  // What is added behind a torn line is not lost with it.
  auto const more = entry("tiles4");
  tuning::append(file, {&more, 1});
  CHECK(tuning::read(file).entries.size() == 2);
}

TEST_CASE("tuning file: one that is not there, or cannot be", "[tuning][errors]") {
  ScratchFolder const folder;
  CHECK(tuning::read(folder / "none.jsonl").entries.empty());
  auto const one = entry();
  tuning::append(folder / "a/b/t.jsonl", {&one, 1});
  CHECK(tuning::read(folder / "a/b/t.jsonl").entries.size() == 1);
  write(folder / "file", "x");
  CHECK_THROWS_WITH(tuning::append(folder / "file/t.jsonl", {&one, 1}),
                    StartsWith((folder / "file/t.jsonl").string() + ": cannot be written: "));
  CHECK_THROWS_WITH(tuning::read(folder.path()),
                    StartsWith(folder.path().string() + ": cannot be read"));
}

TEST_CASE("tuning file: two writers at once lose nothing", "[tuning]") {
  ScratchFolder const folder;
  auto const file = folder / "t.jsonl";
  auto const add = [&](int of) {
    for (int i = 0; i < 200; ++i) {
      auto const one = entry("writer" + std::to_string(of), 1 + i);
      tuning::append(file, {&one, 1});
    }
  };
  std::thread first(add, 1), second(add, 2);
  first.join();
  second.join();
  auto const contents = tuning::read(file);
  CHECK(contents.entries.size() == 400);
  CHECK(contents.notices.empty());
}

TEST_CASE("tuning file: choices are of this machine and build, and the last of a key", "[tuning]") {
  tuning::Contents contents;
  auto const here = entry().machine;
  contents.file = "t.jsonl";
  auto const add = [&](tuning::Entry const& one) {
    contents.entries.push_back(one);
    contents.lines.push_back(static_cast<int>(contents.lines.size()) + 1);
  };
  auto foreign = entry("foreign");
  foreign.machine.device = "another";
  auto fewer = entry("fewer");
  fewer.machine.threads = 1;
  auto compiler = entry("compiler");
  compiler.machine.compiler = "GNU 14";
  auto stale = entry("stale");
  stale.revision = 0;
  auto unknown = entry("unknown");
  unknown.key.kernel = "tanh";
  for (auto const& one : {entry("first"), entry("last"), foreign, fewer, compiler, stale, unknown})
    add(one);
  CHECK_THAT(tuning::misfit(foreign, here),
             ContainsSubstring("made with device another, here a processor"));
  CHECK_THAT(tuning::misfit(fewer, here), ContainsSubstring("threads 1, here 2"));
  CHECK_THAT(tuning::misfit(stale, here), ContainsSubstring("revision 0"));
  CHECK_THAT(tuning::misfit(unknown, here), ContainsSubstring("kernel tanh"));
  std::vector<std::string> notices;
  auto const choices = tuning::choices(contents, here, notices);
  CHECK(*choices.find(entry().key) == "last");
  REQUIRE(notices.size() == 2);
  CHECK_THAT(notices[0], StartsWith("t.jsonl:6: skipped, made with revision 0, here "));
  CHECK_THAT(notices[1], StartsWith("t.jsonl:7: skipped, of kernel tanh"));
  notices.clear();
  auto elsewhere = here;
  elsewhere.device = "nobody's";
  CHECK(tuning::choices(contents, elsewhere, notices).empty());
  REQUIRE(notices.size() == 7);
  CHECK_THAT(notices[0],
             StartsWith("t.jsonl:1: skipped, made with device a processor, here nobody's"));
}

TEST_CASE("tuning file: where it is", "[tuning]") {
  auto const with = [](char const* file, char const* cache, char const* home) {
    auto const set = [](char const* name, char const* value) {
      value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
    };
    set("MATTIS_TUNING_FILE", file);
    set("XDG_CACHE_HOME", cache);
    set("HOME", home);
    return tuning::default_file().value_or("none").string();
  };
  std::string const home = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
  CHECK(with("/t/own.jsonl", "/c", "/h") == "/t/own.jsonl");
  CHECK(with(nullptr, "/c", "/h") == "/c/mattis/tuning.jsonl");
  CHECK(with(nullptr, "relative", "/h") == "/h/.cache/mattis/tuning.jsonl");
  CHECK(with("", "", "/h") == "/h/.cache/mattis/tuning.jsonl");
  CHECK(with(nullptr, nullptr, nullptr) == "none");
  ::setenv("HOME", home.c_str(), 1);
}

TEST_CASE("tuning file: what is shipped can be read, and is of kernels as they are", "[tuning]") {
  auto const contents = tuning::shipped();
  CHECK(tuning::shipped("another").entries.empty());
  CHECK(contents.notices.empty());
  for (auto const& one : contents.entries) {
    INFO(one.machine.device << ": " << one.key.kernel);
    CHECK(tuning::misfit(one, one.machine).empty());
    CHECK(one.timings.size() > 1);
  }
}
