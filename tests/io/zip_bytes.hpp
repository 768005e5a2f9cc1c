// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mattis::testing {

/// The checksum of zip archives, bit by bit.
inline std::uint32_t crc32_of(std::string const& bytes) {
  std::uint32_t crc = 0xffffffff;
  for (unsigned char const byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1U ? 0xedb88320 : 0U);
  }
  return ~crc;
}

/// A member of an archive: `packed` is `bytes` where it is stored (method 0).
struct ZipMember {
  std::string name, bytes, packed = bytes;
  unsigned method = 0, flags = 0;
};

inline std::string little_endian(std::size_t value, unsigned bytes) {
  std::string text;
  for (unsigned byte = 0; byte < bytes; ++byte, value >>= 8)  // by no more than it has bits
    text += static_cast<char>(value & 255);
  return text;
}

inline std::string zip_bytes(std::vector<ZipMember> const& members,
                             std::string const& remark = {}) {
  std::string archive, directory;
  for (auto const& one : members) {
    auto const common = little_endian(20, 2) + little_endian(one.flags, 2) +
                        little_endian(one.method, 2) + little_endian(0, 4) +
                        little_endian(crc32_of(one.bytes), 4) +
                        little_endian(one.packed.size(), 4) + little_endian(one.bytes.size(), 4) +
                        little_endian(one.name.size(), 2);
    directory += "PK\x01\x02" + little_endian(20, 2) + common + little_endian(0, 12) +
                 little_endian(archive.size(), 4) + one.name;
    archive += "PK\x03\x04" + common + little_endian(0, 2) + one.name + one.packed;
  }
  auto const count = little_endian(members.size(), 2);
  return archive + directory + "PK\x05\x06" + little_endian(0, 4) + count + count +
         little_endian(directory.size(), 4) + little_endian(archive.size(), 4) +
         little_endian(remark.size(), 2) + remark;
}

}  // namespace mattis::testing
