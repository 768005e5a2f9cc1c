// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The reference results in tests/data (README there).
#include <mattis/io/hdf5.hpp>

#include <backends/reference/network.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace mattis::test {

inline io::Hdf5File reference_data(std::string const& name) {
  return io::Hdf5File::open(std::string(MATTIS_TEST_DATA) + "/" + name + ".h5");
}

inline reference::Signs signs_in(io::Hdf5File const& file, std::string const& name) {
  auto const extents = file.extents(name);
  return {extents[0], extents[1], file.read<std::int8_t>(name)};
}

/// Largest |a - b| / sqrt(se_a^2 + se_b^2): how many combined standard errors two estimates are
/// apart. An entry that is exactly equal counts as 0, so that entries known exactly (se = 0) may be
/// among them.
template <class Values, class Errors>
double largest_z(Values const& a, Errors const& a_se, std::vector<double> const& b,
                 std::vector<double> const& b_se) {
  double largest = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    double const difference = std::abs(a[i] - b[i]);
    if (difference == 0) continue;
    double const z = difference / std::sqrt(a_se[i] * a_se[i] + b_se[i] * b_se[i]);
    largest = std::isnan(z) ? INFINITY : std::max(largest, z);
  }
  return largest;
}

}  // namespace mattis::test
