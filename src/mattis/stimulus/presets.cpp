// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/stimulus/presets.hpp>

#include <algorithm>
#include <utility>

namespace mattis::stimulus {

namespace {

struct Range {
  double least, most;
};

/// Weights of the presentations of a programme: drawn uniformly from a range each.
struct WeightRanges {
  Range target;
  Range before;  ///< the memory shown before
  Range others;
  bool normalized = true;
};

class Weights {
 public:
  Weights(WeightRanges const& ranges, std::uint64_t seed, std::int64_t P, std::int64_t N)
      : ranges_(ranges), seed_(seed), P_(P), N_(N) {}

  /// \param before  the memory of the presentation before, or -1
  std::vector<double> draw(std::size_t slot, std::int64_t target, std::int64_t before) const {
    std::vector<double> weights;
    auto const calls = static_cast<std::uint64_t>((P_ + 3) / 4);
    for (std::int64_t mu = 0; mu < P_; ++mu) {
      auto const words = random_words(seed_, Purpose::stimulus_weights, 0,
                                      slot * calls + static_cast<std::uint64_t>(mu / 4));
      double const uniform = (words.word[mu % 4] + 0.5) * 0x1p-32;
      auto const& range = mu == target   ? ranges_.target
                          : mu == before ? ranges_.before
                                         : ranges_.others;
      weights.push_back(range.least + (range.most - range.least) * uniform);
    }
    return ranges_.normalized ? normalized(std::move(weights), N_) : weights;
  }

 private:
  WeightRanges ranges_;
  std::uint64_t seed_;
  std::int64_t P_, N_;
};

/// Gives the presentations of a programme drawn weights.
Programme with_weights(Programme programme, Weights const& weights) {
  std::int64_t before = -1;
  for (std::size_t k = 0; k < programme.presentations.size(); ++k) {
    auto& one = programme.presentations[k];
    one.weights = weights.draw(k, one.target, before);
    before = one.target;
  }
  return programme;
}

/// Memories 1, 2, 3, each for so long.
Sequence three(double length) { return {.targets = {1, 2, 3}, .times = {0, length, 2 * length}}; }

Sequence const switches{.targets = {1, 2, 1, 2, 3}, .times = {0, 8, 10, 15, 19}};

/// The runs of one setting, which differ in mode and programme.
class Setting {
 public:
  Setting(RunOptions base, WeightRanges const& ranges, std::uint64_t seed, std::int64_t trials)
      : base_(std::move(base)), weights_(ranges, seed, base_.P, base_.N) {
    base_.seed = seed;
    if (trials > 0) base_.trials = trials;
  }
  void add(std::string name, StimulusMode mode, Sequence sequence, double t_end,
           double duration = 0) {
    auto options = base_;
    options.dynamics.mode = mode;
    options.t_end = t_end;
    sequence.duration = duration;
    options.programme = with_weights(switching(sequence, options.P, t_end), weights_);
    runs.push_back({std::move(name), std::move(options)});
  }

  std::vector<PresetRun> runs;

 private:
  RunOptions base_;
  Weights weights_;
};

std::vector<PresetRun> notes(std::uint64_t seed, std::int64_t trials) {
  RunOptions base;
  base.N = 64;
  base.P = 10;
  base.trials = 50;
  base.dynamics = {.w_external = 1.5, .sigma = 0.5};
  Setting setting(base, {.target = {2, 3.5}, .before = {0.05, 0.2}, .others = {0.05, 0.2}}, seed,
                  trials);
  setting.add("additive", StimulusMode::additive, three(10), 30);
  setting.add("multiplicative", StimulusMode::multiplicative, three(10), 30);
  setting.add("additive_pulses", StimulusMode::additive, three(10), 30, 1);
  return setting.runs;
}

std::vector<PresetRun> paper(std::uint64_t seed, std::int64_t trials) {
  RunOptions base;
  base.N = 1024;
  base.P = 10;
  base.dynamics = {.sigma = 8};
  Setting setting(base, {.target = {2, 3.5}, .before = {0.2, 0.6}, .others = {0.8, 1.5}}, seed,
                  trials);
  setting.add("additive", StimulusMode::additive, three(10), 30);
  setting.add("multiplicative", StimulusMode::multiplicative, three(10), 30);
  setting.add("additive_sequence", StimulusMode::additive, switches, 25);
  setting.add("multiplicative_sequence", StimulusMode::multiplicative, switches, 25);
  setting.add("additive_pulses", StimulusMode::additive, switches, 25, 1);
  return setting.runs;
}

std::vector<PresetRun> firing_rate(std::uint64_t seed, std::int64_t trials) {
  RunOptions base;
  base.N = 1024;
  base.P = 10;
  base.dynamics = {.sigma = 0.45, .activity = 0.22};
  Setting setting(
      base, {.target = {9, 10}, .before = {0.5, 1.5}, .others = {0.5, 1.5}, .normalized = false},
      seed, trials);
  // As they stand the weights drive every neuron of the additive network to its largest rate.
  setting.add("additive", StimulusMode::rate_additive, three(20), 60);
  setting.runs.back().options.dynamics.w_external = 0.05;
  setting.add("multiplicative", StimulusMode::rate_multiplicative, three(20), 60);
  return setting.runs;
}

using Make = std::vector<PresetRun> (*)(std::uint64_t, std::int64_t);
constexpr std::pair<char const*, Make> all[] = {
    {"notes", notes}, {"paper", paper}, {"firing-rate", firing_rate}};

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (auto const& [name, make] : all) names.emplace_back(name);
  return names;
}

std::vector<PresetRun> preset(std::string_view name, std::uint64_t seed, std::int64_t trials) {
  expect(trials >= 0, "trials", "at least 1 trial", trials);
  std::string known;
  for (auto const& [own, make] : all) {
    if (name == own) return make(seed, trials);
    known.append(known.empty() ? "" : ", ").append(own);
  }
  throw_unexpected("preset", "one of " + known,
                   name.empty() ? "none" : "'" + std::string(name) + "'");
}

}  // namespace mattis::stimulus
