// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/lanes/samples.hpp>

namespace mattis::lanes {

/// One block of effective neurons whose histories are kept from step to step; layout as
/// SampleBlock, x [tile][lane].
template <class T>
struct ForwardBlock {
  int steps;      ///< T
  int condensed;  ///< K
  int live;
  T* signs;  ///< [tile][K][lane] xi_k
  T* noise;  ///< [tile][T][lane] z
  T* phi;    ///< [tile][T][lane] tanh x, rows 0 .. t
  T* x;      ///< [tile][lane] x(t)
};

/// Where a step adds its sums over samples.
struct ForwardSums {
  double* correlation;  ///< (T) phi(t) phi(s), s <= t
  double* response;     ///< (T) d phi(t) / d eta(s), s < t
  double* overlap;      ///< (K) phi(t) xi_k
  double* energy;       ///< (1) F(x(t), phi(t))
};

/// The same neurons one step of time after the other (forward_tile.hpp).
template <class T>
struct ForwardKernels {
  /// Entries of F packed by columns.
  std::size_t (*kernel_columns)(int steps);
  /// Packs row t of scale * F, (T) of which 0 .. t are read.
  void (*append_kernel_row)(double const* row, int t, int steps, double scale, T* columns);
  /// eta = L(t,:) z, x <- (1-dt) x + dt [eta + sum_k xi_k drive(k)] + sum_{s<=t} dt F(t,s) phi(s),
  /// from rows of L and of dt F; adds phi(t) eta to noise_work.
  void (*advance)(T const* factor_row, T const* kernel_row, T const* drive, T dt, int t,
                  ForwardBlock<T> const& block, double* noise_work);
  /// phi(t) = tanh x, and adds the sums of step t. `columns` is dt F packed, rows 0 .. t-1;
  /// `workspace` has workspace(T) entries, aligned to 64 bytes.
  void (*observe)(T const* columns, T dt, int t, ForwardBlock<T> const& block, T* workspace,
                  ForwardSums const& sums);
  std::size_t (*workspace)(int steps);
};

}  // namespace mattis::lanes
