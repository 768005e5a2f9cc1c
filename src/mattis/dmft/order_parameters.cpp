// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/order_parameters.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mattis {
namespace {

double largest_change(HostArray<double**> const& a, HostArray<double**> const& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double const change = std::abs(a.data()[i] - b.data()[i]);
    if (!std::isfinite(change)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, change);
  }
  return largest;
}

}  // namespace

OrderParameters::OrderParameters(int steps, int condensed)
    : C("mattis::dmft::C", static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)),
      S("mattis::dmft::S", static_cast<std::size_t>(steps), static_cast<std::size_t>(steps)),
      m("mattis::dmft::m", static_cast<std::size_t>(steps), static_cast<std::size_t>(condensed)) {}

std::size_t OrderParameters::bytes(int steps, int condensed) {
  auto const T = static_cast<std::size_t>(steps);
  return sizeof(double) * T * (2 * T + static_cast<std::size_t>(condensed));
}

OrderParameters initial_guess(int steps, int condensed) {
  OrderParameters const order(steps, condensed);
  std::fill_n(order.C.data(), order.C.size(), 1.0);
  return order;
}

void copy(OrderParameters const& from, OrderParameters const& to) {
  std::copy_n(from.C.data(), from.C.size(), to.C.data());
  std::copy_n(from.S.data(), from.S.size(), to.S.data());
  std::copy_n(from.m.data(), from.m.size(), to.m.data());
}

double largest_change(OrderParameters const& a, OrderParameters const& b) {
  return std::max({largest_change(a.m, b.m), largest_change(a.C, b.C), largest_change(a.S, b.S)});
}

}  // namespace mattis
