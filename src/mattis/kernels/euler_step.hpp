// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/kernels/tanh.hpp>

#include <cstddef>

namespace mattis {

namespace detail {

/// Compiled in euler_step.cpp.
template <ExecutionSpace Exec, Real T>
void euler_step_entries(Exec const& exec, T* x, T const* h, T dt, T* phi, std::size_t count, Target target);

}  // namespace detail

/// One Euler step of dx/dt = -x + h and the new activations:  x <- (1 - dt) x + dt h,  phi = tanh x  (MODELS 1.1).
///
/// \param x    state, any rank, contiguous; overwritten
/// \param h    field, the shape of x
/// \param dt   step in units of the neuron's time constant, in (0, 1]
/// \param phi  activations, the shape of x; overwritten
/// \throws Error  naming the argument, when a shape does not fit, a View has gaps or dt is out of range
template <ExecutionSpace Exec, RealView X, RealView H, RealView Phi>
void euler_step(Exec const& exec, X const& x, H const& h, double dt, Phi const& phi, Target target = Target::best) {
  using T = typename X::value_type;
  expect(dt > 0 && dt <= 1, "dt", "a step in (0, 1]", dt);
  detail::expect_like("x", x, x);
  detail::expect_like("h", h, x);
  detail::expect_like("phi", phi, x);
  detail::euler_step_entries<Exec, T>(exec, x.data(), h.data(), static_cast<T>(dt), phi.data(), x.span(), target);
}

}  // namespace mattis
