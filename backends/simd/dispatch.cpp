// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/instruction_sets.hpp>
#include <backends/simd/micro_kernels.hpp>
#include <mattis/core/error.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <type_traits>

namespace mattis::simd {
namespace {

template <class T>
MicroKernels<T> const* pick(MicroKernels<float> const& single, MicroKernels<double> const& twice) {
  if constexpr (std::is_same_v<T, float>) {
    static_cast<void>(twice);
    return &single;
  } else {
    static_cast<void>(single);
    return &twice;
  }
}

template <class T>
MicroKernels<T> const& choose() {
  auto const sets = available_micro_kernels<T>();
  char const* const forced = std::getenv("MATTIS_SIMD");
  if (forced == nullptr) return *sets.front();
  std::string names;
  for (auto const* set : sets) {
    if (std::string_view(forced) == set->name) return *set;
    names += (names.empty() ? "" : ", ") + std::string(set->name);
  }
  throw_unexpected("MATTIS_SIMD", "one of the instruction sets of this machine and build: " + names, forced);
}

}  // namespace

template <class T>
std::vector<MicroKernels<T> const*> available_micro_kernels() {
  std::vector<MicroKernels<T> const*> sets;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    bool const gfni = __builtin_cpu_supports("gfni") && __builtin_cpu_supports("avx512vbmi");
    sets.push_back(gfni ? pick<T>(avx512_gfni_float, avx512_gfni_double) : pick<T>(avx512_float, avx512_double));
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(pick<T>(avx2_float, avx2_double));
  sets.push_back(pick<T>(sse2_float, sse2_double));
#elif defined(__aarch64__)
  sets.push_back(pick<T>(neon_float, neon_double));
#else
#error "backends/simd has no unit for this architecture"
#endif
  return sets;
}

template <class T>
MicroKernels<T> const& micro_kernels() {
  static MicroKernels<T> const& chosen = choose<T>();
  return chosen;
}

template MicroKernels<float> const& micro_kernels<float>();
template MicroKernels<double> const& micro_kernels<double>();
template std::vector<MicroKernels<float> const*> available_micro_kernels<float>();
template std::vector<MicroKernels<double> const*> available_micro_kernels<double>();

}  // namespace mattis::simd
