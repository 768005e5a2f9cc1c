// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/detail/roots.hpp>

#include <boost/math/policies/error_handling.hpp>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/roots.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace mattis::equilibrium::detail {

double bracketed_root(std::function<double(double)> const& f, double low, double high) {
  if (low > high) std::swap(low, high);
  double const at_low = f(low), at_high = f(high);
  if (at_low == 0 || at_high == 0 || std::signbit(at_low) == std::signbit(at_high))
    return std::abs(at_low) <= std::abs(at_high) ? low : high;
  auto const close = [](double a, double b) {
    return std::abs(a - b) <= 0x1p-51 * std::max({1.0, std::abs(a), std::abs(b)});
  };
  std::uintmax_t most = 60;
  auto const [a, b] = boost::math::tools::toms748_solve(f, low, high, at_low, at_high, close, most);
  return 0.5 * (a + b);
}

double newton_root(std::function<std::pair<double, double>(double)> const& f, double guess,
                   double low, double high) {
  try {
    std::uintmax_t most = 25;
    return boost::math::tools::newton_raphson_iterate(f, guess, low, high, 45, most);
  } catch (boost::math::evaluation_error const&) {  // roundings near a flat root
    return bracketed_root([&](double x) { return f(x).first; }, low, high);
  }
}

double bracketed_maximum(std::function<double(double)> const& f, double low, double high) {
  std::uintmax_t most = 100;
  auto const minus = [&](double x) { return -f(x); };
  return boost::math::tools::brent_find_minima(minus, low, high, 26, most).first;
}

}  // namespace mattis::equilibrium::detail
