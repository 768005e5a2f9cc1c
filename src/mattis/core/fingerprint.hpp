// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>

namespace mattis {

/// FNV-1a of bytes, going on from `before`: tells contents apart, and is no guard against forgery.
inline std::uint64_t fingerprint(void const* bytes, std::size_t size,
                                 std::uint64_t before = 0xcbf29ce484222325u) {
  auto const* const first = static_cast<unsigned char const*>(bytes);
  for (std::size_t i = 0; i < size; ++i) before = (before ^ first[i]) * 0x100000001b3u;
  return before;
}

}  // namespace mattis
