// SPDX-License-Identifier: BSD-3-Clause
// Numbers one by one, for architectures that have no unit of their own: what every algorithm is
// without vectors. 64 bits at a time, one double or two floats.
#define XSIMD_WITH_EMULATED 1
#include <backends/simd/traits.hpp>

#include <xsimd/xsimd.hpp>

namespace mattis::simd {

using Scalar = xsimd::emulated<64>;

template <>
struct Traits<Scalar> {
  static constexpr int bytes = 8;
  static constexpr int registers = 16;
  static constexpr bool fused = false;
};

}  // namespace mattis::simd

#include <backends/simd/make_instruction_set.inl.hpp>
#include <backends/simd/spins.inl.hpp>

namespace mattis::simd {

extern constinit lanes::InstructionSet const scalar =
    make_instruction_set<Scalar>("scalar", any_processor);
extern constinit lanes::SpinKernels const scalar_spins = make_spin_kernels<Scalar>();

}  // namespace mattis::simd
