// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Standard normals from random words, by the formula of standard_normals in core/philox.hpp. The
// angle is reduced to an eighth of a turn in integers, which is exact, so that sine and cosine are
// short polynomials (Cephes).
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
    part[l] = static_cast<T>(static_cast<int32_t>(angle_word[l] - (quarter << 30)));
    swap[l] = static_cast<Bits>(-static_cast<Bits>(quarter & 1));
    cosine_sign[l] = static_cast<Bits>(static_cast<Bits>(((quarter + 1) >> 1) & 1) << sign_shift);
    sine_sign[l] = static_cast<Bits>(static_cast<Bits>(quarter >> 1) << sign_shift);
  }
  auto const as_vector = [](Bits const* bits) {
    return xsimd::bitwise_cast<T>(xsimd::batch<Bits, Arch>::load_aligned(bits));
  };
  Vector const u = (Vector::load_aligned(uniform) + Vector(T(0.5))) * Vector(T(0x1p-31));
  Vector const radius = xsimd::sqrt(Vector(T(-2)) * xsimd::log(u));
  Vector const angle = Vector::load_aligned(part) * Vector(T(0x1p-31 * 3.14159265358979323846));
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
