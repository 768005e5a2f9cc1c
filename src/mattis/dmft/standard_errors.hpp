// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/ensemble.hpp>

namespace mattis {

/// How the standard errors are estimated: from `count` ensembles of `samples` samples each,
/// numbered from `first` on.
struct SubEnsembles {
  int count;
  std::int64_t samples;
  std::int64_t first;
};

/// Drawn samples: 16 ensembles of 1024 fresh ones (M where that is fewer); where their moments need
/// more to be matched as those of M are, 8 to 16 of so many. Given samples: M split in at most 16
/// of at least 8.
SubEnsembles sub_ensembles(Dense const& model, SolveOptions const& options);

/// Fills the `_se` fields of `solution`: the standard deviation of the order parameters over
/// independent ensembles, each solved self-consistently from the solution on, times sqrt(samples of
/// an ensemble / M). The feedback of sampling errors through the self-consistency is thereby in
/// them; one sweep's sd / sqrt(M) misses it (docs/models.md 1.3). Where the feedback is so strong
/// that errors do not shrink as 1 / sqrt(samples), which shows in the sweeps that an ensemble
/// takes, drawn ensembles are of M samples each, solved in one pass where that takes less than 4
/// GiB. NaN where fewer than two ensembles can be formed. For method damped, which averages over
/// several draws, they are an upper bound.
/// \param room  what a pass is taken from, most_bytes_of_pass of it at most
template <ExecutionSpace Exec, Real T>
void estimate_standard_errors(Exec const& exec, Ensemble<Exec, T>& ensemble, Dense const& model,
                              SolveOptions const& options, OrderParameters const& order,
                              Solution& solution, detail::Arena<Exec> const& room);

/// Largest pass for the standard errors. A fixed size, so that the choice and with it the last bits
/// are the same on every machine that has twice as much free.
inline constexpr double most_bytes_of_pass = 4.0 * (1 << 30);

/// Whether such a pass may be needed, which is known once the feedback is.
bool may_pass(SolveOptions const& options);

}  // namespace mattis
