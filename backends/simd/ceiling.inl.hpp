// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/lanes/ceiling.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

template <class T, class Arch>
T multiply_adds(long rounds) {
  using Vector = xsimd::batch<T, Arch>;
  constexpr int chains = lanes::multiply_add_chains;
  Vector chain[chains];
  for (int c = 0; c < chains; ++c) chain[c] = Vector(static_cast<T>(c));
  Vector const factor(T(0.9999)), term(T(1e-7));
  for (long i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c) chain[c] = xsimd::fma(chain[c], factor, term);
  }
  Vector sum(T(0));
  for (int c = 0; c < chains; ++c) sum += chain[c];
  return sum.get(0);
}

}  // namespace mattis::simd
