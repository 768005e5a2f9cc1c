// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/traits.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

template <>
struct Traits<xsimd::neon64> {
  static constexpr int bytes = 16;
  static constexpr int registers = 32;
  static constexpr bool fused = true;
};

}  // namespace mattis::simd

#include <backends/simd/make_instruction_set.inl.hpp>
#include <backends/simd/spins.inl.hpp>

namespace mattis::simd {

extern constinit lanes::InstructionSet const neon =
    make_instruction_set<xsimd::neon64>("neon", any_processor);
extern constinit lanes::SpinKernels const neon_spins = make_spin_kernels<xsimd::neon64>();

}  // namespace mattis::simd
