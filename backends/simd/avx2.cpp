// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/traits.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

using Avx2 = xsimd::fma3<xsimd::avx2>;

template <>
struct Traits<Avx2> {
  static constexpr int bytes = 32;
  static constexpr int registers = 16;
  static constexpr bool fused = true;
};

}  // namespace mattis::simd

// The specialisations come before anything that could instantiate the general templates.
#include <backends/simd/lane_sums_avx2.inl.hpp>
#include <backends/simd/sign_product_avx2.inl.hpp>

#include <backends/simd/make_instruction_set.inl.hpp>
#include <backends/simd/spins.inl.hpp>

namespace mattis::simd {

extern constinit lanes::InstructionSet const avx2 = make_instruction_set<Avx2>("avx2", avx2_fma);
extern constinit lanes::SpinKernels const avx2_spins = make_spin_kernels<Avx2>();

}  // namespace mattis::simd
