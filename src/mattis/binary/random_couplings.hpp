// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/energy.hpp>

#include <cstdint>

namespace mattis::binary {

/// Sherrington and Kirkpatrick's couplings, normal with variance 1/N, J_ii = 0, of which a share is
/// antisymmetric: J = sqrt(1 - asymmetry) S + sqrt(asymmetry) A, S symmetric, A antisymmetric.
/// Random numbers: Purpose::couplings, S of stream 0, A of stream 1, four pairs i N + j, i < j, an
/// address; of network n streams 2 n and 2 n + 1. \throws Error  unless N > 0 and 0 <= asymmetry <=
/// 1
SpinSystem random_couplings(int N, double asymmetry, std::uint64_t seed, std::uint32_t network = 0);

}  // namespace mattis::binary
