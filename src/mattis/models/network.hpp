// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/patterns.hpp>
#include <mattis/kernels/sign_product.hpp>

#include <cstdint>
#include <vector>

namespace mattis {

/// What the simulation of a graded network of interaction order n needs to know (MODELS 1.1).
struct NetworkShape {
  std::int64_t P = 0;       ///< patterns
  std::int64_t N = 0;       ///< neurons
  std::int64_t trials = 1;  ///< independent networks advanced together
  int T = 0;                ///< Euler steps kept
  std::int64_t K = 0;       ///< patterns whose overlap is recorded
  bool save_states = false;
};

struct NetworkCoupling {
  int n = 1;             ///< interaction order
  double alpha = 0;      ///< load
  double g = 0;          ///< gain
  double dt = 0;         ///< Euler step
  bool distinct_indices = false;  ///< n = 1 only: no self-interaction
};

/// Plan of the graded dynamics (MODELS 1.1) of several independent networks at once:
/// two products with the patterns a step, elementwise work in their epilogues. It owns all workspace.
///
///     m_mu = (1/N) sum_i xi^mu_i tanh x_i,   h_i = (g/sqrt(alpha)) sum_mu xi^mu_i m_mu^n,   x <- (1-dt) x + dt h
///
/// Energies per neuron: E0 = -(g/((n+1) sqrt(alpha))) sum_mu m_mu^{n+1}, E1 = (1/N) sum_i (x_i phi_i - log cosh x_i).
template <ExecutionSpace Exec, Real T>
class Network {
 public:
  Network(Exec const& exec, NetworkShape const& shape, NetworkCoupling const& coupling, Target target = Target::best);

  /// Bytes of such a plan.
  static std::size_t bytes(NetworkShape const& shape);

  /// x(0) = sum_k a_k xi^k + noise N(0,1), trial numbers from `first_trial` on.
  void start(Exec const& exec, PatternSet<Exec> const& xi, Array<double const*, Exec> a, double noise, std::uint64_t seed,
             std::int64_t first_trial);
  /// x(0) given, (trials, N).
  void start(Exec const& exec, Array<T const**, Exec> x0);

  /// Records overlaps and energies of step t = 0 .. T-1 and, but for the last, advances to t + 1.
  void step(Exec const& exec, PatternSet<Exec> const& xi, int t);
  /// Energies of all recorded steps.
  void finish(Exec const& exec);

  Array<double const***, Exec> m() const { return m_; }    ///< (trials, T, K)
  Array<double const***, Exec> E() const { return E_; }    ///< (trials, T, 2), after finish()
  Array<T const***, Exec> x() const { return x_path_; }      ///< (trials, T, N) where states are saved
  Array<T const***, Exec> phi() const { return phi_path_; }  ///< (trials, T, N) where states are saved

 private:
  using StepSums = Kokkos::View<RowSums***, Kokkos::LayoutRight, typename Exec::memory_space>;

  void activate(Exec const& exec);
  void save_states(Exec const& exec, int t);
  detail::TileSums<Exec> sums_of(StepSums const& sums, int t) const;

  NetworkShape shape_;
  NetworkCoupling coupling_;
  Target target_;
  SignProduct<Exec, T> overlaps_;
  SignProduct<Exec, T> fields_;
  Array<T**, Exec> x_, phi_;  // (trials, N)
  Array<T**, Exec> f_;        // (trials, P) m^n
  StepSums pattern_sums_;     // (T, trials, tiles of P) sum m^{n+1}
  StepSums neuron_sums_;      // (T, trials, tiles of N) sum F, sum phi^2
  Array<double***, Exec> m_, E_;
  Array<T***, Exec> x_path_, phi_path_;
};

}  // namespace mattis
