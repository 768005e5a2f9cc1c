// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/spectrum_picture.hpp>
#include <mattis/core/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace mattis::audio {

namespace {

constexpr std::size_t bar_width = 2, half_height = 60, strip_height = 12, gap = 8;
constexpr std::size_t panel_height = 2 * half_height + 1 + gap + strip_height + gap;
constexpr std::uint8_t white = 255, agreeing = 0, differing = 150, axis = 210;
constexpr double decibels = 60;

/// Pixels of each bar, 1 to half_height.
std::vector<std::size_t> bar_heights(std::span<std::complex<float> const> spectrum) {
  double largest = 0;
  for (auto const value : spectrum)
    largest = std::max(largest, std::abs(static_cast<double>(value.real())));
  std::vector<std::size_t> heights;
  for (auto const value : spectrum) {
    double const level =
        largest > 0 ? 20 * std::log10(std::abs(static_cast<double>(value.real())) / largest)
                    : -decibels;
    double const share = std::clamp(1 + level / decibels, 0.0, 1.0);
    heights.push_back(1 + static_cast<std::size_t>(std::lround(share * (half_height - 1))));
  }
  return heights;
}

}  // namespace

io::GrayImage spectrum_picture(std::span<std::complex<float> const> spectrum,
                               PicturedPatterns const& patterns) {
  std::array const panels{patterns.stored, patterns.cued, patterns.retrieved};
  for (auto const& panel : panels)
    expect(panel.size() == spectrum.size(), "patterns",
           std::to_string(spectrum.size()) + " entries as the spectrum",
           static_cast<std::int64_t>(panel.size()));
  auto const heights = bar_heights(spectrum);
  io::GrayImage image{
      .width = bar_width * spectrum.size(), .height = panel_height * panels.size(), .values = {}};
  image.values.assign(image.width * image.height, white);
  auto const fill = [&](std::size_t k, std::size_t first, std::size_t rows, std::uint8_t value) {
    for (std::size_t y = first; y < first + rows; ++y)
      std::fill_n(
          image.values.begin() + static_cast<std::ptrdiff_t>(y * image.width + k * bar_width),
          bar_width, value);
  };
  for (std::size_t p = 0; p < panels.size(); ++p) {
    std::size_t const middle = p * panel_height + half_height;
    for (std::size_t k = 0; k < spectrum.size(); ++k) {
      bool const up = panels[p][k] > 0;
      std::uint8_t const ink = panels[p][k] == patterns.stored[k] ? agreeing : differing;
      fill(k, middle, 1, axis);
      fill(k, up ? middle - heights[k] : middle + 1, heights[k], ink);
      if (up) fill(k, middle + half_height + 1 + gap, strip_height, ink);
    }
  }
  return image;
}

}  // namespace mattis::audio
