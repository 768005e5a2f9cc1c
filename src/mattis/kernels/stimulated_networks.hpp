// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/purpose.hpp>
#include <mattis/kernels/detail/pattern_product.hpp>
#include <mattis/kernels/detail/stimulated_steps.hpp>
#include <mattis/kernels/detail/stimulus_coupling.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/lanes/stimulus.hpp>

#include <cstdint>
#include <vector>

namespace mattis {

/// How a stimulus acts (docs/models.md 4.1).
enum class StimulusMode { additive, multiplicative, rate_additive, rate_multiplicative };

inline bool is_rate(StimulusMode mode) { return mode >= StimulusMode::rate_additive; }
inline bool is_multiplicative(StimulusMode mode) {
  return mode == StimulusMode::multiplicative || mode == StimulusMode::rate_multiplicative;
}

/// The dynamics of a stimulus-driven network.
struct StimulusDynamics {
  StimulusMode mode = StimulusMode::additive;
  double delta = 10;      ///< slope of the activation
  double w_s = 1;         ///< weight of the coupling
  double w_external = 1;  ///< weight of the stimulus
  double sigma = 0;       ///< of the noise
  double activity = 0.5;  ///< p, share of ones in the 0/1 patterns of firing rates
  double dt = 0.01;       ///< Euler-Maruyama step, in units of the neuron's time constant
  /// Increments of the Brownian path that a step is given the sum of: paths of dt and increments r
  /// and of dt / r and 1 are the same.
  int increments = 1;
};

/// One presentation: what the network is shown until the next.
struct Stimulus {
  std::vector<double> weights;  ///< (P) c of u = sum_mu c_mu xi^mu + input_noise eta
  double input_noise = 0;       ///< of eta, a standard normal for each neuron, the same throughout
  std::int64_t number = 0;      ///< which presentation it is: part of eta's address
};

/// Plan of stimulus-driven networks of N neurons (docs/models.md 4.1), trials each with a set of
/// patterns of its own. The coupling is not formed: xi diag(.) xi^T z goes through the patterns'
/// bits, P overlaps and a field a step.
///
/// Sums over neurons are in chunks of 2048, in T within and in double across. Same bits for any
/// number of threads and of trials at once. advance() allocates nothing.
template <ExecutionSpace Exec, Real T>
class StimulatedNetworks {
 public:
  /// \param xi  a set for each trial, P of N; with firing rates P + 1, the last of ones, and of the
  /// others +1 stands for 1 and -1 for 0. They may be drawn anew before start().
  /// \param records  most records of an advance()
  StimulatedNetworks(Exec const& exec, PatternSet<Exec> const& xi, StimulusDynamics const& dynamics,
                     int records, How const& how = {});

  StimulatedNetworks(StimulatedNetworks const&) = delete;  // which would share states unseen
  StimulatedNetworks& operator=(StimulatedNetworks const&) = delete;
  StimulatedNetworks(StimulatedNetworks&&) = default;
  StimulatedNetworks& operator=(StimulatedNetworks&&) = default;
  ~StimulatedNetworks() = default;

  /// Bytes of such a plan, the patterns apart; R = P, with firing rates P + 1.
  static std::size_t bytes(std::int64_t R, std::int64_t N, std::int64_t trials, int records);

  /// y(0) = spread N(0, 1) at (seed, Purpose::stimulus_start, trial); no stimulus.
  void start(Exec const& exec, std::uint64_t seed, std::int64_t first_trial, double spread);
  /// y(0) given, (trials, N).
  void start(Exec const& exec, std::uint64_t seed, std::int64_t first_trial,
             Array<T const**, Exec> y0);

  /// From now on this stimulus is on.
  void present(Exec const& exec, Stimulus const& stimulus);

  /// Records the overlaps of steps first .. first + records - 1, and makes as many steps, or one
  /// less.
  void advance(Exec const& exec, std::int64_t first, int records, bool last);

  /// (trials, records, P): xi^mu . z / N, with sign; of firing rates xi^mu . f(y) / (N p).
  Array<T const***, Exec> m() const { return m_; }
  /// (trials, 64 ceil(N / 64)), zeros beyond N
  Array<T const**, Exec> y() const { return y_; }
  Array<T const**, Exec> z() const { return z_; }
  /// (trials) the first record of which the state is not finite, or -1. Later ones mean nothing.
  Array<std::int64_t const*, Exec> overflow() const { return overflow_; }
  /// (trials, R) W = (1/N) sum_r gain_r s^r s^r^T of graded networks under this stimulus, its
  /// diagonal apart, and the field that the stimulus adds, sum_r drive_r s^r.
  Array<double const**, Exec> gain() const { return gain_; }
  Array<double const**, Exec> drive() const { return drive_; }

  /// (trials, padded N) what the noise of the input adds to the field, where it does.
  Array<T const**, Exec> input() const { return input_; }
  bool noisy_input() const { return noisy_input_; }

  PatternSet<Exec> const& patterns() const { return xi_; }
  std::int64_t P() const { return P_; }
  std::int64_t N() const { return xi_.neurons(); }
  std::int64_t trials() const { return xi_.trials(); }

 private:
  using Coupling = detail::StimulusCoupling;

  lanes::NeuronStep<T> step_of() const;
  lanes::NoiseAddress address_of(Purpose purpose, std::int64_t trial, std::int64_t step) const;
  void begin(Exec const& exec, std::uint64_t seed, std::int64_t first_trial);
  void draw(Exec const& exec, Array<T**, Exec> const& values, Purpose purpose, std::int64_t step,
            double scale) const;
  void activate(Exec const& exec) const;
  detail::StridedVectors<T const> from(Array<T**, Exec> const& view) const {
    return {view.data(), static_cast<std::int64_t>(view.stride(0)), 1};
  }
  detail::StridedVectors<T> to(Array<T**, Exec> const& view) const {
    return {view.data(), static_cast<std::int64_t>(view.stride(0)), 1};
  }

  void advance_portable(Exec const& exec, std::int64_t first, int records, bool last);
  void record_portable(Exec const& exec, int record);
  void step_portable(Exec const& exec, std::int64_t step);
  void advance_simd(Exec const& exec, std::int64_t first, int records, bool last);

  // The fused steps of a host; advance_small() takes several trials that have one chunk each.
  detail::StimulatedSteps<T> steps() const;
  detail::NeuronChunk<T> chunk_at(std::int64_t trial, std::int64_t chunk) const;
  detail::CoupledNetwork<T> network_at(std::int64_t trial) const;
  /// The noise of a chunk's next steps, whose addresses follow each other; null: there is none.
  T const* normals_ahead(std::int64_t trial, std::int64_t chunk, std::int64_t step,
                         std::int64_t steps, T* values) const;
  bool step_chunk(detail::StimulatedSteps<T> const& steps, std::int64_t trial, std::int64_t chunk,
                  std::int64_t step) const;
  void advance_small(std::int64_t trial, int count, std::int64_t first, int records, int moves);

  PatternSet<Exec> xi_;
  StimulusDynamics dynamics_;
  How how_;
  bool simd_;
  std::int64_t P_, R_, blocks_, chunks_;
  std::uint64_t seed_ = 0;
  std::int64_t first_trial_ = 0;
  bool noisy_input_ = false;

  Coupling coupling_;
  detail::PatternProductPlan<Exec, T> overlap_, field_;
  Array<T**, Exec> y_, z_, h_, input_, diagonal_;  // (trials, padded N)
  Array<double**, Exec> gain_, drive_;             // (trials, R)
  Array<double*, Exec> self_;                      // (trials) W_ii of graded networks
  Array<T**, Exec> o_, oz_, k_;                    // (trials, R)
  Array<T****, Exec> partial_;                     // (trials, chunks, 1 or 2, padded R)
  Array<T**, Exec> tables_;                        // (trials, tables of k)
  Array<T***, Exec> m_;
  Array<std::int64_t*, Exec> overflow_;
  Array<bool**, Exec> fine_;  // (trials, chunks) whether a step's states are finite
};

}  // namespace mattis
