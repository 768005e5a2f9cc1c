// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/models/dense.hpp>

namespace mattis {

/// The graded Hopfield network (Hopfield 1984; Clark 2025; docs/models.md 1.1): the dense model
/// with n = 1, which every function takes it for.
struct Hopfield {
  double alpha;                ///< load P / N, > 0
  double g;                    ///< coupling gain, > 0
  std::vector<double> a = {};  ///< initial amplitude of each condensed pattern; empty: none
  std::optional<double> ic_noise =
      {};  ///< standard deviation of the initial noise; none: sqrt(max(0, g^2 - |a|^2))

  operator Dense() const { return {.n = 1, .alpha = alpha, .g = g, .a = a, .ic_noise = ic_noise}; }
};

}  // namespace mattis
