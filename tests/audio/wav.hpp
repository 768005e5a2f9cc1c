// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace mattis::testing {

/// The bytes of a WAV file of floats, frame by frame.
inline std::string wav_bytes(std::span<float const> samples, std::uint32_t rate,
                             std::uint16_t channels = 1) {
  std::string bytes;
  auto const put = [&](auto value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes.append(raw, sizeof value);
  };
  auto const length = static_cast<std::uint32_t>(4 * samples.size());
  bytes += "RIFF";
  put(36 + length);
  bytes += "WAVEfmt ";
  put(std::uint32_t{16});
  put(std::uint16_t{3});  // floats
  put(channels);
  put(rate);
  put(rate * channels * 4);
  put(static_cast<std::uint16_t>(channels * 4));
  put(std::uint16_t{32});
  bytes += "data";
  put(length);
  for (float const sample : samples) put(sample);
  return bytes;
}

}  // namespace mattis::testing
