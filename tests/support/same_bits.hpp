// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstring>

namespace mattis::test {

/// Of Views without gaps, or of vectors: NaN is NaN, and 0 is not -0.
template <class Values>
bool same_bits(Values const& a, Values const& b) {
  if (a.size() != b.size()) return false;
  return a.size() == 0 || std::memcmp(a.data(), b.data(), a.size() * sizeof *a.data()) == 0;
}

}  // namespace mattis::test
