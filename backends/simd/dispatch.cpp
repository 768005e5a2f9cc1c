// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/traits.hpp>
#include <mattis/core/error.hpp>
#include <mattis/lanes/instruction_set.hpp>
#include <mattis/lanes/spins.hpp>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace mattis {
namespace simd {

// The sets of this build, the best first: written by CMakeLists.txt. They are constants: nothing of
// a unit runs before a function of its set is called.
#define MATTIS_INSTRUCTION_SET(set)       \
  extern lanes::InstructionSet const set; \
  extern lanes::SpinKernels const set##_spins;
#include <mattis_instruction_sets.inc>
#undef MATTIS_INSTRUCTION_SET

namespace {

constexpr lanes::InstructionSet const* built[] = {
#define MATTIS_INSTRUCTION_SET(set) &set,
#include <mattis_instruction_sets.inc>
#undef MATTIS_INSTRUCTION_SET
};

constexpr lanes::SpinKernels const* built_spins[] = {
#define MATTIS_INSTRUCTION_SET(set) &set##_spins,
#include <mattis_instruction_sets.inc>
#undef MATTIS_INSTRUCTION_SET
};

std::uint32_t features() {
  std::uint32_t found = any_processor;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) found |= avx2_fma;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    found |= avx512;
  if (__builtin_cpu_supports("gfni") && __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512vpopcntdq"))
    found |= gfni;
#endif
  return found;
}

/// Of several sets of one name the first that runs.
std::vector<lanes::InstructionSet const*> sets_here() {
  auto const processor = features();
  std::vector<lanes::InstructionSet const*> sets;
  for (auto const* set : built) {
    auto const of_that_name = [&](auto const* other) {
      return std::string_view(other->name) == set->name;
    };
    if ((set->needs & ~processor) == 0 && std::ranges::none_of(sets, of_that_name))
      sets.push_back(set);
  }
  return sets;
}

}  // namespace
}  // namespace simd

namespace lanes {

std::span<InstructionSet const* const> available_instruction_sets() {
  static auto const sets = simd::sets_here();
  return sets;
}

SpinKernels const& spin_kernels(InstructionSet const& set) {
  auto const* const at = std::ranges::find(simd::built, &set);
  return *simd::built_spins[at - std::begin(simd::built)];
}

namespace {

InstructionSet const& named_set(char const* name) {
  std::string names;
  for (auto const* set : available_instruction_sets()) {
    if (std::string_view(name) == set->name) return *set;
    names += (names.empty() ? "" : ", ") + std::string(set->name);
  }
  throw_unexpected("MATTIS_SIMD", "one of the instruction sets of this machine and build: " + names,
                   name);
}

}  // namespace

InstructionSet const& default_instruction_set() {
  static InstructionSet const& chosen = []() -> InstructionSet const& {
    char const* const named = std::getenv("MATTIS_SIMD");
    return named != nullptr ? named_set(named) : *available_instruction_sets().front();
  }();
  return chosen;
}

}  // namespace lanes
}  // namespace mattis
