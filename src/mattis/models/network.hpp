// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/patterns.hpp>
#include <mattis/kernels/target.hpp>

#include <cstdint>
#include <functional>

namespace mattis {

/// What the simulation of graded networks needs to know of its sizes.
struct NetworkShape {
  std::int64_t P = 0;       ///< patterns
  std::int64_t N = 0;       ///< neurons
  std::int64_t trials = 1;  ///< independent networks advanced together
  int T = 0;                ///< Euler steps kept
  std::int64_t K = 0;       ///< patterns whose overlap is recorded
  bool save_states = false;
};

/// The parameters of the dynamics (MODELS 1.1).
struct NetworkCoupling {
  int n = 1;                      ///< interaction order
  double alpha = 0;               ///< load
  double g = 0;                   ///< gain
  double dt = 0;                  ///< Euler step
  bool distinct_indices = false;  ///< n = 1 only: no self-interaction
};

/// Plan of the graded dynamics (MODELS 1.1) of several independent networks at once, one set of patterns each:
///
///     m_mu = (1/N) sum_i xi^mu_i tanh x_i,   h_i = (g/sqrt(alpha)) sum_mu xi^mu_i m_mu^n,   x <- (1-dt) x + dt h
///
/// Energies per neuron: E0 = -(g/((n+1) sqrt(alpha))) sum_mu m_mu^{n+1}, E1 = (1/N) sum_i (x_i phi_i - log cosh x_i).
/// Each step is two statements, planned once; step() allocates nothing.
template <ExecutionSpace Exec, Real T>
class Network {
 public:
  /// `xi` holds a set of patterns per trial; they may be drawn anew between runs.
  Network(Exec const& exec, PatternSet<Exec> const& xi, NetworkShape const& shape, NetworkCoupling const& coupling,
          Target target = Target::best);

  /// Bytes of such a plan, the patterns apart.
  static std::size_t bytes(NetworkShape const& shape);

  /// x(0) = sum_k a_k xi^k + noise N(0,1), trial numbers from `first_trial` on.
  void start(Exec const& exec, Array<double const*, Exec> a, double noise, std::uint64_t seed,
             std::int64_t first_trial);
  /// x(0) given, (trials, N).
  void start(Exec const& exec, Array<T const**, Exec> x0);

  /// Records overlaps and energies of step t = 0 .. T-1 and, but for the last, advances to t + 1.
  void step(Exec const& exec, int t);

  Array<double const***, Exec> m() const { return m_path_; }  ///< (trials, T, K)
  Array<double const***, Exec> E() const { return E_path_; }  ///< (trials, T, 2)
  Array<T const***, Exec> x() const { return x_path_; }       ///< (trials, T, N) where states are saved
  Array<T const***, Exec> phi() const { return phi_path_; }   ///< (trials, T, N) where states are saved

 private:
  using Step = std::function<void(Exec const&)>;

  NetworkShape shape_;
  NetworkCoupling coupling_;
  PatternSet<Exec> xi_;
  Array<T**, Exec> x_, phi_;      // (trials, N)
  Array<T**, Exec> f_;            // (trials, P) m^n
  Array<double**, Exec> m_;       // (trials, K) of the current step
  Array<double*, Exec> powers_;   // (trials) sum_mu m_mu^{n+1}
  Array<double*, Exec> E1_;       // (trials)
  Array<double*, Exec> squares_;  // (trials) mean phi^2
  Step activate_, contract_, advance_;
  Array<double***, Exec> m_path_, E_path_;
  Array<T***, Exec> x_path_, phi_path_;
};

}  // namespace mattis
