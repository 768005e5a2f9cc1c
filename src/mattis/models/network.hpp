// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/models/detail/distinct_field.hpp>
#include <mattis/models/detail/record_step.hpp>
#include <mattis/models/network_coupling.hpp>

#include <cstdint>
#include <functional>

namespace mattis {
/// What the simulation of graded networks needs to know of its sizes.
struct NetworkShape {
  std::int64_t P = 0;       ///< patterns
  std::int64_t N = 0;       ///< neurons
  std::int64_t trials = 1;  ///< sets of patterns, of networks advanced together
  std::int64_t cues = 1;    ///< initial states of each set; more than one where there is one set
  int T = 0;                ///< Euler steps kept
  std::int64_t K = 0;       ///< patterns whose overlap is recorded
  bool save_states = false;

  std::int64_t networks() const { return trials * cues; }
};

/// Plan of the graded dynamics (docs/models.md 1.1) of several networks at once, each with its own
/// set of patterns, or all with the one there is (cues):
///
///     m_mu = (1/N) sum_i xi^mu_i tanh x_i,   h_i = (g/sqrt(alpha)) sum_mu xi^mu_i m_mu^n,   x <-
///     (1-dt) x + dt h
///
/// Energies per neuron: E0 = -(g/((n+1) sqrt(alpha))) sum_mu m_mu^{n+1}, E1 = (1/N) sum_i (x_i
/// phi_i - log cosh x_i). With distinct indices m_mu^n becomes the sum over n different neurons,
/// none of them i (detail/distinct_field.hpp), and E0 = -1/(n+1) mean_i phi_i h_i. Every step is a
/// few statements, planned once; step() allocates nothing.
template <ExecutionSpace Exec, Real T>
class Network {
 public:
  /// `xi` holds a set of patterns per trial; they may be drawn anew between runs.
  Network(Exec const& exec, PatternSet<Exec> const& xi, NetworkShape const& shape,
          NetworkCoupling const& coupling, How const& how = {})
      : Network(exec, xi, shape, coupling, how, detail::Arena<Exec>(exec)) {}
  /// With its arrays from `arena`.
  Network(Exec const& exec, PatternSet<Exec> const& xi, NetworkShape const& shape,
          NetworkCoupling const& coupling, How const& how, detail::Arena<Exec> const& arena);

  Network(Network const&) = delete;  // which would share states and workspace unseen
  Network& operator=(Network const&) = delete;
  Network(Network&&) = default;
  Network& operator=(Network&&) = default;
  ~Network() = default;

  /// Bytes of such a plan, the patterns apart.
  static std::size_t bytes(NetworkShape const& shape, NetworkCoupling const& coupling,
                           How const& how = {});

  /// x(0) = sum_k a_k xi^k + noise N(0,1), numbers of trials and cues from `first_trial` and
  /// `first_cue` on.
  void start(Exec const& exec, Array<double const*, Exec> a, double noise, std::uint64_t seed,
             std::int64_t first_trial, std::int64_t first_cue = 0);
  /// x(0) given, (networks, N).
  void start(Exec const& exec, Array<T const**, Exec> x0);
  /// States that something else than step() has come to, (networks, N), of the same patterns.
  void move_to(Exec const& exec, Array<T const**, Exec> x);

  /// Records overlaps and energies of step t = 0 .. T-1 and, but for the last, advances to t + 1.
  void step(Exec const& exec, int t) { take_step(exec, t, t + 1 < shape_.T); }
  /// The same without advancing.
  void record(Exec const& exec, int t) { take_step(exec, t, false); }

  Array<T const**, Exec> state() const { return x_; }         ///< (networks, N) x at the next step
  Array<double const***, Exec> m() const { return m_path_; }  ///< (networks, T, K)
  Array<double const***, Exec> E() const { return E_path_; }  ///< (networks, T, 2)
  Array<T const***, Exec> x() const {
    return x_path_;
  }  ///< (networks, T, N) where states are saved
  Array<T const***, Exec> phi() const {
    return phi_path_;
  }  ///< (networks, T, N) where states are saved

  /// What step() and record() are; public since nvcc compiles no kernel inside a private function.
  void take_step(Exec const& exec, int t, bool advances);

 private:
  using Step = std::function<void(Exec const&, detail::RecordStep<Exec> const&)>;

  bool distinct() const { return coupling_.distinct_indices && coupling_.n > 1; }
  double self_interaction() const {
    return detail::self_interaction(coupling_, shape_.P, shape_.N);
  }

  NetworkShape shape_;
  NetworkCoupling coupling_;
  PatternSet<Exec> xi_;
  Array<T**, Exec> x_, phi_;      // (networks, N)
  Array<T**, Exec> h_;            // (networks, N) field / gain, for distinct indices of n > 1
  Array<double**, Exec> m_;       // (networks, K) of the current step
  Array<double*, Exec> powers_;   // (networks) sum_mu m_mu^{n+1}, or its like for distinct indices
  Array<double*, Exec> E1_;       // (networks)
  Array<double*, Exec> squares_;  // (networks) mean phi^2
  detail::DistinctField<Exec, T> distinct_;
  std::function<void(Exec const&)> activate_;  // phi, E1 and squares of x
  Step record_;                                // m and powers of phi
  Step record_and_advance_;                    // and then x, phi, E1 and squares of the next step
  bool neurons_recorded_ = false;              // E1 and squares of the step to come
  Array<double***, Exec> m_path_, E_path_;
  Array<T***, Exec> x_path_, phi_path_;
};

}  // namespace mattis
