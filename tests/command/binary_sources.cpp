// SPDX-License-Identifier: BSD-3-Clause
// Networks that store patterns of recordings and arrays instead of random ones.
#include <audio/wav.hpp>
#include <command/json.hpp>
#include <command/program.hpp>
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::check_refusal;
using mattis::testing::JsonObject;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::ScratchFolder;
using mattis::testing::succeed;
using mattis::testing::words;

namespace {

namespace fs = std::filesystem;

constexpr int P = 12, N = 120;

/// A .npy file of P random patterns.
void put_patterns(fs::path const& path, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string signs;
  for (int i = 0; i < P * N; ++i) signs += random() % 2 == 0 ? '\1' : '\xff';
  put_bytes(path, npy_bytes(npy_header("|i1", "(12, 120)"), signs));
}

}  // namespace

TEST_CASE("command: a phase map of given patterns", "[command][binary]") {
  ScratchFolder const folder;
  auto const xi = (folder / "xi.npy").string(), out = (folder / "map.h5").string();
  put_patterns(xi);
  std::string const line = "binary phase-map --temperatures 0.05:1.5:5 --sweeps 20 --seed 4";
  JsonObject const summary(succeed(words(line, {"--npy", xi, "--out", out, "--json"})));
  CHECK(summary["N"] == "120");
  CHECK(summary["loads"] == "11");  // 2 to all 12
  auto const file = Hdf5File::open(out);
  CHECK(file.extents("m") == Extents{11, 5});
  CHECK(file.attribute<std::string>("command") == "binary phase-map");
  CHECK_THAT(file.attribute<std::string>("patterns"),
             StartsWith("npy " + xi + ", 12 x 120, fingerprint "));

  // An order drawn from the seed, of all of them.
  auto names = file.read_texts("names");
  CHECK(!std::is_sorted(names.begin(), names.end()));
  std::sort(names.begin(), names.end());
  CHECK(std::unique(names.begin(), names.end()) - names.begin() == P);

  // Lines of the theory: 1 + sqrt(load), and none of retrieval beyond 0.138.
  auto const load = file.read<double>("load"), T_g = file.read<double>("T_g"),
             T_M = file.read<double>("T_M"), T_c = file.read<double>("T_c");
  REQUIRE(T_M.size() == load.size());
  for (std::size_t i = 0; i < load.size(); ++i) {
    CHECK(std::abs(T_g[i] - 1 - std::sqrt(load[i])) < 1e-14);
    CHECK((T_M[i] > 0 && T_M[i] < T_g[i]));  // loads up to 0.1
    CHECK(std::isnan(T_c[i]) == (load[i] > 0.0525));
  }
}

TEST_CASE("command: rows of a map of other patterns are not gone on from", "[command][binary]") {
  ScratchFolder const folder;
  auto const xi = (folder / "xi.npy").string(), out = (folder / "map.h5").string();
  put_patterns(xi);
  std::string const line = "binary phase-map --temperatures 0.05:1.5:5 --sweeps 20";
  succeed(words(line, {"--npy", xi, "--out", out}));
  fs::rename(out, out + ".part");  // as a run leaves it that is ended behind its last row
  put_patterns(xi, 2);
  check_refusal(words(line, {"--npy", xi, "--out", out, "--resume"}),
                "resume: expected rows of patterns");
  check_refusal(words(line, {"--N", "120", "--loads", "2:12:11", "--out", out, "--resume"}),
                "resume: expected rows of patterns = random");
  put_patterns(xi);
  succeed(words(line, {"--npy", xi, "--out", out, "--resume"}));
  CHECK(Hdf5File::open(out).extents("m") == Extents{11, 5});
}

TEST_CASE("command: a pattern of a name is cued and comes back", "[command][binary]") {
  ScratchFolder const folder;
  auto const xi = (folder / "xi.npy").string(), out = (folder / "retrieval.h5").string();
  put_patterns(xi);
  std::string const line =
      "binary retrieve --T 0.1 --corruption 0.15 --replicas 24 --sweeps 30 --P 4";
  // Each of them, among the first four in the drawn order or not.
  auto const name = GENERATE(std::string("0"), std::string("5"), std::string("11"));
  JsonObject const one(succeed(words(line, {"--npy", xi, "--cue", name, "--out", out, "--json"})));
  CHECK(one["N"] == "120");
  CHECK(one["networks"] == "1");
  CHECK_THAT(one["came_back"], StartsWith("[\"" + name + "\""));
  CHECK(std::stod(one["m"]) > 0.9);
  CHECK(!one.has("m_theory"));  // which is of random patterns
  auto const file = Hdf5File::open(out);
  auto const names = file.read_texts("names");
  REQUIRE(names.size() == 4);
  for (auto const cue : file.read<std::int64_t>("cue"))
    CHECK(names[static_cast<std::size_t>(cue)] == name);
  // The course of the overlap ends where the replicas do: it is of the same pattern.
  auto const course = file.read<double>("course"), m = file.read<double>("m");
  double mean = 0;
  for (double const overlap : m) mean += std::abs(overlap) / static_cast<double>(m.size());
  CHECK(std::abs(course.back() - mean) < 1e-12);
  CHECK_THAT(succeed(words(line, {"--npy", xi, "--cue", name})),
             ContainsSubstring("came back") && ContainsSubstring(name + " in 2"));
}

TEST_CASE("command: all patterns are stored where no number is given", "[command][binary]") {
  ScratchFolder const folder;
  auto const xi = (folder / "xi.npy").string();
  put_patterns(xi);
  JsonObject const line(succeed({"binary", "retrieve", "--npy", xi, "--sweeps", "5", "--json"}));
  CHECK(line["P"] == "12");
  JsonObject const random(succeed({"binary", "retrieve", "--sweeps", "1", "--json"}));
  CHECK(random["P"] == "50");
  CHECK(random["N"] == "1000");
  CHECK(random["patterns"] == "\"random\"");
}

TEST_CASE("command: the replica-symmetric overlap beside that of random patterns",
          "[command][binary]") {
  std::string const line = "binary retrieve --N 2000 --P 40 --sweeps 10 --json --T ";
  JsonObject const cold(succeed(words(line + "0.2")));
  JsonObject const theory(succeed(words("equilibrium point --alpha 0.02 --T 0.2 --json")));
  CHECK(std::stod(cold["m_theory"]) == std::stod(theory["m"]));
  CHECK(std::abs(std::stod(cold["m"]) - std::stod(cold["m_theory"])) < 0.02);
  CHECK(JsonObject(succeed(words(line + "0.9")))["m_theory"] == "null");  // above T_M
  CHECK(!JsonObject(succeed(words(line + "0.2 --dynamics zero"))).has("m_theory"));
  CHECK(!JsonObject(succeed(words(line + "0.2 --dynamics little"))).has("m_theory"));
  CHECK_THAT(succeed(words("binary retrieve --T 0.9 --sweeps 1")),
             ContainsSubstring("none above T_M"));
}

TEST_CASE("command: scans, sequences and forgetting of given patterns", "[command][binary]") {
  ScratchFolder const folder;
  auto const xi = (folder / "xi.npy").string();
  put_patterns(xi);
  JsonObject const basin(succeed(words(
      "binary basin --P 3 --corruption 0:0.1:2 --rule clipped --sweeps 20 --json", {"--npy", xi})));
  CHECK(basin["N"] == "120");
  CHECK(basin["networks"] == "1");
  CHECK(basin["retrieved"] == "[1, 1]");
  CHECK_THAT(basin["patterns"], ContainsSubstring("12 x 120"));
  JsonObject const capacity(
      succeed(words("binary capacity --loads 0.01:0.1:2 --json", {"--npy", xi})));
  CHECK(!capacity.has("m_theory"));
  JsonObject const mixtures(succeed(words("binary mixtures --P 5 --n 3 --json", {"--npy", xi})));
  CHECK(mixtures.has("retrieved"));
  // They follow each other in the order of the rows.
  JsonObject const sequence(
      succeed(words("binary sequence --P 4 --json --replicas 4", {"--npy", xi})));
  CHECK(sequence["N"] == "120");
  CHECK(std::stod(sequence["in_order"]) == 1);
  JsonObject const forgetting(succeed(words("binary forgetting --json", {"--npy", xi})));
  CHECK(forgetting["P"] == "12");
  CHECK(forgetting["networks"] == "1");
  check_refusal(words("binary forgetting --networks 3", {"--npy", xi}), "networks");
  check_refusal(words("binary sequence --P 13", {"--npy", xi}), "P: expected at most the 12");
  check_refusal(words("binary capacity --loads 0.5:0.6:2", {"--npy", xi}),
                "P: expected at most the 12");
  check_refusal(words("binary basin --N 100", {"--npy", xi}), "N: expected the 120");
}

TEST_CASE("command: given patterns that do not fit are refused in a line",
          "[command][binary][errors]") {
  ScratchFolder const folder;
  auto const xi = (folder / "xi.npy").string();
  put_patterns(xi);
  std::vector<std::string> const given{"--npy", xi};
  check_refusal(words("binary phase-map --N 100", given),
                "N: expected the 120 entries of the patterns");
  check_refusal(words("binary phase-map --loads 2:13:12", given),
                "loads: expected at most the 12 patterns of " + xi + ", got 13");
  check_refusal(words("binary phase-map --networks 2", given),
                "networks: expected 1 with given patterns");
  check_refusal(words("binary retrieve --N 100", given),
                "N: expected the 120 entries of the patterns");
  check_refusal(words("binary retrieve --P 13", given),
                "P: expected from 1 to the 12 patterns of " + xi);
  check_refusal(words("binary retrieve --networks 2", given),
                "networks: expected 1 with given patterns");
  check_refusal(words("binary retrieve --cue 12", given),
                "cue: expected the name of a pattern (the nearest is 1");
  check_refusal(words("binary retrieve --cue 1"),
                "cue: expected patterns that have names (--audio, --images or --npy), got none");
  check_refusal(words("binary retrieve --picture p.png", given),
                "picture: expected recordings (--audio FOLDER), got none");
  check_refusal(words("binary retrieve --images none", given), "images: expected one of");
  check_refusal(words("binary phase-map --images", {(folder / "none").string()}),
                (folder / "none").string() + ": expected a folder of PBM and PNG images");
  check_refusal(words("binary phase-map --out", {xi, "--npy", xi}),
                "npy: expected another file than the output");
  check_refusal(words("binary retrieve --figure", {xi, "--npy", xi}),
                "figure: expected a name that ends in .png, .pdf or .svg");
  CHECK(folder.entries() == 1);
}

#ifdef MATTIS_AUDIO
namespace {

/// A folder of recordings of noise: patterns that are independent.
fs::path noise_recordings(ScratchFolder const& folder) {
  auto const noises = folder / "noises";
  fs::create_directory(noises);
  std::mt19937 random(7);
  for (int i = 0; i < 12; ++i) {
    std::vector<float> samples(8000);
    for (auto& sample : samples) sample = static_cast<float>(random() >> 8) * 0x1p-24f - 0.5f;
    put_bytes(noises / (std::to_string(i) + ".wav"), mattis::testing::wav_bytes(samples, 22050));
  }
  return noises;
}

/// Replicas of 100 that end nearest to the recording that they are cues of.
int right_of_hundred(fs::path const& recordings, int patterns, int seed) {
  ScratchFolder const folder;
  auto const out = (folder / "retrieval.h5").string();
  JsonObject const line(
      succeed(words("binary retrieve --T 0.1 --corruption 0.2 --replicas 100 --json",
                    {"--audio", recordings.string(), "--P", std::to_string(patterns), "--seed",
                     std::to_string(seed), "--out", out})));
  CHECK(line["N"] == "513");
  auto const file = Hdf5File::open(out);
  CHECK_THAT(file.attribute<std::string>("patterns"), ContainsSubstring("22050 samples a second"));
  auto const cue = file.read<std::int64_t>("cue"), nearest = file.read<std::int64_t>("nearest");
  REQUIRE(cue.size() == 100);
  int right = 0;
  for (std::size_t r = 0; r < cue.size(); ++r) right += cue[r] == nearest[r];
  CHECK(std::abs(std::stod(line["right"]) - right / 100.0) < 1e-12);
  return right;
}

}  // namespace

TEST_CASE("command: the right recording comes back in 99 of 100 replicas",
          "[command][binary][audio]") {
  ScratchFolder const folder;
  auto const seed = GENERATE(1, 2, 3);
  CHECK(right_of_hundred(noise_recordings(folder), 8, seed) >= 99);
}

namespace {

/// Recordings of a folder, one after the other in their order as far as the |q| of each with the
/// others sum to less than `limit`, in a folder of their own. \return how many
int copy_unlike(fs::path const& recordings, double limit, fs::path const& to) {
  ScratchFolder const folder;
  auto const out = (folder / "patterns.h5").string();
  succeed({"binary", "patterns", "--audio", recordings.string(), "--out", out});
  auto const file = Hdf5File::open(out);
  auto const names = file.read_texts("names");
  auto const signs = file.read<double>("patterns");
  std::size_t const neurons = signs.size() / names.size();
  auto const overlap = [&](std::size_t mu, std::size_t nu) {
    double sum = 0;
    for (std::size_t i = 0; i < neurons; ++i)
      sum += signs[mu * neurons + i] * signs[nu * neurons + i];
    return std::abs(sum) / static_cast<double>(neurons);
  };
  std::vector<std::size_t> taken;
  for (std::size_t mu = 0; mu < names.size(); ++mu) {
    taken.push_back(mu);
    bool const unlike = std::all_of(taken.begin(), taken.end(), [&](std::size_t one) {
      double sum = 0;
      for (auto const other : taken) sum += other == one ? 0 : overlap(one, other);
      return sum < limit;
    });
    if (!unlike) taken.pop_back();
  }
  fs::create_directory(to);
  for (auto const mu : taken) fs::copy_file(recordings / names[mu], to / names[mu]);
  return static_cast<int>(taken.size());
}

}  // namespace

TEST_CASE("command: so it is with spoken numbers that are unlike", "[command][binary][audio]") {
  if (std::system("command -v espeak-ng > /dev/null") != 0) SKIP("espeak-ng is not installed");
  ScratchFolder const folder;
  auto const numbers = folder / "numbers";
  REQUIRE(std::system((MATTIS_SPOKEN_NUMBERS " '" + numbers.string() + "' > /dev/null").c_str()) ==
          0);
  for (int seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    CHECK(right_of_hundred(numbers, 2, seed) >= 99);  // whichever two
  }
  auto const unlike = folder / "unlike";
  int const count = copy_unlike(numbers, 0.4, unlike);  // why 0.4: docs/audio.md
  CHECK(count >= 6);
  for (int seed = 1; seed <= 3; ++seed) {
    CAPTURE(count, seed);
    CHECK(right_of_hundred(unlike, count, seed) >= 99);
  }
}

TEST_CASE("command: the spectrum of what came back as a picture", "[command][binary][audio]") {
  ScratchFolder const folder;
  auto const audio = noise_recordings(folder).string();
  auto const name = fs::directory_iterator(audio)->path().filename().string();
  std::string const line = "binary retrieve --P 6 --T 0.1 --corruption 0.2 --replicas 4 --json";
  auto const picture = folder / "picture.pgm";
  JsonObject const one(
      succeed(words(line, {"--audio", audio, "--cue", name, "--picture", picture.string()})));
  CHECK_THAT(one["came_back"], StartsWith("[\"" + name + "\""));
  CHECK(one["picture"] == "\"" + picture.string() + "\"");
  CHECK(fs::file_size(picture) > 1026 * 100);  // two pixels a coefficient
  check_refusal(words(line, {"--audio", audio, "--picture", (folder / "picture.txt").string()}),
                (folder / "picture.txt").string() + ": expected a name that ends in .png or .pgm");
  check_refusal(words(line, {"--audio", audio, "--cue", name + "x"}),
                "cue: expected the name of a pattern (the nearest is " + name + ")");
}
#endif
