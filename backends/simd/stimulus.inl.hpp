// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Noisy neurons, 64 at a time: their noise is drawn into the first-level cache and used at once.
#include <backends/simd/normals.inl.hpp>
#include <backends/simd/philox.inl.hpp>
#include <backends/simd/tanh.inl.hpp>
#include <mattis/lanes/stimulus.hpp>

#include <stdint.h>

namespace mattis::simd {

using lanes::noise_counters;
using lanes::noise_neurons;

/// The normals of one block of neurons, (4, 16).
template <class T, class Arch>
struct BlockNoise {
  using Vector = xsimd::batch<T, Arch>;
  using Words = typename Philox<Arch>::Words;
  static constexpr int lanes = static_cast<int>(Vector::size);

  alignas(64) T value[noise_neurons];

  XSIMD_INLINE void draw(lanes::NoiseAddress const& address, uint64_t block) {
    draw_increment(address, address.first + noise_counters * block);
    if (address.increments == 1) return;
    alignas(64) T sum[noise_neurons];
    for (int i = 0; i < noise_neurons; ++i) sum[i] = value[i];
    for (int q = 1; q < address.increments; ++q) {
      draw_increment(address, address.first + noise_counters * block +
                                  static_cast<uint64_t>(q) * address.distance);
      for (int i = 0; i < noise_neurons; ++i) sum[i] += value[i];
    }
    Vector const scale = Vector(T(1)) / xsimd::sqrt(Vector(static_cast<T>(address.increments)));
    for (int i = 0; i < noise_neurons; i += lanes)
      (scale * Vector::load_aligned(sum + i)).store_aligned(value + i);
  }

 private:
  XSIMD_INLINE void draw_increment(lanes::NoiseAddress const& address, uint64_t first) {
    alignas(64) uint32_t words[4][noise_counters];
    constexpr int at_once = Philox<Arch>::lanes;
    for (int j = 0; j < noise_counters; j += at_once) {
      alignas(64) uint32_t low[at_once];
      alignas(64) uint32_t high[at_once];
      for (int l = 0; l < at_once; ++l) {
        uint64_t const index = first + static_cast<uint64_t>(j + l);
        low[l] = static_cast<uint32_t>(index);
        high[l] = static_cast<uint32_t>(index >> 32);
      }
      Words w[4] = {Words::load_aligned(low), Words::load_aligned(high), Words(address.stream),
                    Words(address.purpose)};
      Philox<Arch>::rounds(w, address.seed);
      for (int i = 0; i < 4; ++i) w[i].store_aligned(words[i] + j);
    }
    for (int j = 0; j < noise_counters; j += lanes) {
      for (int pair = 0; pair < 2; ++pair) {
        Vector first_normal, second_normal;
        standard_normals(words[2 * pair] + j, words[2 * pair + 1] + j, first_normal, second_normal);
        first_normal.store_aligned(value + 2 * pair * noise_counters + j);
        second_normal.store_aligned(value + (2 * pair + 1) * noise_counters + j);
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

template <class T, class Arch, bool rates>
bool advance_as(lanes::NeuronStep<T> const& step, lanes::Neurons<T> const& neurons) {
  using Vector = xsimd::batch<T, Arch>;
  constexpr int lanes = static_cast<int>(Vector::size);
  Vector const dt(step.dt), noise(step.noise), slope(step.slope), self(step.self);
  Vector const largest(sizeof(T) == 4 ? T(0x1.fffffep127) : T(0x1.fffffffffffffp1023));
  auto fine = Vector(T(0)) == Vector(T(0));
  BlockNoise<T, Arch> random;
  for (int first = 0; first < neurons.count; first += noise_neurons) {
    if (step.noise != T(0)) random.draw(step.address, static_cast<uint64_t>(first / noise_neurons));
    for (int i = 0; i < noise_neurons; i += lanes) {
      int const at = first + i;
      Vector h = Vector::load_aligned(neurons.field + at);
      if (neurons.input != nullptr) h += Vector::load_aligned(neurons.input + at);
      Vector const own =
          neurons.diagonal == nullptr ? self : Vector::load_aligned(neurons.diagonal + at);
      Vector const y = Vector::load_aligned(neurons.y + at);
      Vector target;
      if constexpr (rates) {
        target = activation<T, Arch, true>(xsimd::fnma(own, y, h), slope);
      } else {
        target = xsimd::fnma(own, Vector::load_aligned(neurons.z + at), h);
      }
      Vector next = xsimd::fma(dt, target - y, y);
      if (step.noise != T(0))
        next = xsimd::fma(noise, Vector::load_aligned(random.value + i), next);
      fine = fine & (xsimd::abs(next) <= largest);
      next.store_aligned(neurons.y + at);
      activation<T, Arch, rates>(next, slope).store_aligned(neurons.z + at);
    }
  }
  rest(neurons.y, neurons.count);
  rest(neurons.z, neurons.count);
  return xsimd::all(fine);
}

template <class T, class Arch>
bool advance_neurons(lanes::NeuronStep<T> const& step, lanes::Neurons<T> const& neurons) {
  return step.rates ? advance_as<T, Arch, true>(step, neurons)
                    : advance_as<T, Arch, false>(step, neurons);
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
  using Vector = xsimd::batch<T, Arch>;
  constexpr int lanes = static_cast<int>(Vector::size);
  BlockNoise<T, Arch> random;
  for (int first = 0; first < count; first += noise_neurons) {
    random.draw(address, static_cast<uint64_t>(first / noise_neurons));
    for (int i = 0; i < noise_neurons; i += lanes)
      (Vector(scale) * Vector::load_aligned(random.value + i)).store_aligned(values + first + i);
  }
  rest(values, count);
}

}  // namespace mattis::simd
