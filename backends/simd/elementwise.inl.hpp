// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Loops of the elementwise kernels over contiguous arrays. An entry's result does not depend on its
// place: the last, incomplete vector is computed like the others.
#include <backends/simd/log_cosh.inl.hpp>
#include <backends/simd/tanh.inl.hpp>

#include <stddef.h>

namespace mattis::simd {

template <class T, class Arch>
inline constexpr size_t vector_size = xsimd::batch<T, Arch>::size;

/// The first `count` entries of a vector; the rest is 0.
template <class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> load_first(T const* from, size_t count) {
  alignas(64) T entries[vector_size<T, Arch>] = {};
  for (size_t i = 0; i < count; ++i) entries[i] = from[i];
  return xsimd::batch<T, Arch>::load_aligned(entries);
}

template <class T, class Arch>
XSIMD_INLINE void store_first(xsimd::batch<T, Arch> const& vector, T* to, size_t count) {
  alignas(64) T entries[vector_size<T, Arch>];
  vector.store_aligned(entries);
  for (size_t i = 0; i < count; ++i) to[i] = entries[i];
}

/// out[i] = function(x[i])
template <class T, class Arch, class Function>
XSIMD_INLINE void map_array(Function const& function, T const* x, T* out, size_t n) {
  using Vector = xsimd::batch<T, Arch>;
  size_t i = 0;
  for (; i + Vector::size <= n; i += Vector::size)
    function(Vector::load_unaligned(x + i)).store_unaligned(out + i);
  if (i < n) store_first(function(load_first<T, Arch>(x + i, n - i)), out + i, n - i);
}

template <class T, class Arch>
void tanh_array(T const* x, T* phi, size_t n) {
  map_array<T, Arch>([](auto const& v) { return simd::tanh(v); }, x, phi, n);
}

template <class T, class Arch>
void exp_array(T const* x, T* out, size_t n) {
  map_array<T, Arch>([](auto const& v) { return simd::exp(v); }, x, out, n);
}

template <class T, class Arch>
void log_cosh_array(T const* x, T* out, size_t n) {
  map_array<T, Arch>([](auto const& v) { return simd::log_cosh(v); }, x, out, n);
}

/// 1 - phi^2, rounded once where there is a fused multiply-add: absolute error at most 2 |phi|
/// times that of phi, and 1 ulp of 1; over all 2^32 floats at most 2.5 ulp of 1 (2.03 seen, SSE2).
/// Beyond |x| of about 9 (float) or 19 (double) it is 0.
template <class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> tanh_slope(xsimd::batch<T, Arch> const& phi) {
  return xsimd::fnma(phi, phi, xsimd::batch<T, Arch>(T(1)));
}

template <class T, class Arch>
void tanh_and_slope_array(T const* x, T* phi, T* slope, size_t n) {
  using Vector = xsimd::batch<T, Arch>;
  size_t i = 0;
  for (; i + Vector::size <= n; i += Vector::size) {
    Vector const value = simd::tanh(Vector::load_unaligned(x + i));
    value.store_unaligned(phi + i);
    tanh_slope(value).store_unaligned(slope + i);
  }
  if (i < n) {
    Vector const value = simd::tanh(load_first<T, Arch>(x + i, n - i));
    store_first(value, phi + i, n - i);
    store_first(tanh_slope(value), slope + i, n - i);
  }
}

template <class T, class Arch>
void euler_tanh_array(T* x, T const* h, T dt, T* phi, size_t n) {
  using Vector = xsimd::batch<T, Arch>;
  Vector const keep(T(1) - dt);
  Vector const step(dt);
  size_t i = 0;
  for (; i + Vector::size <= n; i += Vector::size) {
    Vector const next =
        xsimd::fma(keep, Vector::load_unaligned(x + i), step * Vector::load_unaligned(h + i));
    next.store_unaligned(x + i);
    simd::tanh(next).store_unaligned(phi + i);
  }
  if (i < n) {
    Vector const next = xsimd::fma(keep, load_first<T, Arch>(x + i, n - i),
                                   step * load_first<T, Arch>(h + i, n - i));
    store_first(next, x + i, n - i);
    store_first(simd::tanh(next), phi + i, n - i);
  }
}

/// F = x phi - log cosh x as |x| (phi sign x - 1) - (log cosh x - |x|): where tanh saturates
/// nothing large cancels. With phi = tanh(x) of the same set the error is at most 2 max(1, |x|) ulp
/// of 1 over all finite floats (1.88 seen, SSE2). NaN at +-inf, where F would be log 2.
template <class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> energy_term(xsimd::batch<T, Arch> const& x,
                                               xsimd::batch<T, Arch> const& phi) {
  using Vector = xsimd::batch<T, Arch>;
  auto const magnitude = xsimd::abs(x);
  auto const aligned = phi ^ xsimd::bitofsign(x);
  return magnitude * (aligned - Vector(T(1))) - log_cosh_excess(magnitude);
}

template <class T, class Arch>
void energy_array(T const* x, T const* phi, T* energy, size_t n) {
  using Vector = xsimd::batch<T, Arch>;
  size_t i = 0;
  for (; i + Vector::size <= n; i += Vector::size) {
    energy_term(Vector::load_unaligned(x + i), Vector::load_unaligned(phi + i))
        .store_unaligned(energy + i);
  }
  if (i < n)
    store_first(energy_term(load_first<T, Arch>(x + i, n - i), load_first<T, Arch>(phi + i, n - i)),
                energy + i, n - i);
}

}  // namespace mattis::simd
