// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>

namespace mattis::stimulus {

/// What memories are like.
enum class PatternKind {
  random,      ///< independent fair signs
  orthogonal,  ///< rows of Sylvester's Hadamard matrix, drawn without return, times random signs of
               ///< the neurons; N is a power of two
  sparse,      ///< 1 with probability p, else 0, and a last row of ones (firing rates)
};

/// \throws Error  naming N or P
void validate_patterns(PatternKind kind, std::int64_t P, std::int64_t N);

/// Draws the memories of the trials from first_trial on into a set that is there.
/// \param activity  p of sparse ones
template <ExecutionSpace Exec>
void fill_patterns(Exec const& exec, PatternSet<Exec> const& xi, PatternKind kind, double activity,
                   std::uint64_t seed, std::int64_t first_trial, How const& how = {});

}  // namespace mattis::stimulus
