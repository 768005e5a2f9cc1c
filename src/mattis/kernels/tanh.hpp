// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/target.hpp>

#include <cstddef>
#include <string_view>

namespace mattis {

namespace detail {

/// Compiled in tanh.cpp; `slope` may be null.
template <ExecutionSpace Exec, Real T>
void tanh_entries(Exec const& exec, T const* x, T* phi, T* slope, std::size_t count, Target target);

/// Throws Error unless the View is contiguous and has the shape of `x`.
template <class View, class X>
void expect_like(std::string_view name, View const& view, X const& x) {
  static_assert(std::size_t{View::rank()} == std::size_t{X::rank()}, "Views of one rank");
  for (std::size_t d = 0; d < X::rank(); ++d) {
    if (view.extent(d) != x.extent(d)) throw_unexpected(name, "shape " + shape_text(x), shape_text(view));
  }
  if (!view.span_is_contiguous()) throw_unexpected(name, "a contiguous View", "one with gaps");
}

}  // namespace detail

/// Activations  phi = tanh x  (MODELS 1.1), any rank, contiguous; in place where phi is x.
///
/// Range: all of T. Float: at most 3 ulp over all 2^32 floats, exact at 0 and +-inf, NaN to NaN, odd to the bit, on the
/// host's SIMD sets; asserted by the test. \throws Error  naming the argument, when a shape does not fit or a View has
/// gaps
template <ExecutionSpace Exec, RealView X, RealView Phi>
void tanh(Exec const& exec, X const& x, Phi const& phi, Target target = Target::best) {
  detail::expect_like("x", x, x);
  detail::expect_like("phi", phi, x);
  detail::tanh_entries<Exec, typename Phi::value_type>(exec, x.data(), phi.data(), nullptr, x.span(), target);
}

/// Activations and their slope  phi = tanh x,  slope = phi'(x) = 1 - phi^2  in one pass (MODELS 1.2). Float: the
/// slope's error is at most 2.5 ulp of 1 over all floats, on the host's SIMD sets. \throws Error  naming the argument,
/// when a shape does not fit or a View has gaps
template <ExecutionSpace Exec, RealView X, RealView Phi, RealView Slope>
void tanh_and_slope(Exec const& exec, X const& x, Phi const& phi, Slope const& slope, Target target = Target::best) {
  detail::expect_like("x", x, x);
  detail::expect_like("phi", phi, x);
  detail::expect_like("slope", slope, x);
  detail::tanh_entries<Exec, typename Phi::value_type>(exec, x.data(), phi.data(), slope.data(), x.span(), target);
}

}  // namespace mattis
