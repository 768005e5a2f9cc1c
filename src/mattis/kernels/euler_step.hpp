// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/tanh.hpp>

#include <cstddef>

namespace mattis {

namespace detail {

/// Compiled in euler_step.cpp.
template <ExecutionSpace Exec, Real T>
void euler_step_entries(Exec const& exec, T* x, T const* h, T dt, T* phi, std::size_t count,
                        How const& how);
/// The same of entries of any strides, and to the same bits.
template <ExecutionSpace Exec, Real T>
void euler_step_entries(Exec const& exec, StridedEntries<T> const& x,
                        StridedEntries<T const> const& h, T dt, StridedEntries<T> const& phi,
                        std::size_t count, How const& how);

}  // namespace detail

/// One Euler step of dx/dt = -x + h and the new activations:  x <- (1 - dt) x + dt h,  phi = tanh x
/// (docs/models.md 1.1).
///
/// \param x    state, any rank and strides; overwritten
/// \param h    field, the shape of x; may be x or phi itself
/// \param dt   step in units of the neuron's time constant, in (0, 1]
/// \param phi  activations, the shape of x; overwritten
/// \throws Error  naming the argument, when a shape does not fit, a result overlaps another View or
/// dt is out of range
template <ExecutionSpace Exec, RealView X, RealView H, RealView Phi>
void euler_step(Exec const& exec, X const& x, H const& h, double dt, Phi const& phi,
                How const& how = {}) {
  using T = typename X::value_type;
  detail::expect_elementwise_views<Exec, H, X, Phi>();
  expect(dt > 0 && dt <= 1, "dt", "a step in (0, 1]", dt);
  detail::expect_like("h", h, x);
  detail::expect_like("phi", phi, x);
  detail::expect_places("x", x);
  detail::expect_places("phi", phi);
  detail::expect_apart_or_same("x", x, "h", h);
  detail::expect_apart_or_same("phi", phi, "h", h);
  detail::expect_apart("phi", phi, "x", x);
  if (detail::side_by_side(x, h, phi)) {
    detail::euler_step_entries<Exec, T>(exec, x.data(), h.data(), static_cast<T>(dt), phi.data(),
                                        x.size(), how);
  } else {
    using Entries = detail::StridedEntries<T>;
    detail::euler_step_entries<Exec, T>(exec, Entries::of(x),
                                        detail::StridedEntries<T const>::of(h), static_cast<T>(dt),
                                        Entries::of(phi), x.size(), how);
  }
}

}  // namespace mattis
