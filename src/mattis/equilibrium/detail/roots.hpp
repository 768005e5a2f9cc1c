// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <functional>
#include <limits>
#include <utility>

namespace mattis::equilibrium::detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// The root of `f` between two places where its signs differ, to four roundings of 1 (absolutely)
/// or of the root (relatively), whatever is more. An end where f is 0 is returned; where the signs
/// agree, the end where |f| is smaller.
double bracketed_root(std::function<double(double)> const& f, double low, double high);

/// The root of a monotone function, given with its derivative, by Newton's method from `guess`,
/// kept between two places.
double newton_root(std::function<std::pair<double, double>(double)> const& f, double guess,
                   double low, double high);

/// Where `f` has its maximum between two places, to half the digits.
double bracketed_maximum(std::function<double(double)> const& f, double low, double high);

}  // namespace mattis::equilibrium::detail
