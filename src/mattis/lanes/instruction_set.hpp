// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What kernels ask of a host's instruction set, and a set gives (backends/simd). Only plain
// pointers cross this boundary, because each set is filled by a translation unit compiled for its
// own instructions: no inline function may be shared between such a unit and the rest of the
// program. What is here is for the rest.
#include <mattis/lanes/ceiling.hpp>
#include <mattis/lanes/elementwise.hpp>
#include <mattis/lanes/forward.hpp>
#include <mattis/lanes/matrix_products.hpp>
#include <mattis/lanes/sign_products.hpp>
#include <mattis/lanes/stimulus.hpp>
#include <mattis/lanes/sweep.hpp>

#include <cstdint>
#include <span>
#include <type_traits>

namespace mattis::lanes {

/// The micro-kernels of one instruction set and precision, a table for each concern.
template <class T>
struct MicroKernels {
  int lanes;  ///< numbers in a vector
  ElementwiseKernels<T> elementwise;
  SignKernels<T> signs;
  MatrixKernels<T> matrix;
  DrawKernels<T> draw;
  SweepKernels<T> sweep;
  ForwardKernels<T> forward;
  StimulusKernels<T> stimulus;
  CeilingKernels<T> ceiling;
};

/// One instruction set: what it says of itself, and its micro-kernels.
struct InstructionSet {
  char const* name;     ///< "avx512", "avx2", "sse2", "neon", "scalar"
  int bytes;            ///< of a vector of float
  int registers;        ///< vectors that the machine's registers hold
  bool fused;           ///< whether it multiplies and adds in one rounding
  std::uint32_t needs;  ///< what a processor must have, as the backend numbers it
  MicroKernels<float> in_float;
  MicroKernels<double> in_double;
};

/// The sets of this build that this machine runs, the best first; one at least.
std::span<InstructionSet const* const> available_instruction_sets();

/// The one named by the environment variable MATTIS_SIMD, else the best.
/// \throws Error when MATTIS_SIMD names a set that this machine or build does not have
InstructionSet const& default_instruction_set();

template <class T>
MicroKernels<T> const& micro_kernels(InstructionSet const& set) {
  if constexpr (std::is_same_v<T, float>) {
    return set.in_float;
  } else {
    return set.in_double;
  }
}

}  // namespace mattis::lanes
