// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/dmft/solve.hpp>

#include <cstdint>
#include <vector>

namespace mattis {

/// Running sum of squares about a running mean (Welford 1962), entry by entry.
struct RunningSpread {
  HostArray<double**> mean, squares;

  RunningSpread() = default;
  /// All zero, of this shape.
  explicit RunningSpread(HostArray<double const**> const& shape);

  /// \param count  samples with this one
  void add(HostArray<double const**> const& sample, int count) const;
  void standard_deviation(double scale, int count, HostArray<double**> const& out) const;
};

/// The order parameters of one ensemble after the other, and their spread over those that are
/// solved.
struct EnsembleSpread {
  int ensembles = 0;           ///< solved and added
  int sweeps = 0;              ///< over all ensembles
  int sweeps_of_ensemble = 0;  ///< over the one that is being solved
  double change = 0;           ///< of its C over the last of them, root of the sum of squares
  OrderParameters now;         ///< of that one
  HostArray<double**> E;       ///< (T, 2) its energies, once it is solved
  RunningSpread m, C, S, E_spread;
  std::vector<double> final_overlaps;  ///< (ensembles, K)

  EnsembleSpread() = default;
  EnsembleSpread(int steps, int condensed);

  /// Takes over what a sweep from `now` gave, `next`, which becomes what was before. \return the
  /// share of this change by which the sweeps to come would go on, if each changes as much less as
  /// this one did (0 where it is the first)
  double take(OrderParameters& next);
  /// Goes on by that share from what was before.
  void extrapolate(OrderParameters const& before, double share) const;
  /// Adds the ensemble that is solved.
  void add();

  /// The standard errors and what the ensembles tell of bimodality. \param samples  of an ensemble
  /// \param all  M
  void write(std::int64_t samples, std::int64_t all, Solution& solution) const;

 private:
  void diagnose(std::int64_t samples, Diagnosis& diagnosis) const;
};

/// to <- from, of the same shapes.
void copy(EnsembleSpread const& from, EnsembleSpread& to);

}  // namespace mattis
