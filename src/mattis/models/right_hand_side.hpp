// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/detail/strided_entries.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/models/dense.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace mattis {

struct RightHandSideOptions {
  std::int64_t states = 1;        ///< of one set of patterns; where xi holds several, one of each
  bool distinct_indices = false;  ///< only products of n + 1 different neurons interact; n <= 32
  How how = {};                   ///< which implementation of the kernels runs
};

/// Plan of the right-hand side of the graded networks (docs/models.md 1.1), for solvers of one's
/// own:
///
///     dx_i/dt = -x_i + (g / sqrt(alpha)) sum_mu xi^mu_i m_mu^n,   m_mu = (1/N) sum_i xi^mu_i tanh
///     x_i
///
/// with what a neuron contributes to its own field, as simulate() has it and by the same statement:
/// x + dt dx/dt is its Euler step. Distinct indices take it out, as there. The patterns may be
/// drawn anew between runs. run() allocates nothing and waits for nothing, but where the target is
/// portable, on a host, or reference.
template <ExecutionSpace Exec, Real T = float>
class RightHandSide {
 public:
  /// Of the model n, alpha and g are used; what it says of initial states is checked alone.
  /// \throws Error naming the argument; where the scratch is too small
  RightHandSide(Exec const& exec, PatternSet<Exec> const& xi, Dense const& model,
                RightHandSideOptions const& options = {}, Scratch<Exec> const& scratch = {});
  ~RightHandSide();
  RightHandSide(RightHandSide&&) noexcept;
  RightHandSide& operator=(RightHandSide&&) noexcept;

  /// Bytes of scratch: not less for more patterns, neurons or states.
  std::size_t workspace_bytes() const;
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  /// Asynchronous on `exec`; same bits for any number of threads.
  /// \param x     (N) or (states, N), any strides
  /// \param dxdt  of the shape of x, overwritten; it may share memory with x
  /// \throws Error naming the argument, when a shape does not fit
  template <RealView X, RealView DxDt>
  void run(Exec const& exec, X const& x, DxDt const& dxdt) const {
    static_assert(std::is_same_v<T, typename X::non_const_value_type> &&
                      std::is_same_v<T, typename DxDt::value_type>,
                  "Views of the precision of the plan, and dxdt not const");
    static_assert(X::rank() == DxDt::rank() && (X::rank() == 1 || X::rank() == 2),
                  "one state (N), or a matrix (states, N)");
    static_assert(Kokkos::SpaceAccessibility<Exec, typename X::memory_space>::accessible &&
                      Kokkos::SpaceAccessibility<Exec, typename DxDt::memory_space>::accessible,
                  "the Views lie where the execution space can reach them");
    auto const N = static_cast<std::size_t>(neurons());
    if constexpr (X::rank() == 1) {
      expect(states() == 1, "x", "shape (states, N) with states", states());
      expect_shape("x", x, {N});
    } else {
      expect_shape("x", x, {static_cast<std::size_t>(states()), N});
    }
    detail::expect_like("dxdt", dxdt, x);
    detail::expect_places("dxdt", dxdt);
    run_entries(exec, detail::StridedEntries<T const>::of(x), detail::StridedEntries<T>::of(dxdt));
  }

  std::int64_t neurons() const;  ///< N
  std::int64_t states() const;   ///< rows of x

 private:
  void run_entries(Exec const& exec, detail::StridedEntries<T const> const& x,
                   detail::StridedEntries<T> const& dxdt) const;

  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// dxdt = the right-hand side at x, as planned.
template <ExecutionSpace Exec, Real T, RealView X, RealView DxDt>
void rhs(RightHandSide<Exec, T> const& plan, Exec const& exec, X const& x, DxDt const& dxdt) {
  plan.run(exec, x, dxdt);
}

}  // namespace mattis
