// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The same work by other libraries that the machine has. They are looked for when the program runs:
// the library is built without them.
#include <mattis/bench/sample.hpp>
#include <mattis/core/execution.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mattis::detail {

/// On memory of its own.
struct PeerCall {
  std::string name;
  Way seconds;
  /// Whose rows it stands beside: "avx2"; empty: all.
  std::string implementation = {};
  /// Threads that are not ours, which go on looking for work for a while after a call: timed after
  /// everything else, and then left to fall asleep.
  bool own_threads = false;
};

/// Peers are asked for no array beyond this.
constexpr std::int64_t most_peer_bytes = std::int64_t{1} << 30;

/// A matrix of P x N signs as numbers, by a vector and its transpose by the result: what an overlap
/// and a field are. None where there is no BLAS, or no room for the matrix.
template <Real T>
std::optional<PeerCall> blas_products(std::int64_t patterns, std::int64_t neurons);

/// phi phi^T, one triangle, of (T, M).
template <Real T>
std::optional<PeerCall> blas_covariance(std::int64_t steps, std::int64_t samples);

enum class Function { tanh, exp, log_cosh };

/// Over arrays at once, each set with its own vectors, for the sets that this processor runs.
struct ArrayFunction {
  std::string name;            ///< "SLEEF", "xsimd"
  std::string implementation;  ///< "avx2"
  std::size_t multiple;        ///< of entries that it takes
  std::function<void(void const* x, void* out, std::size_t n)> apply;
};
template <Real T>
std::vector<ArrayFunction> array_functions(Function function);

}  // namespace mattis::detail
