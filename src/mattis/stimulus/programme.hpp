// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/stimulated_networks.hpp>

#include <cstdint>
#include <vector>

namespace mattis::stimulus {

/// A stimulus that is on from `onset` until `offset`, times in units of the time constant.
struct Presentation {
  double onset = 0;
  double offset = 0;
  std::vector<double> weights = {};  ///< (P) c of u = sum_mu c_mu xi^mu: several make it mixed
  std::int64_t target = 0;           ///< the memory that it should bring
};

/// A short one, whose weights are added to those that are on.
struct Glitch {
  double time = 0;
  double duration = 0;
  std::vector<double> weights = {};  ///< (P)
};

/// What a network is shown (docs/models.md 4.1). Between presentations nothing is on.
struct Programme {
  std::vector<Presentation> presentations = {};
  std::vector<Glitch> glitches = {};
  /// Standard deviation of what is added to u, drawn for every neuron and presentation.
  double input_noise = 0;
};

/// On until t_end.
Programme constant(std::vector<double> weights, double t_end);
/// On until `duration`.
Programme modulated(std::vector<double> weights, double duration);
/// Memories one after the other, `strength` on each and `others` on the rest, from its time on:
/// until the next, or t_end; `duration` > 0: no longer than that.
struct Sequence {
  std::vector<int> targets = {};
  std::vector<double> times = {};
  double duration = 0;
  double strength = 1, others = 0;
};
Programme switching(Sequence const& sequence, std::int64_t P, double t_end);

/// c times sqrt(P N) / sum c.
/// \throws Error  where the sum is not positive
std::vector<double> normalized(std::vector<double> weights, std::int64_t N);

/// \throws Error  naming what is wrong with it: numbers of weights, targets, times that do not rise
void validate(Programme const& programme, std::int64_t P, double t_end);

/// From which step on which stimulus is on.
struct StimulusChange {
  std::int64_t step = 0;
  Stimulus stimulus = {};
};

/// In rising order of steps, the first at step 0.
std::vector<StimulusChange> changes(Programme const& programme, std::int64_t P, double dt);

}  // namespace mattis::stimulus
