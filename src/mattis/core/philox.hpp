// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/purpose.hpp>

#include <Kokkos_Core.hpp>

#include <cstdint>

// Random123 marks its functions for nvcc alone, and there one side at a time; HIP would find host
// functions.
#ifndef R123_CUDA_DEVICE
#define R123_CUDA_DEVICE KOKKOS_FUNCTION
#endif
#if defined(KOKKOS_ENABLE_HIP) && !defined(R123_USE_SSE)
#define R123_USE_SSE 0  // its overloads are the host's alone; Philox uses none of them
#endif
#include <Random123/philox.h>

namespace mattis {

/// Four random 32-bit words.
struct RandomWords {
  std::uint32_t word[4];
};

/// Philox4x32-10 (Salmon et al. 2011, Random123) at the address (seed, purpose, stream, index).
/// The same address gives the same words on every target, in any order, for any number of threads.
KOKKOS_INLINE_FUNCTION RandomWords random_words(std::uint64_t seed, Purpose purpose,
                                                std::uint32_t stream, std::uint64_t index) {
  r123::Philox4x32::ctr_type const counter{{static_cast<std::uint32_t>(index),
                                            static_cast<std::uint32_t>(index >> 32), stream,
                                            static_cast<std::uint32_t>(purpose)}};
  r123::Philox4x32::key_type const key{
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  auto const words = r123::Philox4x32{}(counter, key);
  return {{words[0], words[1], words[2], words[3]}};
}

namespace detail {

/// sin and cos of pi half_turns, |half_turns| <= 1.
template <class T>
KOKKOS_INLINE_FUNCTION void sine_and_cosine(T half_turns, T& sine, T& cosine) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
  // Devices reduce half turns exactly; for radians they keep a path for huge arguments, and its
  // table, in local memory.
  if constexpr (sizeof(T) == sizeof(float)) {
    sincospif(half_turns, &sine, &cosine);
  } else {
    sincospi(half_turns, &sine, &cosine);
  }
#else
  T const angle = half_turns * T(3.14159265358979323846);
  sine = Kokkos::sin(angle);
  cosine = Kokkos::cos(angle);
#endif
}

}  // namespace detail

/// Four standard normals from four words, two by two (Box and Muller 1958):
/// u = (floor(w0 / 2) + 1/2) / 2^31 in (0, 1], v = int32(w1) / 2^32 turns, (sqrt(-2 ln u) cos 2 pi
/// v, sqrt(-2 ln u) sin 2 pi v).
template <class T>
KOKKOS_INLINE_FUNCTION void standard_normals(RandomWords const& random, T (&normal)[4]) {
  for (int pair = 0; pair < 2; ++pair) {
    T const u = (static_cast<T>(random.word[2 * pair] >> 1) + T(0.5)) * T(0x1p-31);
    T const half_turns =
        static_cast<T>(static_cast<std::int32_t>(random.word[2 * pair + 1])) * T(0x1p-31);
    T const radius = Kokkos::sqrt(T(-2) * Kokkos::log(u));
    T sine = 0;
    T cosine = 0;
    detail::sine_and_cosine(half_turns, sine, cosine);
    normal[2 * pair] = radius * cosine;
    normal[2 * pair + 1] = radius * sine;
  }
}

}  // namespace mattis
