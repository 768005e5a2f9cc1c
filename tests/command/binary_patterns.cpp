// SPDX-License-Identifier: BSD-3-Clause
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <filesystem>

using Catch::Matchers::ContainsSubstring;
using mattis::io::Hdf5File;
using mattis::testing::check_refusal;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;

namespace {

namespace fs = std::filesystem;

}  // namespace

TEST_CASE("command: patterns of an array, with their overlaps", "[command][binary]") {
  ScratchFolder const folder;
  put_bytes(folder / "xi.npy", npy_bytes(npy_header("|i1", "(3, 4)"),
                                         std::string("\1\1\1\1\1\1\1\xff\xff\xff\1\1", 12)));
  auto const out = succeed({"binary", "patterns", "--npy", (folder / "xi.npy").string(), "--json",
                            "--out", (folder / "patterns.h5").string(), "--pairs", "2"});
  CHECK(std::count(out.begin(), out.end(), '\n') == 1);
  mattis::testing::JsonObject const line(out);
  CHECK(line["patterns"] == "3");
  CHECK(std::stod(line["q_max"]) == 0.5);
  auto const file = Hdf5File::open(folder / "patterns.h5");
  CHECK(file.extents("patterns") == mattis::io::Extents{3, 4});
  CHECK(file.read<std::int8_t>("patterns") ==
        std::vector<std::int8_t>{1, 1, 1, 1, 1, 1, 1, -1, -1, -1, 1, 1});
  CHECK(file.read_texts("names") == std::vector<std::string>{"0", "1", "2"});
  CHECK_THAT(succeed({"binary", "patterns", "--npy", (folder / "xi.npy").string()}),
             ContainsSubstring("3 of 4 entries") && ContainsSubstring("+0.500  0  1"));
}

TEST_CASE("command: patterns that cannot be are refused in a line", "[command][binary][errors]") {
  ScratchFolder const folder;
  fs::create_directory(folder / "empty");
  fs::create_directory(folder / "images");
  put_bytes(folder / "images/a.pbm", "P1 2 1 10");
  put_bytes(folder / "images/b.pbm", "P1 2 2 1001");
  auto const text = [&](char const* name) { return (folder / name).string(); };
  check_refusal({"binary", "patterns"}, "patterns: expected a source", "got none");
  check_refusal({"binary", "patterns", "--images", text("empty")}, text("empty"), "an empty one");
  check_refusal({"binary", "patterns", "--images", text("none")}, text("none"), "no such folder");
  check_refusal({"binary", "patterns", "--images", text("images")}, text("images/b.pbm"), "2 x 2");
  check_refusal({"binary", "patterns", "--images", text("images"), "--npy", "x.npy"},
                "images: expected one of audio, images and npy", "two");
  check_refusal({"binary", "patterns", "--npy", text("none.npy")}, text("none.npy"),
                "no such file");
  check_refusal({"binary", "patterns", "--npy", text("images"), "--rate", "0"}, "rate: expected",
                "got 0");
  check_refusal({"binary", "patterns", "--npy", text("images"), "--rate", "fast"},
                "rate: expected a number or native", "'fast'");
  check_refusal({"binary", "patterns", "--npy", text("images"), "--pairs", "0"}, "pairs: expected",
                "got 0");
  CHECK(folder.entries() == 2);
}

TEST_CASE("command: a group names its commands", "[command][binary]") {
  CHECK_THAT(succeed({"binary", "--help"}),
             ContainsSubstring("patterns") && ContainsSubstring("chain"));
  CHECK_THAT(succeed({"help", "binary"}),
             ContainsSubstring("patterns") && ContainsSubstring("chain"));
  CHECK_THAT(succeed({"--help"}), ContainsSubstring("binary"));
  CHECK_THAT(succeed({"binary", "chain", "--help"}), ContainsSubstring("--dynamics"));
  CHECK_THAT(succeed({"help", "binary", "chain"}), ContainsSubstring("--dynamics"));
  check_refusal({"binary"}, "command: expected", "binary chain, binary patterns");
  check_refusal({"binary", "chian"}, "command: expected", "the nearest is binary chain");
  check_refusal({"binary", "--T", "1"}, "command: expected", "binary chain");
}

#ifdef MATTIS_AUDIO
TEST_CASE("command: patterns of recordings are librosa's bits", "[command][binary][audio]") {
  ScratchFolder const folder;
  auto const data = fs::path(MATTIS_TEST_DATA) / "audio";
  auto const expected = Hdf5File::open(data / "expected.h5");
  auto const names = expected.read_texts("names");
  fs::create_directory(folder / "recordings");
  for (auto const& name : names) fs::copy(data / name, folder / "recordings" / name);
  auto const rate = GENERATE(std::string("22050"), std::string("native"));
  succeed({"binary", "patterns", "--audio", (folder / "recordings").string(), "--rate", rate,
           "--out", (folder / (rate + ".h5")).string()});
  auto const file = Hdf5File::open(folder / (rate + ".h5"));
  CHECK(file.extents("patterns") == mattis::io::Extents{names.size(), 513});
  auto const bits = file.read<std::int8_t>("patterns");
  auto const theirs = expected.read<std::int8_t>(rate == "native" ? "native_bits" : "bits");
  auto const own_names = file.read_texts("names");
  for (std::size_t mu = 0; mu < names.size(); ++mu) {
    auto const at = std::find(own_names.begin(), own_names.end(), names[mu]) - own_names.begin();
    REQUIRE(static_cast<std::size_t>(at) < names.size());
    CHECK(std::equal(bits.begin() + 513 * at, bits.begin() + 513 * (at + 1),
                     theirs.begin() + static_cast<std::ptrdiff_t>(513 * mu)));
  }
}

TEST_CASE("command: a folder with a broken recording is refused by its name",
          "[command][binary][audio][errors]") {
  ScratchFolder const folder;
  put_bytes(folder / "noise.wav", "no recording");
  check_refusal({"binary", "patterns", "--audio", folder.path().string(), "--out",
                 (folder / "p.h5").string()},
                (folder / "noise.wav").string(), "libsndfile");
  CHECK(folder.entries() == 1);
}
#else
TEST_CASE("command: without its libraries, recordings are refused in a line",
          "[command][binary][audio][errors]") {
  check_refusal({"binary", "patterns", "--audio", "folder"},
                "audio: expected a build with libsndfile", "got one without");
}
#endif
