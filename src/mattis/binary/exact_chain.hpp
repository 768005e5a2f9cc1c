// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/energy.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mattis::binary {

/// Rules of a chain (docs/models.md 2). Glauber and Metropolis update one random spin a step,
/// Little all at once.
enum class ChainDynamics { glauber, metropolis, little };

/// \throws Error  naming `dynamics` unless it is "glauber", "metropolis" or "little"
ChainDynamics chain_dynamics_of(std::string const& name);

/// The Markov chain of up to 16 spins, exactly: of 2^N states, bit i of whose number is set where
/// sigma_i = +1. Probabilities have small relative errors, however small they are. T = 0 is the
/// limit T -> 0: a spin without a local field is drawn (Glauber, Little) or flips (Metropolis).
class ExactChain {
 public:
  static constexpr int most_spins = 16;
  static constexpr int most_spins_of_matrix = 12;

  /// \throws Error  naming N, J, h or T
  ExactChain(SpinSystem system, ChainDynamics dynamics, double T);

  SpinSystem const& system() const { return system_; }
  ChainDynamics dynamics() const { return dynamics_; }
  double T() const { return T_; }
  std::uint32_t states() const { return std::uint32_t{1} << system_.N; }

  /// Probability of the step from one state to another.
  double transition(std::uint32_t from, std::uint32_t to) const;
  /// All of them (2^N, 2^N), row-major, a row for each state that is left. \throws Error  for more
  /// than 12 spins
  std::vector<double> matrix() const;
  /// Row `from` of the matrix. \param row  (2^N), written
  void row(std::uint32_t from, std::span<double> row) const;

  /// Of Little's dynamics: a row is the product low[to % low_states()] high[to / low_states()] of
  /// two short ones. \param low  (low_states()) \param high  (states() / low_states()), both
  /// written
  void row_factors(std::uint32_t from, std::span<double> low, std::span<double> high) const;
  std::uint32_t low_states() const { return std::uint32_t{1} << system_.N / 2; }

  /// next = law W: the law of the state one step later. Both (2^N), not the same memory.
  void step_law(std::span<double const> law, std::span<double> next) const;
  /// mean = W f: the mean of an observable one step later, by the state that is left.
  void step_observable(std::span<double const> f, std::span<double> mean) const;

  /// exp(-H/T)/Z, or exp(-Hbar/T)/Z of Little's: what is stationary where J is symmetric.
  std::vector<double> reversible_law() const;

 private:
  double change(std::uint32_t state, int i) const {
    return change_[static_cast<std::size_t>(state) * static_cast<std::size_t>(system_.N) +
                   static_cast<std::size_t>(i)];
  }
  double stay(std::uint32_t state) const;
  SpinSystem system_;
  ChainDynamics dynamics_;
  double T_;
  /// (2^N, N): of spin i changing its sign, where it is the one that is updated; and of keeping it.
  std::vector<double> change_, keep_;
};

}  // namespace mattis::binary
