// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// tanh of a vector. Contract, asserted in tests/simd for every instruction set: float at most 3 ulp
// over all 2^32 floats, double at most 4 ulp; odd to the bit, never beyond +-1, tanh x = x where
// x^3 vanishes (denormals and zeros with their signs included), +-1 at +-inf, NaN in, NaN out.
// Largest errors seen: float 0.99 ulp with AVX-512, 2.4 with AVX2, 2.8 with SSE2; double 1.4. NEON,
// on a sample: 2.4 and 1.3.
//
// Below 5/8 tanh x = x + x z p(z), z = x^2; above, sign x (1 - 2 / (1 + e^{2|x|})), where what is
// subtracted is below 0.45, so that its error hardly counts. One fraction P / Q on the whole line
// erred by 5.6 (AVX2) and 6.4 ulp (SSE2) in float and 8 in double: both polynomials are large where
// tanh saturates. There is one branch, for vectors of small numbers alone, which then take half the
// time; a lane's result does not depend on its neighbours.
#include <backends/simd/exp.inl.hpp>

namespace mattis::simd {

template <class T, class Arch>
struct Tanh;

/// Below 5/8, float: relative error 4.5e-9 with coefficients rounded to float.
template <class Arch>
XSIMD_INLINE xsimd::batch<float, Arch> tanh_near_zero(xsimd::batch<float, Arch> const& x,
                                                      xsimd::batch<float, Arch> const& magnitude) {
  constexpr float c[] = {-0x1.555532p-2f, 0x1.1106f6p-3f, -0x1.b835a4p-5f, 0x1.51f8cep-6f,
                         -0x1.750ce4p-8f};
  // z is 0 below 2^-50 and never denormal: arithmetic on denormal numbers takes a hundred times as
  // long.
  using Vector = xsimd::batch<float, Arch>;
  Vector const bounded = xsimd::max(magnitude, Vector(0x1p-50f));
  Vector const z = xsimd::fma(bounded, bounded, Vector(-0x1p-100f));
  return xsimd::fma(polynomial(z, c) * z, x, x);
}

/// Float: ((1 + e^{2|x|}) / 2)^(1/2) is close to a polynomial of degree 9, whose square's inverse
/// errs by 3.6e-8 at most (least squares reweighted to the minimax, each coefficient rounded to
/// float and the rest fitted again).
template <class Arch>
struct Tanh<float, Arch> {
  using Vector = xsimd::batch<float, Arch>;

  static XSIMD_INLINE Vector of(Vector const& x) {
    constexpr float c[] = {0x1.ff65ep-1f,    0x1.0462eap-1f, 0x1.64bc3ep-2f,  0x1.88d14cp-3f,
                           -0x1.8eb4bp-6f,   0x1.e9b2ecp-6f, -0x1.bc4a02p-8f, 0x1.fb4a34p-10f,
                           -0x1.034966p-12f, 0x1.67c276p-16f};
    Vector const magnitude = xsimd::abs(x);
    auto const small = magnitude < Vector(0.625f);
    Vector const sign = xsimd::bitofsign(x);
    Vector const inner = tanh_near_zero(x, magnitude);
    if (xsimd::all(small)) return inner | sign;  // -0 + 0 is 0
    Vector const root = polynomial(magnitude, c);
    Vector const outer = Vector(1.0f) - Vector(1.0f) / (root * root);
    return xsimd::select(small, inner, outer) | sign;
  }
};

/// Double: the fraction below 5/8 is that of Cephes; both parts share one division.
template <class Arch>
struct Tanh<double, Arch> {
  using Vector = xsimd::batch<double, Arch>;

  static XSIMD_INLINE Vector of(Vector const& x) {
    constexpr double p[] = {-1.61468768441708447952e3, -9.92877231001918586564e1,
                            -9.64399179425052238628e-1};
    constexpr double q[] = {4.84406305325125486048e3, 2.23548839060100448583e3,
                            1.12811678491632931402e2, 1.0};
    Vector const magnitude = xsimd::abs(x);
    auto const small = magnitude < Vector(0.625);
    Vector const sign = xsimd::bitofsign(x);
    Vector const z = x * x;
    Vector const inner_numerator = polynomial(z, p) * z;
    Vector const inner_denominator = polynomial(z, q);
    if (xsimd::all(small)) return xsimd::fma(inner_numerator / inner_denominator, x, x) | sign;
    Vector const fraction = xsimd::select(small, inner_numerator, Vector(2.0)) /
                            xsimd::select(small, inner_denominator, one_plus_exp_twice(magnitude));
    return xsimd::select(small, xsimd::fma(fraction, x, x), Vector(1.0) - fraction) | sign;
  }

 private:
  /// 1 + e^{2u}, constant from u = 20 on, where 2 / (1 + e^{2u}) is below half an ulp of 1.
  static XSIMD_INLINE Vector one_plus_exp_twice(Vector const& u) {
    // Not min(): which of its arguments it gives where one is NaN is another with xsimd 13.2.
    Vector const bounded = xsimd::select(u > Vector(20.0), Vector(20.0), u);
    auto const exp = exp_parts(bounded + bounded);
    return xsimd::fma(exp.fraction, power_of_two(exp.shifted), Vector(1.0));
  }
};

template <class T, class Arch>
XSIMD_INLINE xsimd::batch<T, Arch> tanh(xsimd::batch<T, Arch> const& x) {
  return Tanh<T, Arch>::of(x);
}

}  // namespace mattis::simd
