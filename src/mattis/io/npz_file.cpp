// SPDX-License-Identifier: BSD-3-Clause
// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/io/npy_file.hpp>
#include <mattis/io/npz_file.hpp>

#include <boost/crc.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#ifdef MATTIS_ZLIB
#define ZLIB_CONST  // its input is
#include <zlib.h>
#endif

namespace mattis::io {

namespace {

constexpr auto* expected_npz = "a readable .npz file";

/// Of the end of the archive, and of an entry of its directory.
constexpr std::size_t end_bytes = 22, entry_bytes = 46, local_bytes = 30;
constexpr std::size_t longest_remark = 65535;  // behind the end

struct Member {
  std::string name;
  unsigned method = 0;  ///< 0: stored, 8: deflated
  std::uint32_t checksum = 0;
  std::size_t packed = 0, size = 0;  ///< in bytes
  std::size_t at = 0;                ///< of its own header
};

class Archive {
 public:
  explicit Archive(std::filesystem::path const& path) : path_(path.string()) {
    std::error_code failure;
    auto const size = std::filesystem::file_size(path, failure);
    if (failure) refuse("one that cannot be read");
    expect_fits_in_memory(path_, static_cast<double>(size));
    bytes_.resize(size);
    std::ifstream in(path, std::ios::binary);
    in.read(bytes_.data(), static_cast<std::streamsize>(size));
    if (!in) refuse("one that cannot be read");
  }

  std::vector<Member> members() {
    auto const end = find_end();
    auto const count = number(end + 10, 2), bytes = number(end + 12, 4), at = number(end + 16, 4);
    constexpr std::size_t large = 0xffffffff;
    if (count == 0xffff || bytes == large || at == large)
      refuse("one of more than 65534 arrays or 4 GiB");
    if (at > end || bytes > end - at) refuse("one that was cut short");
    directory_ = at;
    std::vector<Member> all;
    std::size_t here = at;
    for (std::size_t i = 0; i < count; ++i) {
      if (here + entry_bytes > end || text(here, 4) != "PK\x01\x02") refuse("a damaged directory");
      auto const name_bytes = number(here + 28, 2);
      Member member{.name = {},
                    .method = static_cast<unsigned>(number(here + 10, 2)),
                    .checksum = static_cast<std::uint32_t>(number(here + 16, 4)),
                    .packed = number(here + 20, 4),
                    .size = number(here + 24, 4),
                    .at = number(here + 42, 4)};
      bool const encrypted = (number(here + 8, 2) & 1U) != 0;
      here += entry_bytes;
      if (name_bytes > end - here) refuse("a damaged directory");
      member.name = text(here, name_bytes);
      here += name_bytes + number(here - 16, 2) + number(here - 14, 2);
      if (encrypted) refuse("an encrypted one");
      if (member.packed == large || member.size == large || member.at == large)
        refuse("one with an array of more than 4 GiB");
      all.push_back(std::move(member));
    }
    return all;
  }

  /// The bytes of a member, compared with its checksum.
  std::string content(Member const& member) const {
    auto const name = path_ + ": " + member.name;
    auto const damaged = [&] { throw_unexpected(name, "a readable array", "a damaged one"); };
    if (member.at + local_bytes > directory_ || text(member.at, 4) != "PK\x03\x04") damaged();
    auto const first =
        member.at + local_bytes + number(member.at + 26, 2) + number(member.at + 28, 2);
    if (first > directory_ || member.packed > directory_ - first) damaged();
    auto const packed = text(first, member.packed);
    std::string bytes;
    if (member.method == 0) {
      if (member.size != member.packed) damaged();
      bytes = packed;
    } else if (member.method == 8) {
      bytes = inflated(packed, member.size, name);
    } else {
      throw_unexpected(name, "a stored or deflated array",
                       "one packed by method " + std::to_string(member.method));
    }
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    if (crc.checksum() != member.checksum) damaged();
    return bytes;
  }

 private:
  [[noreturn]] void refuse(char const* got) const { throw_unexpected(path_, expected_npz, got); }

  std::string_view text(std::size_t at, std::size_t bytes) const {
    return std::string_view(bytes_).substr(at, bytes);
  }

  /// Little-endian; zero beyond the end of the file.
  std::size_t number(std::size_t at, unsigned bytes) const {
    std::size_t value = 0;
    for (unsigned byte = 0; byte < bytes && at + byte < bytes_.size(); ++byte)
      value |= std::size_t{static_cast<unsigned char>(bytes_[at + byte])} << 8 * byte;
    return value;
  }

  std::size_t find_end() const {
    if (bytes_.size() < end_bytes) refuse("one that was cut short");
    auto const last = bytes_.size() - end_bytes;
    auto const first = last - std::min(last, longest_remark);
    for (auto at = last + 1; at-- > first;)
      if (text(at, 4) == "PK\x05\x06") return at;
    refuse("one that was cut short");
  }

  static std::string inflated([[maybe_unused]] std::string_view packed,
                              [[maybe_unused]] std::size_t size, std::string const& name) {
#ifdef MATTIS_ZLIB
    // Deflate packs by a factor of 1032 at most: what claims more is not trusted with memory.
    if (size > 1032 * (packed.size() + 1) || size > std::numeric_limits<uInt>::max())
      throw_unexpected(name, "a readable array", "a damaged one");
    expect_fits_in_memory(name, static_cast<double>(size));
    std::string bytes(size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
      throw_unexpected(name, "memory to unpack it", "none");
    stream.next_in = reinterpret_cast<Bytef const*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    auto const result = inflate(&stream, Z_FINISH);
    bool const whole = result == Z_STREAM_END && stream.total_out == size;
    inflateEnd(&stream);
    if (!whole) throw_unexpected(name, "a readable array", "a damaged one");
    return bytes;
#else
    throw_unexpected(name, "a stored array (np.savez), as this build has no zlib",
                     "a deflated one (np.savez_compressed)");
#endif
  }

  std::string path_, bytes_;
  std::size_t directory_ = 0;  ///< where it begins: behind all members
};

}  // namespace

Arrays read_npz(std::filesystem::path const& path) {
  constexpr std::string_view ending = ".npy";
  Archive archive(path);
  Arrays arrays;
  for (auto const& member : archive.members()) {
    if (!member.name.ends_with(ending)) continue;
    auto const name = member.name.substr(0, member.name.size() - ending.size());
    NpyFile npy(path.string() + ": " + member.name, archive.content(member));
    auto values = npy.values();
    if (!arrays.emplace(name, Array{npy.shape(), std::move(values)}).second)
      throw_unexpected(path.string(), "arrays of different names", "two called " + name);
  }
  return arrays;
}

}  // namespace mattis::io
