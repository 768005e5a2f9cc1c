// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/detail/strided_entries.hpp>
#include <mattis/kernels/how.hpp>

#include <cstddef>

namespace mattis {

namespace detail {

/// Compiled in tanh.cpp; `slope` may be null.
template <ExecutionSpace Exec, Real T>
void tanh_entries(Exec const& exec, T const* x, T* phi, T* slope, std::size_t count,
                  How const& how);
/// The same of entries of any strides, and to the same bits.
template <ExecutionSpace Exec, Real T>
void tanh_entries(Exec const& exec, StridedEntries<T const> const& x, StridedEntries<T> const& phi,
                  StridedEntries<T> const& slope, std::size_t count, How const& how);

/// What the elementwise kernels ask of the Views they read and, `Written`, write.
template <ExecutionSpace Exec, class X, class... Written>
constexpr void expect_elementwise_views() {
  static_assert(
      (std::is_same_v<typename X::non_const_value_type, typename Written::value_type> && ...),
      "Views of one precision, and those written to not const");
  static_assert(
      Kokkos::SpaceAccessibility<Exec, typename X::memory_space>::accessible &&
          (Kokkos::SpaceAccessibility<Exec, typename Written::memory_space>::accessible && ...),
      "the Views lie where the execution space can reach them");
}

}  // namespace detail

/// Activations  phi = tanh x  (docs/models.md 1.1), any rank and strides; in place where phi is x.
///
/// Range: all of T. Float: at most 3 ulp over all 2^32 floats, exact at 0 and +-inf, NaN to NaN,
/// odd to the bit, on the host's SIMD sets; asserted by the test. \throws Error  naming the
/// argument, when a shape does not fit or a result overlaps another View
template <ExecutionSpace Exec, RealView X, RealView Phi>
void tanh(Exec const& exec, X const& x, Phi const& phi, How const& how = {}) {
  using T = typename Phi::value_type;
  detail::expect_elementwise_views<Exec, X, Phi>();
  detail::expect_like("phi", phi, x);
  detail::expect_places("phi", phi);
  detail::expect_apart_or_same("phi", phi, "x", x);
  if (detail::side_by_side(x, phi)) {
    detail::tanh_entries<Exec, T>(exec, x.data(), phi.data(), nullptr, x.size(), how);
  } else {
    using Entries = detail::StridedEntries<T>;
    detail::tanh_entries<Exec, T>(exec, detail::StridedEntries<T const>::of(x), Entries::of(phi),
                                  Entries{}, x.size(), how);
  }
}

/// Activations and their slope  phi = tanh x,  slope = phi'(x) = 1 - phi^2  in one pass
/// (docs/models.md 1.2). Float: the slope's error is at most 2.5 ulp of 1 over all floats, on the
/// host's SIMD sets. \throws Error  naming the argument, when a shape does not fit or a result
/// overlaps another View
template <ExecutionSpace Exec, RealView X, RealView Phi, RealView Slope>
void tanh_and_slope(Exec const& exec, X const& x, Phi const& phi, Slope const& slope,
                    How const& how = {}) {
  using T = typename Phi::value_type;
  detail::expect_elementwise_views<Exec, X, Phi, Slope>();
  detail::expect_like("phi", phi, x);
  detail::expect_like("slope", slope, x);
  detail::expect_places("phi", phi);
  detail::expect_places("slope", slope);
  detail::expect_apart_or_same("phi", phi, "x", x);
  detail::expect_apart_or_same("slope", slope, "x", x);
  detail::expect_apart("slope", slope, "phi", phi);
  if (detail::side_by_side(x, phi, slope)) {
    detail::tanh_entries<Exec, T>(exec, x.data(), phi.data(), slope.data(), x.size(), how);
  } else {
    using Entries = detail::StridedEntries<T>;
    detail::tanh_entries<Exec, T>(exec, detail::StridedEntries<T const>::of(x), Entries::of(phi),
                                  Entries::of(slope), x.size(), how);
  }
}

}  // namespace mattis
