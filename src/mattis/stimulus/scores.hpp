// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstdint>

namespace mattis::stimulus {

/// What is seen of a memory while and after its stimulus is on, (trials, presentations). Times are
/// of records, steps of dt apart.
struct Responses {
  HostArray<std::int8_t**> passed;    ///< its overlap reached the threshold while it was on
  HostArray<double**> reaction_time;  ///< when, from the onset; else how long it was on
  HostArray<std::int8_t**> held;      ///< it was above when the stimulus went off
  HostArray<std::int8_t**> fell;      ///< and then fell below
  HostArray<double**> memory_length;  ///< when, from the offset; else how long was looked on
  HostArray<std::int8_t**> error;     ///< another one was on top at the end of the stimulus
  HostArray<double*> reaction_window, memory_window;  ///< (presentations) how long is looked on
  HostArray<std::int64_t*> overflow;  ///< (trials) first record that is not finite, or -1
};

/// A score with its interval; NaN where nothing says anything about it.
struct Score {
  double value = 0;
  double low = 0, high = 0;
};

struct ScoreOptions {
  int resamples = 1000;  ///< of the bootstrap; 0: no intervals
  double confidence = 0.95;
  std::uint64_t seed = 0;
};

/// docs/stimulus.md tells the definitions. Trials that overflowed do not count.
struct Scores {
  Score response_rate;  ///< share of presentations whose memory came
  Score reaction_time;  ///< restricted mean, censored at the end of the stimulus
  Score memory_length;  ///< restricted mean of those held, censored where nobody looked on
  Score error_rate;     ///< share of presentations with another memory on top at their end
  double reaction_horizon = 0, memory_horizon = 0;  ///< up to which the means are: the longest look
  double reaction_censored = 0, memory_censored = 0;  ///< shares that are
  std::int64_t trials = 0;                            ///< that count
  std::int64_t overflowed = 0;
};

/// Intervals are percentiles of the bootstrap that draws whole trials; of rates that are 0 or 1 in
/// every trial, where it has nothing to say, Clopper and Pearson's limit for as many trials.
/// \throws Error  naming the option
Scores scores(Responses const& responses, ScoreOptions const& options);

}  // namespace mattis::stimulus
