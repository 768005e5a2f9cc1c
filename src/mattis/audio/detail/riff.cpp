// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/detail/riff.hpp>

#include <array>
#include <fstream>
#include <string_view>
#include <system_error>

namespace mattis::audio::detail {

std::uintmax_t missing_bytes(std::filesystem::path const& file) {
  std::error_code failure;
  auto const size = std::filesystem::file_size(file, failure);
  std::ifstream in(file, std::ios::binary);
  std::array<char, 12> head{};
  if (failure || !in.read(head.data(), head.size())) return 0;
  std::string_view const form(head.data(), 4), kind(head.data() + 8, 4);
  bool const big_endian = form == "RIFX";
  if ((form != "RIFF" && !big_endian) || kind != "WAVE") return 0;
  constexpr std::uint32_t unknown = 0x7ffff000;  // and above: what programs write into a pipe
  std::uintmax_t at = head.size();
  for (std::array<char, 8> chunk{};
       in.seekg(static_cast<std::streamoff>(at)) && in.read(chunk.data(), chunk.size());) {
    std::uint32_t length = 0;
    for (unsigned byte = 0; byte < 4; ++byte)
      length |= std::uint32_t{static_cast<unsigned char>(chunk[4 + byte])}
                << 8 * (big_endian ? 3 - byte : byte);
    at += chunk.size();
    if (std::string_view(chunk.data(), 4) == "data")
      return length >= unknown || at + length <= size ? 0 : at + length - size;
    at += std::uintmax_t{length} + length % 2;
    if (at >= size) return 0;
  }
  return 0;
}

}  // namespace mattis::audio::detail
