// SPDX-License-Identifier: BSD-3-Clause
// The bits that librosa gives: tests/data/audio/make.py made recordings and what librosa makes of
// them.
#include <mattis/audio/mean_spectrum.hpp>
#include <mattis/audio/recording.hpp>
#include <mattis/audio/recording_patterns.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <support/matchers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <filesystem>
#include <numbers>

namespace {

namespace fs = std::filesystem;
using namespace mattis::audio;

fs::path const data = fs::path(MATTIS_TEST_DATA) / "audio";

struct Expected {
  std::vector<std::string> names;
  std::vector<std::int8_t> bits;
  std::vector<double> real, imag;

  explicit Expected(std::string const& prefix) {
    auto const file = mattis::io::Hdf5File::open(data / "expected.h5");
    names = file.read_texts("names");
    bits = file.read<std::int8_t>(prefix + "bits");
    real = file.read<double>(prefix + "real");
    imag = file.read<double>(prefix + "imag");
  }
};

/// Above the differences of FFTs and resamplers that were compiled differently, of the largest
/// coefficient; on x86 there are none.
constexpr double bound = 1e-7;

}  // namespace

TEST_CASE("audio: coefficients and bits are librosa's", "[audio]") {
  auto const [prefix, options] = GENERATE(
      table<std::string, RecordingOptions>({{"", {}}, {"native_", {.rate = std::nullopt}}}));
  Expected const expected(prefix);
  REQUIRE(expected.names.size() == 10);
  int near_zero = 0;
  for (std::size_t file = 0; file < expected.names.size(); ++file) {
    INFO(prefix << expected.names[file]);
    auto const spectrum = spectrum_of(data / expected.names[file], options);
    REQUIRE(spectrum.size() == coefficients);
    auto const own_bits = signs(spectrum);
    std::size_t const first = file * coefficients;
    double largest = 0, worst = 0;
    for (std::size_t k = 0; k < coefficients; ++k) {
      std::complex<double> const theirs(expected.real[first + k], expected.imag[first + k]);
      largest = std::max(largest, std::abs(theirs));
      worst = std::max(worst, std::abs(std::complex<double>(spectrum[k]) - theirs));
    }
    CHECK(worst <= bound * largest);
    for (std::size_t k = 0; k < coefficients; ++k) {
      if (std::abs(expected.real[first + k]) <= bound * largest) {
        ++near_zero;
      } else {
        CHECK(own_bits[k] == expected.bits[first + k]);
      }
    }
  }
  CHECK(near_zero == 0);
}

TEST_CASE("audio: the mean spectrum is that of its definition", "[audio]") {
  std::size_t const length = GENERATE(1, 2, 511, 512, 513, 1024, 1500, 2048, 2049);
  CAPTURE(length);
  std::vector<float> samples(length);
  for (std::size_t i = 0; i < length; ++i)
    samples[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i * i % 1009)));
  auto const got = mean_spectrum(samples);
  REQUIRE(got.size() == 513);
  auto const frames = static_cast<std::ptrdiff_t>(1 + length / 512);
  std::vector<double> real, imag, got_real, got_imag;
  double largest = 0;
  for (std::size_t k = 0; k < coefficients; k += 19) {
    std::complex<double> sum = 0;
    for (std::ptrdiff_t t = 0; t < frames; ++t)
      for (std::ptrdiff_t i = 0; i < 1024; ++i) {
        auto const at = t * 512 + i - 512;
        if (at < 0 || at >= static_cast<std::ptrdiff_t>(length)) continue;
        double const angle = 2 * std::numbers::pi / 1024;
        double const window = 0.5 - 0.5 * std::cos(angle * static_cast<double>(i));
        sum += window * static_cast<double>(samples[static_cast<std::size_t>(at)]) *
               std::polar(1.0,
                          -angle * static_cast<double>(i * static_cast<std::ptrdiff_t>(k) % 1024));
      }
    sum /= static_cast<double>(frames);
    largest = std::max(largest, std::abs(sum));
    real.push_back(sum.real());
    imag.push_back(sum.imag());
    got_real.push_back(static_cast<double>(got[k].real()));
    got_imag.push_back(static_cast<double>(got[k].imag()));
  }
  CHECK_THAT(got_real, mattis::test::Within(real, 1e-6 * largest + 1e-12));
  CHECK_THAT(got_imag, mattis::test::Within(imag, 1e-6 * largest + 1e-12));
}

TEST_CASE("audio: a sign is +1 above zero alone", "[audio]") {
  std::vector<std::complex<float>> const spectrum{
      {0.5F, -1}, {0, 3}, {-0.0F, 0}, {-1e-30F, 0}, {1e-40F, 0}};
  CHECK(signs(spectrum) == std::vector<std::int8_t>{1, -1, -1, -1, 1});
}

TEST_CASE("audio: no sample has no spectrum", "[audio][errors]") {
  CHECK_THROWS_AS(mean_spectrum({}), mattis::Error);
}
