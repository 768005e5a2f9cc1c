// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/recording_patterns.hpp>
#include <mattis/audio/retrieve_recording.hpp>
#include <mattis/audio/spectrum_picture.hpp>
#include <mattis/core/error.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <filesystem>

using mattis::testing::Refuses;
using namespace mattis::audio;

namespace {

namespace fs = std::filesystem;
using Signs = std::vector<std::int8_t>;

fs::path const data = fs::path(MATTIS_TEST_DATA) / "audio";

mattis::io::NamedPatterns recordings() {
  mattis::io::NamedPatterns patterns{.names = {}, .N = 513, .entries = {}};
  for (auto const* name :
       {"pcm16_22050.wav", "float_16000.wav", "pcm8_11025.wav", "ulaw_8000.wav"}) {
    auto const spectrum = spectrum_of(data / name);
    patterns.names.emplace_back(name);
    for (auto const value : spectrum) patterns.entries.push_back(value.real() > 0 ? 1 : -1);
  }
  return patterns;
}

Signs with_inverted(std::span<std::int8_t const> pattern, std::size_t every) {
  Signs cue(pattern.begin(), pattern.end());
  for (std::size_t i = 0; i < cue.size(); i += every) cue[i] = static_cast<std::int8_t>(-cue[i]);
  return cue;
}

/// Sweeps at T = 0 of a network with Hebb's couplings, written down as they are.
Retrieval hebb(mattis::io::NamedPatterns const& patterns) {
  return [&patterns](std::span<std::int8_t const> cue) {
    Signs state(cue.begin(), cue.end());
    for (int sweep = 0; sweep < 10; ++sweep)
      for (std::size_t i = 0; i < state.size(); ++i) {
        int field = 0;
        for (int mu = 0; mu < patterns.P(); ++mu) {
          auto const pattern = patterns.pattern(mu);
          int overlap = -pattern[i] * state[i];
          for (std::size_t j = 0; j < state.size(); ++j) overlap += pattern[j] * state[j];
          field += pattern[i] * overlap;
        }
        if (field * state[i] < 0) state[i] = static_cast<std::int8_t>(-state[i]);
      }
    return state;
  };
}

}  // namespace

TEST_CASE("audio: a corrupted recording comes back by its name", "[audio]") {
  auto const patterns = recordings();
  for (int mu = 0; mu < patterns.P(); ++mu) {
    auto const cue = with_inverted(patterns.pattern(mu), 5);
    auto const found = retrieve_recording(patterns, cue, hebb(patterns));
    CHECK(found.name == patterns.names[static_cast<std::size_t>(mu)]);
    CHECK(found.mu == mu);
    CHECK(found.overlap > 0.95);
    CHECK(found.margin > 0.3);
  }
}

TEST_CASE("audio: the negative of a recording is that recording", "[audio]") {
  auto const patterns = recordings();
  auto const found = retrieve_recording(patterns, patterns.pattern(2),
                                        [&](auto cue) { return with_inverted(cue, 1); });
  CHECK(found.mu == 2);
  CHECK(found.overlap == -1);
}

TEST_CASE("audio: a cue or a state of another length is refused", "[audio][errors]") {
  auto const patterns = recordings();
  auto const same = [](auto cue) { return Signs(cue.begin(), cue.end()); };
  CHECK_THROWS_MATCHES(retrieve_recording(patterns, Signs(512, 1), same), mattis::Error,
                       Refuses("", "cue: expected 513 entries"));
  CHECK_THROWS_MATCHES(
      retrieve_recording(patterns, Signs(513, 1), [](auto) { return Signs(3, 1); }), mattis::Error,
      Refuses("", "state: expected 513 entries"));
}

TEST_CASE("audio: the picture shows where a pattern differs from the stored one", "[audio]") {
  auto const spectrum = spectrum_of(data / "pcm16_22050.wav");
  Signs stored(spectrum.size());
  std::transform(spectrum.begin(), spectrum.end(), stored.begin(),
                 [](auto value) { return static_cast<std::int8_t>(value.real() > 0 ? 1 : -1); });
  auto const cued = with_inverted(stored, 4);
  auto const picture =
      spectrum_picture(spectrum, {.stored = stored, .cued = cued, .retrieved = stored});
  CHECK(picture.width == 2 * 513);
  CHECK(picture.height % 3 == 0);
  auto const panel = picture.height / 3;
  std::vector<std::size_t> gray(3, 0), black(3, 0);
  for (std::size_t y = 0; y < picture.height; ++y)
    for (std::size_t x = 0; x < picture.width; ++x) {
      auto const value = picture.values[y * picture.width + x];
      gray[y / panel] += value == 150;
      black[y / panel] += value == 0;
    }
  CHECK(gray[0] == 0);
  CHECK(gray[2] == 0);
  CHECK(gray[1] > 2 * 513 / 4);  // a pixel of every inverted bar, two wide, at least
  CHECK(black[0] == black[2]);
  CHECK(black[1] < black[0]);
  auto const first = picture.values.begin();
  CHECK(std::equal(first, first + static_cast<std::ptrdiff_t>(panel * picture.width),
                   first + static_cast<std::ptrdiff_t>(2 * panel * picture.width)));
  CHECK_THROWS_AS(
      spectrum_picture(spectrum, {.stored = stored, .cued = Signs(3, 1), .retrieved = stored}),
      mattis::Error);
}
