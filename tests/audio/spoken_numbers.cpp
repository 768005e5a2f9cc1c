// SPDX-License-Identifier: BSD-3-Clause
// The demo's recordings, where espeak-ng is installed.
#include <io/scratch_folder.hpp>
#include <mattis/audio/recording_patterns.hpp>
#include <mattis/binary/pattern_overlaps.hpp>
#include <mattis/binary/recognise.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <string>

using mattis::testing::ScratchFolder;

TEST_CASE("audio: spoken numbers are 81 patterns that are far from independent", "[audio]") {
  if (std::system("command -v espeak-ng > /dev/null") != 0) SKIP("espeak-ng is not installed");
  ScratchFolder const folder;
  auto const numbers = (folder / "numbers").string();
  REQUIRE(std::system((MATTIS_SPOKEN_NUMBERS " '" + numbers + "' > /dev/null").c_str()) == 0);
  auto const patterns = mattis::audio::read_recording_folder(numbers);
  CHECK(patterns.P() == 81);
  CHECK(patterns.N == 513);
  CHECK(patterns.names[0] == "0.wav");
  CHECK(patterns.names[10] == "10.wav");
  CHECK(patterns.names[80] == "80.wav");
  auto const overlaps = mattis::binary::mutual_overlaps(patterns.entries, patterns.N);
  CHECK(overlaps.mean_absolute > 2 * 0.035);  // sqrt(2 / (pi N)) of independent ones
  CHECK(overlaps.largest[0].q < 1);
  for (int mu = 0; mu < patterns.P(); ++mu) {
    auto const found = mattis::binary::recognise(patterns.entries, patterns.pattern(mu));
    CHECK(found.mu == mu);
    CHECK(found.margin > 0);
  }
}
