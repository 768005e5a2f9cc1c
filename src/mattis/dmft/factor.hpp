// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <optional>

namespace mattis {

/// Cholesky factor  L L^T = A + jitter I  of a covariance that is only semidefinite, in float64.
///
/// \param A       (T, T), symmetric; the lower triangle is read
/// \param jitter  given: used as it is; none: the smallest of 10^k * floor * max A(t,t), k = 0, 1, .., that leaves
/// every squared
///                pivot at least half the jitter. A pivot below it would only carry rounding errors of A into L.
/// \param floor   relative rounding error of A
/// \param L       (T, T), lower triangle and zeros above it; overwritten
/// \return the jitter used
/// \throws Error  when no jitter up to max A(t,t), or not the given one, makes A positive definite
double factor_covariance(HostArray<double const**> A, std::optional<double> jitter, double floor,
                         HostArray<double**> L);

}  // namespace mattis
