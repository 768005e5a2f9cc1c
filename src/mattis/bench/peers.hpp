// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace mattis::detail {

/// The same work by another library that the machine has.
struct PeerCall {
  std::string name;
  std::function<void()> run;
};

/// A matrix of P x N signs as numbers, by a vector and its transpose by the result: what an overlap
/// and a field are. None where there is no BLAS, or no room for a matrix of 1 GB.
template <Real T>
std::optional<PeerCall> blas_products(std::int64_t patterns, std::int64_t neurons);

/// phi phi^T, one triangle, of (T, M).
template <Real T>
std::optional<PeerCall> blas_covariance(std::int64_t steps, std::int64_t samples);

}  // namespace mattis::detail
