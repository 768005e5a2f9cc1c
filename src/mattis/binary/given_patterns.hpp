// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <vector>

namespace mattis::binary {

/// Signs of given patterns, (P, N) row-major, +1 or -1.
struct GivenPatterns {
  std::int64_t P = 0, N = 0;
  std::vector<std::int8_t> entries;
};

}  // namespace mattis::binary
