// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Standard normals from random words, by the formula of standard_normals in core/philox.hpp. The
// angle is reduced to an eighth of a turn in integers, which is exact, so that sine and cosine are
// short polynomials, and so is, in float, the logarithm (Cephes).
#include <backends/simd/tanh.inl.hpp>

#include <xsimd/xsimd.hpp>

#include <stdint.h>

namespace mattis::simd {

namespace {  // a copy of the constants in each unit, for they do not name its architecture

/// sin x = x + x z s(z), cos x = 1 - z / 2 + z^2 c(z), z = x^2, |x| <= pi/4
template <class T>
struct TurnPolynomials;

template <>
struct TurnPolynomials<float> {
  static constexpr float sine[] = {-1.6666654611e-1f, 8.3321608736e-3f, -1.9515295891e-4f};
  static constexpr float cosine[] = {4.166664568298827e-2f, -1.388731625493765e-3f,
                                     2.443315711809948e-5f};
};

template <>
struct TurnPolynomials<double> {
  static constexpr double sine[] = {-1.66666666666666307295e-1, 8.33333333332211858878e-3,
                                    -1.98412698295895385996e-4, 2.75573136213857245213e-6,
                                    -2.50507477628578072866e-8, 1.58962301576546568060e-10};
  static constexpr double cosine[] = {4.16666666666665929218e-2, -1.38888888888730564116e-3,
                                      2.48015872888517045348e-5, -2.75573141792967388112e-7,
                                      2.08757008419747316778e-9, -1.13585365213876817300e-11};
};

}  // namespace

/// -2 ln u, u = 2^-31 v in (0, 1], given v.
template <class T, class Arch>
struct SquaredRadius;

/// v = m 2^e, sqrt(1/2) <= m < sqrt(2), f = m - 1; -2 ln m = f^2 - 2 f - 2 f^3 p(f), with the -2 in
/// the coefficients. xsimd::log asks for infinities and divides: 64 normals, Zen 4, take 54 ns with
/// it and 46 so (AVX-512), 93 and 80 (AVX2); errors are the same, 0.82 ulp.
template <class Arch>
struct SquaredRadius<float, Arch> {
  using Vector = xsimd::batch<float, Arch>;
  using Bits = xsimd::batch<int32_t, Arch>;

  static XSIMD_INLINE Vector of(Vector const& v) {
    constexpr float c[] = {-6.6666662348e-1f, 4.9999987986e-1f,  -4.0001429530e-1f,
                           3.3336115314e-1f,  -2.8498644658e-1f, 2.4840281692e-1f,
                           -2.3353997480e-1f, 2.3029220620e-1f,  -1.4075367258e-1f};
    constexpr int32_t root_half = 0x3f3504f3;
    constexpr int mantissa_bits = 23;
    Bits const above = xsimd::bitwise_cast<int32_t>(v) - Bits(root_half + (31 << mantissa_bits));
    Vector const exponent = xsimd::to_float(above >> mantissa_bits);
    Vector const f =
        xsimd::bitwise_cast<float>((above & Bits((1 << mantissa_bits) - 1)) + Bits(root_half)) -
        Vector(1.0f);
    Vector const z = f * f;
    // ln 2 in two parts, of which the products of the first are exact
    Vector const small = xsimd::fma(exponent, Vector(2 * 2.12194440e-4f), z * f * polynomial(f, c));
    Vector const rest = xsimd::fma(Vector(-2.0f), f, small + z);
    return xsimd::fma(exponent, Vector(-2 * 0.693359375f), rest);
  }
};

template <class Arch>
struct SquaredRadius<double, Arch> {
  using Vector = xsimd::batch<double, Arch>;

  static XSIMD_INLINE Vector of(Vector const& v) {
    return Vector(-2.0) * xsimd::log(v * Vector(0x1p-31));
  }
};

/// Two normals for each lane from its two words.
template <class T, class Arch>
XSIMD_INLINE void standard_normals(uint32_t const* radius_word, uint32_t const* angle_word,
                                   xsimd::batch<T, Arch>& first, xsimd::batch<T, Arch>& second) {
  using Vector = xsimd::batch<T, Arch>;
  using Bits = xsimd::as_unsigned_integer_t<T>;
  constexpr int lanes = static_cast<int>(Vector::size);
  constexpr int sign_shift = 8 * static_cast<int>(sizeof(T)) - 1;
  alignas(64) T uniform[lanes];
  alignas(64) T part[lanes];
  alignas(64) Bits swap[lanes];
  alignas(64) Bits cosine_sign[lanes];
  alignas(64) Bits sine_sign[lanes];
  for (int l = 0; l < lanes; ++l) {
    uniform[l] = static_cast<T>(static_cast<int32_t>(radius_word[l] >> 1));
    uint32_t const quarter = (angle_word[l] + 0x20000000u) >> 30;
    part[l] = static_cast<T>(static_cast<int32_t>(angle_word[l] << 2));
    swap[l] = static_cast<Bits>(-static_cast<Bits>(quarter & 1));
    cosine_sign[l] = static_cast<Bits>(static_cast<Bits>(((quarter + 1) >> 1) & 1) << sign_shift);
    sine_sign[l] = static_cast<Bits>(static_cast<Bits>(quarter >> 1) << sign_shift);
  }
  auto const as_vector = [](Bits const* bits) {
    return xsimd::bitwise_cast<T>(xsimd::batch<Bits, Arch>::load_aligned(bits));
  };
  Vector const radius =
      xsimd::sqrt(SquaredRadius<T, Arch>::of(Vector::load_aligned(uniform) + Vector(T(0.5))));
  Vector const angle = Vector::load_aligned(part) * Vector(T(0x1p-33 * 3.14159265358979323846));
  Vector const z = angle * angle;
  Vector const s = xsimd::fma(polynomial(z, TurnPolynomials<T>::sine) * z, angle, angle);
  Vector const c = xsimd::fma(polynomial(z, TurnPolynomials<T>::cosine) * z, z,
                              xsimd::fnma(Vector(T(0.5)), z, Vector(T(1))));
  Vector const exchanged = as_vector(swap);
  Vector const difference = (s ^ c) & exchanged;
  first = radius * (c ^ difference ^ as_vector(cosine_sign));
  second = radius * (s ^ difference ^ as_vector(sine_sign));
}

}  // namespace mattis::simd
