// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/stop.hpp>
#include <mattis/stimulus/run.hpp>

#include <cstdint>
#include <optional>

namespace mattis::stimulus {

/// One neuron that talks to itself, in many trials (docs/models.md 4.5):
///
///     dx = [-x - leak + w_external h(t) + w_s tanh(delta x)] dt + sigma dB
struct AutapseOptions {
  double leak = 0;
  double w_external = 1;  ///< w_in
  double w_s = 1;         ///< w_self
  double delta = 1;
  double sigma = 0;
  double dt = 0.01;
  double t_end = 10;
  double x0 = 0;  ///< standard deviation of x(0)
  std::int64_t trials = 100;
  std::uint64_t seed = 0;
  Programme programme = {};  ///< of one weight, h
  int every = 1;
  double threshold = 0.5;
  std::optional<double> fall_threshold = {};
  How how = {};
  StopCallback should_stop = {};

  std::int64_t steps() const;
  std::int64_t records() const { return steps() / every + 1; }
};

void validate(AutapseOptions const& options);

/// Trials in lanes. `overlap` of the result is x, (trials, records, 1); an error is an x below
/// minus the threshold at the end of the stimulus.
template <Real T, ExecutionSpace Exec>
Run run_autapse(Exec const& exec, AutapseOptions const& options);

}  // namespace mattis::stimulus
