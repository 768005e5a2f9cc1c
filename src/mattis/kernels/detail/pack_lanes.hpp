// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstddef>

namespace mattis::detail {

/// Entries that a device reads at once from packed matrices, which begin at a multiple of so many.
constexpr std::size_t entries_of_load = 4;

/// W samples of the portable sweep: a vector policy of EffectiveNeuronTile that leaves the lanes to
/// the compiler. W = 1 on devices, where a thread is a lane.
template <class Scalar, int W>
struct Pack {
  Scalar lane[W];

  friend KOKKOS_FORCEINLINE_FUNCTION Pack operator+(Pack const& a, Pack const& b) {
    Pack sum;
    for (int l = 0; l < W; ++l) sum.lane[l] = a.lane[l] + b.lane[l];
    return sum;
  }
  friend KOKKOS_FORCEINLINE_FUNCTION Pack operator*(Pack const& a, Pack const& b) {
    Pack product;
    for (int l = 0; l < W; ++l) product.lane[l] = a.lane[l] * b.lane[l];
    return product;
  }
};

template <class Scalar, int W>
struct PackPolicy {
  using scalar = Scalar;
  using vector = Pack<Scalar, W>;
  static constexpr int lanes = W;

  KOKKOS_FORCEINLINE_FUNCTION static vector load(Scalar const* p) {
    vector v;
    for (int l = 0; l < W; ++l) v.lane[l] = p[l];
    return v;
  }
  KOKKOS_FORCEINLINE_FUNCTION static void store(Scalar* p, vector const& v) {
    for (int l = 0; l < W; ++l) p[l] = v.lane[l];
  }
  KOKKOS_FORCEINLINE_FUNCTION static vector set(Scalar value) {
    vector v;
    for (int l = 0; l < W; ++l) v.lane[l] = value;
    return v;
  }
  /// a b + c; the compiler contracts it where the target has a fused multiply-add.
  KOKKOS_FORCEINLINE_FUNCTION static vector fma(vector const& a, vector const& b, vector const& c) {
    vector v;
    for (int l = 0; l < W; ++l) v.lane[l] = a.lane[l] * b.lane[l] + c.lane[l];
    return v;
  }
  /// c - a b
  KOKKOS_FORCEINLINE_FUNCTION static vector fnma(vector const& a, vector const& b,
                                                 vector const& c) {
    vector v;
    for (int l = 0; l < W; ++l) v.lane[l] = c.lane[l] - a.lane[l] * b.lane[l];
    return v;
  }
  KOKKOS_FORCEINLINE_FUNCTION static vector tanh(vector const& x) {
    vector v;
    for (int l = 0; l < W; ++l) v.lane[l] = Kokkos::tanh(x.lane[l]);
    return v;
  }
};

/// log cosh x without overflow: |x| + log1p(e^(-2|x|)) - log 2.
template <class T>
KOKKOS_INLINE_FUNCTION T log_cosh_of_entry(T x) {
  T const size = Kokkos::fabs(x);
  return size + Kokkos::log1p(Kokkos::exp(T(-2) * size)) - T(0.693147180559945309417);
}

}  // namespace mattis::detail
