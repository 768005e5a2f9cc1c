// SPDX-License-Identifier: BSD-3-Clause
#include <audio/wav.hpp>
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/audio/mean_spectrum.hpp>
#include <mattis/audio/recording.hpp>
#include <mattis/audio/recording_patterns.hpp>
#include <mattis/core/error.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <cmath>
#include <limits>
#include <vector>

using Catch::Matchers::StartsWith;
using mattis::testing::put_bytes;
using mattis::testing::Refuses;
using mattis::testing::ScratchFolder;
using mattis::testing::wav_bytes;
using namespace mattis::audio;

namespace {

std::vector<float> tone(std::size_t length, double frequency) {
  std::vector<float> samples(length);
  for (std::size_t i = 0; i < length; ++i)
    samples[i] = static_cast<float>(0.5 * std::cos(frequency * static_cast<double>(i)));
  return samples;
}

}  // namespace

TEST_CASE("audio: channels are averaged in their order", "[audio]") {
  ScratchFolder const folder;
  std::vector<float> const frames{0.25F, 0.5F, 0.75F, -0.5F, 0.125F, 0};
  put_bytes(folder / "three.wav", wav_bytes(frames, 8000, 3));
  auto const recording = read_recording(folder / "three.wav");
  CHECK(recording.rate == 8000);
  REQUIRE(recording.samples.size() == 2);
  CHECK(recording.samples[0] == 0.5F);
  CHECK(recording.samples[1] == -0.125F);
}

TEST_CASE("audio: resampling keeps a tone and the length's ratio", "[audio]") {
  double const rate = GENERATE(8000.0, 44100.0, 11025.0, 96000.0, 22051.0);
  CAPTURE(rate);
  double const turn = 2 * 3.14159265358979 * 440 / rate;
  auto const length = static_cast<std::size_t>(rate);
  auto const result = resampled({.rate = rate, .samples = tone(length, turn)}, 22050);
  CHECK(result.rate == 22050);
  CHECK(result.samples.size() ==
        static_cast<std::size_t>(std::ceil(static_cast<double>(length) * (22050 / rate))));
  for (std::size_t i = 5000; i < 15000; i += 7) {
    double const expected =
        0.5 * std::cos(2 * 3.14159265358979 * 440 / 22050 * static_cast<double>(i));
    REQUIRE(std::abs(static_cast<double>(result.samples[i]) - expected) < 2e-5);
  }
}

TEST_CASE("audio: at its own rate a recording stays as it is", "[audio]") {
  auto const samples = tone(1000, 0.1);
  CHECK(resampled({.rate = 22050, .samples = samples}, 22050).samples == samples);
}

TEST_CASE("audio: what is no recording is refused in a line that names it", "[audio][errors]") {
  ScratchFolder const folder;
  auto const whole = wav_bytes(tone(4000, 0.3), 22050);
  auto with_nan = tone(100, 0.2);
  with_nan[17] = std::numeric_limits<float>::quiet_NaN();
  struct Case {
    std::string name, bytes, got;
  };
  auto const bad = GENERATE_COPY(values<Case>({
      {"text.wav", "these are words", "libsndfile"},
      {"empty.wav", "", "libsndfile"},
      {"truncated.wav", whole.substr(0, 9000), "cut short, by 7044 bytes"},
      {"header.wav", whole.substr(0, 44), "cut short, by 16000 bytes"},
      {"no_samples.wav", wav_bytes({}, 22050), "without a sample"},
      {"nan.wav", wav_bytes(with_nan, 22050), "nan at frame 17"},
      {"silence.wav", wav_bytes(std::vector<float>(3000, 0.0F), 22050), "silence"},
  }));
  auto const path = folder / bad.name;
  put_bytes(path, bad.bytes);
  CHECK_THROWS_MATCHES(spectrum_of(path), mattis::Error,
                       Refuses(path.string() + ": expected", bad.got));
}

TEST_CASE("audio: files that are none are refused", "[audio][errors]") {
  ScratchFolder const folder;
  CHECK_THROWS_MATCHES(read_recording(folder / "none.wav"), mattis::Error,
                       Refuses("", "no such file"));
  CHECK_THROWS_MATCHES(read_recording(folder.path()), mattis::Error, Refuses("", "a folder"));
  CHECK_THROWS_MATCHES(read_recording("/dev/null"), mattis::Error, Refuses("", "no file"));
}

TEST_CASE("audio: a stream whose length nobody knew is no truncated one", "[audio]") {
  ScratchFolder const folder;
  auto bytes = wav_bytes(tone(2000, 0.3), 22050);
  for (std::size_t const at : {4, 40}) bytes.replace(at, 4, "\xff\xff\xff\xff");
  put_bytes(folder / "stream.wav", bytes);
  CHECK(read_recording(folder / "stream.wav").samples.size() == 2000);
}

TEST_CASE("audio: no damage to a recording does more than refuse it", "[audio][errors]") {
  ScratchFolder const folder;
  auto const whole = wav_bytes(tone(300, 0.3), 22050);
  auto const path = folder / "damaged.wav";
  for (std::size_t seed = 0; seed < 600; ++seed) {
    auto bytes = whole;
    bytes[seed * 7 % 48] = static_cast<char>(seed * 37 % 251);
    if (seed % 3 == 0) bytes.resize(seed * 11 % bytes.size());
    put_bytes(path, bytes);
    try {
      auto const bits = spectrum_of(path);
      CHECK(bits.size() == 513);
    } catch (mattis::Error const& error) {
      CHECK_THAT(error.what(), StartsWith(path.string()));
    }
  }
}

TEST_CASE("audio: a folder of recordings gives patterns in natural order", "[audio]") {
  ScratchFolder const folder;
  for (int const number : {10, 2, 1})
    put_bytes(folder / (std::to_string(number) + ".wav"),
              wav_bytes(tone(3000, 0.1 * number), 22050));
  put_bytes(folder / ".hidden", "not looked at");
  auto const patterns = read_recording_folder(folder.path());
  CHECK(patterns.names == std::vector<std::string>{"1.wav", "2.wav", "10.wav"});
  CHECK(patterns.N == 513);
  CHECK(patterns.entries.size() == 3 * 513);
  for (auto const entry : patterns.entries) REQUIRE((entry == 1 || entry == -1));
  auto const second = patterns.pattern(1);
  CHECK(std::vector<std::int8_t>(second.begin(), second.end()) ==
        signs(spectrum_of(folder / "2.wav")));
  put_bytes(folder / "readme.txt", "a mixed folder");
  CHECK_THROWS_MATCHES(read_recording_folder(folder.path()), mattis::Error,
                       Refuses((folder / "readme.txt").string(), ""));
}
