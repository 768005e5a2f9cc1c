// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Noisy neurons, and their normals, 64 at a time.
#include <backends/simd/normals.inl.hpp>
#include <backends/simd/philox.inl.hpp>
#include <backends/simd/tanh.inl.hpp>
#include <mattis/lanes/stimulus.hpp>

#include <stdint.h>

namespace mattis::simd {

using lanes::noise_counters;
using lanes::noise_neurons;

/// The normals of a few blocks of neurons, (blocks, 4, 16).
template <class T, class Arch, int blocks>
struct BlockNoise {
  using Vector = xsimd::batch<T, Arch>;
  using Words = typename Philox<Arch>::Words;
  static constexpr int lanes = static_cast<int>(Vector::size);
  static constexpr int neurons = blocks * noise_neurons;

  static XSIMD_INLINE void draw(lanes::NoiseAddress const& address, uint64_t block, T* values) {
    uint64_t const first = address.first + noise_counters * block;
    draw_increment(address, first, values);
    if (address.increments == 1) return;
    alignas(64) T more[neurons];
    for (int q = 1; q < address.increments; ++q) {
      draw_increment(address, first + static_cast<uint64_t>(q) * address.distance, more);
      for (int i = 0; i < neurons; ++i) values[i] += more[i];
    }
    Vector const scale = Vector(T(1)) / xsimd::sqrt(Vector(static_cast<T>(address.increments)));
    for (int i = 0; i < neurons; i += lanes)
      (scale * Vector::load_aligned(values + i)).store_aligned(values + i);
  }

 private:
  static constexpr int counters = blocks * noise_counters;

  static void draw_increment(lanes::NoiseAddress const& address, uint64_t first, T* values) {
    alignas(64) uint32_t words[4][counters];
    constexpr int at_once = Philox<Arch>::lanes;
    // as many calls of Philox side by side as the registers hold
    constexpr int calls = Traits<Arch>::registers >= 32 && counters % (2 * at_once) == 0 ? 2 : 1;
    for (int j = 0; j < counters; j += calls * at_once) {
      Words w[calls][4];
      Philox<Arch>::draw(
          {address.seed, address.purpose, address.stream, first + static_cast<uint64_t>(j)}, w);
      for (int k = 0; k < calls; ++k)
        for (int i = 0; i < 4; ++i) w[k][i].store_aligned(words[i] + j + k * at_once);
    }
    for (int b = 0; b < blocks; ++b) {
      for (int j = 0; j < noise_counters; j += lanes) {
        for (int pair = 0; pair < 2; ++pair) {
          int const from = b * noise_counters + j;
          Vector first_normal, second_normal;
          standard_normals(words[2 * pair] + from, words[2 * pair + 1] + from, first_normal,
                           second_normal);
          T* const to = values + b * noise_neurons + 2 * pair * noise_counters + j;
          first_normal.store_aligned(to);
          second_normal.store_aligned(to + noise_counters);
        }
      }
    }
  }
};

/// f of a potential: tanh, or a firing rate.
template <class T, class Arch, bool rates>
XSIMD_INLINE xsimd::batch<T, Arch> activation(xsimd::batch<T, Arch> const& v,
                                              xsimd::batch<T, Arch> const& slope) {
  using Vector = xsimd::batch<T, Arch>;
  if constexpr (rates) {
    Vector const half(T(0.5));
    return xsimd::fma(half, simd::tanh(slope * (v - half)), half);
  } else {
    return simd::tanh(slope * v);
  }
}

/// Neurons that the last block lacks are at rest.
template <class T>
XSIMD_INLINE void rest(T* values, int count) {
  for (int i = count; i % noise_neurons != 0; ++i) values[i] = T(0);
}

template <class T, class Arch, bool rates, bool noisy>
bool advance_as(lanes::NeuronStep<T> const& step, lanes::Neurons<T> const& neurons) {
  using Vector = xsimd::batch<T, Arch>;
  constexpr int lanes = static_cast<int>(Vector::size);
  Vector const dt(step.dt), noise(step.noise), slope(step.slope), self(step.self);
  Vector const largest(sizeof(T) == 4 ? T(0x1.fffffep127) : T(0x1.fffffffffffffp1023));
  auto const here = neurons;  // which no store changes
  auto fine = Vector(T(0)) == Vector(T(0));
  int const padded = (here.count + noise_neurons - 1) / noise_neurons * noise_neurons;
  for (int i = 0; i < padded; i += lanes) {
    Vector h = Vector::load_aligned(here.field + i);
    if (here.input != nullptr) h += Vector::load_aligned(here.input + i);
    Vector const own = here.diagonal == nullptr ? self : Vector::load_aligned(here.diagonal + i);
    Vector const y = Vector::load_aligned(here.y + i);
    Vector target;
    if constexpr (rates) {
      target = activation<T, Arch, true>(xsimd::fnma(own, y, h), slope);
    } else {
      target = xsimd::fnma(own, Vector::load_aligned(here.z + i), h);
    }
    Vector next = xsimd::fma(dt, target - y, y);
    if constexpr (noisy) next = xsimd::fma(noise, Vector::load_aligned(here.normals + i), next);
    fine = fine & (xsimd::abs(next) <= largest);
    next.store_aligned(here.y + i);
    activation<T, Arch, rates>(next, slope).store_aligned(here.z + i);
  }
  rest(here.y, here.count);
  rest(here.z, here.count);
  return xsimd::all(fine);
}

template <class T, class Arch>
bool advance_neurons(lanes::NeuronStep<T> const& step, lanes::Neurons<T> const& neurons) {
  if (neurons.normals == nullptr)
    return step.rates ? advance_as<T, Arch, true, false>(step, neurons)
                      : advance_as<T, Arch, false, false>(step, neurons);
  return step.rates ? advance_as<T, Arch, true, true>(step, neurons)
                    : advance_as<T, Arch, false, true>(step, neurons);
}

template <class T, class Arch>
void activate_neurons(lanes::NeuronStep<T> const& step, lanes::Neurons<T> const& neurons) {
  using Vector = xsimd::batch<T, Arch>;
  constexpr int lanes = static_cast<int>(Vector::size);
  for (int i = 0; i < neurons.count; i += lanes) {
    Vector const y = Vector::load_aligned(neurons.y + i);
    (step.rates ? activation<T, Arch, true>(y, Vector(step.slope))
                : activation<T, Arch, false>(y, Vector(step.slope)))
        .store_aligned(neurons.z + i);
  }
  rest(neurons.z, neurons.count);
}

template <class T, class Arch>
void scaled_normals(lanes::NoiseAddress const& address, T scale, T* values, int count) {
  int first = 0;
  uint64_t block = 0;
  for (; first + noise_neurons < count; first += 2 * noise_neurons, block += 2)
    BlockNoise<T, Arch, 2>::draw(address, block, values + first);
  if (first < count) BlockNoise<T, Arch, 1>::draw(address, block, values + first);
  if (scale != T(1))
    for (int i = 0; i < count; ++i) values[i] *= scale;
  rest(values, count);
}

}  // namespace mattis::simd
