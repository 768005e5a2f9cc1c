// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Others' tanh over arrays, one table per instruction set: compiled with that set's flags, chosen
// at run time.
#include <cstddef>

namespace mattis::bench {

struct TanhPeers {
  void (*sleef)(float const* x, float* out, std::size_t n);  // null where SLEEF is not found
  void (*xsimd)(float const* x, float* out, std::size_t n);
};

TanhPeers tanh_peers_avx2();
TanhPeers tanh_peers_avx512();

}  // namespace mattis::bench
