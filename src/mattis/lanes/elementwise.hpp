// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>

namespace mattis::lanes {

/// Functions of single entries, over n contiguous ones; in place is allowed.
template <class T>
struct ElementwiseKernels {
  void (*tanh)(T const* x, T* phi, std::size_t n);
  void (*exp)(T const* x, T* out, std::size_t n);
  void (*log_cosh)(T const* x, T* out, std::size_t n);
  /// phi = tanh x, slope = 1 - phi^2
  void (*tanh_and_slope)(T const* x, T* phi, T* slope, std::size_t n);
  /// F(x_i, phi_i) = x phi - log cosh x
  void (*energy)(T const* x, T const* phi, T* energy, std::size_t n);
  /// x <- (1 - dt) x + dt h, then phi <- tanh x
  void (*euler_tanh)(T* x, T const* h, T dt, T* phi, std::size_t n);
};

}  // namespace mattis::lanes
