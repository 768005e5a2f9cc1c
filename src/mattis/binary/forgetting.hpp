// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::binary {

/// Patterns learned one by one by couplings of limited magnitude: which are remembered.
struct ForgettingOptions {
  std::int64_t N = 0;
  std::int64_t P = 0;  ///< patterns learned
  int limit = 0;       ///< of couplings, 0: round(0.43 sqrt(N)), about the best
  double T = 0;
  std::int64_t sweeps = 20;
  std::int64_t networks = 8;
  double threshold = 0.9;  ///< an overlap that counts as remembered
  SpinRule rule = SpinRule::zero;
  std::uint64_t seed = 1;
  GivenPatterns const* given = nullptr;
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

/// What a network gave.
struct ForgettingRow {
  std::vector<double> m = {};  ///< (P) final |overlap| of a start, the last learned first
};

struct Forgetting {
  int limit = 0;
  std::vector<Estimate>
      m;                ///< (P) final |overlap| of a start at the pattern, the last learned first
  Estimate remembered;  ///< patterns of the P that are
};

/// \throws Error  naming the option
void validate(ForgettingOptions const& options);

/// The limit of couplings that the options mean.
int limit_of(ForgettingOptions const& options);

/// Networks `first` .., their rows handed to on_row in their order; a network's does not depend on
/// the others.
template <ExecutionSpace Exec>
void forget(Exec const& exec, ForgettingOptions const& options, std::size_t first,
            std::function<void(ForgettingRow const&)> const& on_row);

/// What all networks together say.
Forgetting forgetting_of(ForgettingOptions const& options, std::vector<ForgettingRow> const& rows);

}  // namespace mattis::binary
