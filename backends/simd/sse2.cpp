// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/traits.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

template <>
struct Traits<xsimd::sse2> {
  static constexpr int bytes = 16;
  static constexpr int registers = 16;
  static constexpr bool fused = false;
};

}  // namespace mattis::simd

#include <backends/simd/make_instruction_set.inl.hpp>
#include <backends/simd/spins.inl.hpp>

namespace mattis::simd {

extern constinit lanes::InstructionSet const sse2 =
    make_instruction_set<xsimd::sse2>("sse2", any_processor);
extern constinit lanes::SpinKernels const sse2_spins = make_spin_kernels<xsimd::sse2>();

}  // namespace mattis::simd
