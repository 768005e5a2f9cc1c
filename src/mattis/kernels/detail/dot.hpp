// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis::detail {

/// sum_i a_i b_i in eight interleaved partial sums: a fixed order that the compiler can keep in
/// vectors.
inline double dot(double const* a, double const* b, int n) {
  double part[8] = {};
  int i = 0;
  for (; i + 8 <= n; i += 8) {
    for (int j = 0; j < 8; ++j) part[j] += a[i + j] * b[i + j];
  }
  for (; i < n; ++i) part[i % 8] += a[i] * b[i];
  return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
}

/// y += factor x
inline void add_scaled(double factor, double const* x, double* y, int n) {
  for (int i = 0; i < n; ++i) y[i] += factor * x[i];
}

}  // namespace mattis::detail
