// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What an instruction set says of itself, once, in its own unit: the algorithms are written for
// any, and choose by it.
#include <stdint.h>

namespace mattis::simd {

/// What a processor must have to run a unit (dispatch.cpp asks it).
enum Feature : uint32_t { any_processor = 0, avx2_fma = 1, avx512 = 2, gfni = 4 };

/// Specialised by each unit for its xsimd architectures, before it includes
/// make_instruction_set.inl.hpp:
///     bytes      of a vector
///     registers  that hold one
///     fused      multiplies and adds in one rounding
template <class Arch>
struct Traits;

}  // namespace mattis::simd
