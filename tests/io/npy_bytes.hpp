// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <io/put_bytes.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace mattis::testing {

/// The bytes of a .npy file with this header text and data, as NumPy aligns them.
inline std::string npy_bytes(std::string header, std::string const& data, int version = 1) {
  std::size_t const before = version == 1 ? 10 : 12;
  while ((before + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string bytes("\x93NUMPY");
  bytes += static_cast<char>(version);
  bytes += '\0';
  for (std::size_t byte = 0; byte < before - 8; ++byte)
    bytes += static_cast<char>(header.size() >> 8 * byte & 255);
  return bytes + header + data;
}

inline std::string npy_header(std::string const& descr, std::string const& shape,
                              bool fortran_order = false) {
  return "{'descr': '" + descr + "', 'fortran_order': " + (fortran_order ? "True" : "False") +
         ", 'shape': " + shape + ", }";
}

/// Numbers one behind the other.
template <class Number>
std::string raw_bytes(std::vector<Number> const& numbers, bool reversed = false) {
  std::string bytes;
  for (auto const number : numbers) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    if (reversed) std::reverse(raw, raw + sizeof number);
    bytes.append(raw, sizeof number);
  }
  return bytes;
}

}  // namespace mattis::testing
