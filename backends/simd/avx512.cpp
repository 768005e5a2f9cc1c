// SPDX-License-Identifier: BSD-3-Clause
#include <backends/simd/traits.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

template <>
struct Traits<xsimd::avx512bw> {
  static constexpr int bytes = 64;
  static constexpr int registers = 32;
  static constexpr bool fused = true;
};

}  // namespace mattis::simd

// The specialisations come before anything that could instantiate the general templates.
#include <backends/simd/lane_sums_avx512.inl.hpp>
#include <backends/simd/sign_product_avx512.inl.hpp>
#include <backends/simd/tanh_avx512.inl.hpp>

#include <backends/simd/make_instruction_set.inl.hpp>
#include <backends/simd/spin_popcount_avx512.inl.hpp>
#include <backends/simd/spins.inl.hpp>
#include <backends/simd/transpose_signs_gfni.inl.hpp>

namespace mattis::simd {
namespace {

consteval lanes::InstructionSet with_gfni(lanes::InstructionSet set) {
  set.needs |= gfni;
  set.in_float.signs.transpose = set.in_double.signs.transpose =
      &transpose_signs_gfni<xsimd::avx512bw>;
  return set;
}

}  // namespace

extern constinit lanes::InstructionSet const avx512_plain =
    make_instruction_set<xsimd::avx512bw>("avx512", avx512);
/// The same, for machines that have GFNI, VBMI and VPOPCNTDQ as well.
extern constinit lanes::InstructionSet const avx512_gfni =
    with_gfni(make_instruction_set<xsimd::avx512bw>("avx512", avx512));
extern constinit lanes::SpinKernels const avx512_plain_spins = make_spin_kernels<xsimd::avx512bw>();
extern constinit lanes::SpinKernels const avx512_gfni_spins =
    make_spin_kernels<xsimd::avx512bw, DifferingSignsPopcount<xsimd::avx512bw>>();

}  // namespace mattis::simd
