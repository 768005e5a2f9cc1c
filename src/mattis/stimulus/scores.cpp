// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/stimulus/scores.hpp>
#include <mattis/stimulus/survival.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace mattis::stimulus {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// Durations in order, with the trial of each.
struct Durations {
  std::vector<Duration> sorted;
  std::vector<std::size_t> trial;
  double horizon = 0, censored = 0;
  mutable std::vector<int> weight;

  struct Entry {
    Duration duration;
    double window;
    std::size_t trial;
  };
  explicit Durations(std::vector<Entry> entries) {
    std::sort(entries.begin(), entries.end(), [](auto const& a, auto const& b) {
      return a.duration.time != b.duration.time ? a.duration.time < b.duration.time
                                                : a.duration.ended > b.duration.ended;
    });
    for (auto const& entry : entries) {
      sorted.push_back(entry.duration);
      trial.push_back(entry.trial);
      horizon = std::max(horizon, entry.window);
      censored += entry.duration.ended ? 0 : 1;
    }
    censored = entries.empty() ? not_known : censored / static_cast<double>(entries.size());
    if (entries.empty()) horizon = not_known;
    weight.resize(sorted.size());
  }

  double mean(std::vector<int> const& of_trial) const {
    for (std::size_t i = 0; i < trial.size(); ++i) weight[i] = of_trial[trial[i]];
    return restricted_mean(sorted, weight, horizon);
  }
};

using Statistics = std::array<double, 4>;

/// The trials that count, and the scores of any weights of them.
class Sample {
 public:
  explicit Sample(Responses const& all)
      : presentations_(all.passed.extent(1)),
        reaction_(durations(all, false)),
        memory_(durations(all, true)) {
    for (std::size_t r = 0; r < all.passed.extent(0); ++r) {
      if (all.overflow(r) >= 0) continue;
      double passed = 0, errors = 0;
      for (std::size_t k = 0; k < presentations_; ++k) {
        passed += all.passed(r, k);
        errors += all.error(r, k);
      }
      passed_.push_back(passed);
      errors_.push_back(errors);
    }
  }

  std::size_t trials() const { return passed_.size(); }
  Durations const& reaction() const { return reaction_; }
  Durations const& memory() const { return memory_; }

  Statistics of(std::vector<int> const& weight) const {
    double count = 0, passed = 0, errors = 0;
    for (std::size_t r = 0; r < weight.size(); ++r) {
      count += weight[r];
      passed += weight[r] * passed_[r];
      errors += weight[r] * errors_[r];
    }
    count *= static_cast<double>(presentations_);
    return {passed / count, reaction_.mean(weight), memory_.mean(weight), errors / count};
  }

 private:
  static Durations durations(Responses const& all, bool memory) {
    std::vector<Durations::Entry> entries;
    std::size_t trial = 0;
    for (std::size_t r = 0; r < all.passed.extent(0); ++r) {
      if (all.overflow(r) >= 0) continue;
      for (std::size_t k = 0; k < all.passed.extent(1); ++k) {
        if (memory && !all.held(r, k)) continue;
        // Where the stimulus is on to the end, nobody looks at what is kept after.
        if (memory && all.memory_window(k) == 0) continue;
        entries.push_back({memory ? Duration{all.memory_length(r, k), all.fell(r, k) != 0}
                                  : Duration{all.reaction_time(r, k), all.passed(r, k) != 0},
                           memory ? all.memory_window(k) : all.reaction_window(k), trial});
      }
      ++trial;
    }
    return Durations(std::move(entries));
  }

  std::size_t presentations_;
  Durations reaction_, memory_;
  std::vector<double> passed_, errors_;
};

/// How often each trial is drawn.
void resample(std::uint64_t seed, int number, std::vector<int>& weight) {
  std::fill(weight.begin(), weight.end(), 0);
  auto const count = static_cast<std::uint64_t>(weight.size());
  RandomWords words{};
  for (std::uint64_t draw = 0; draw < count; ++draw) {
    if (draw % 4 == 0)
      words = random_words(seed, Purpose::stimulus_resamples, static_cast<std::uint32_t>(number),
                           draw / 4);
    ++weight[(words.word[draw % 4] * count) >> 32];
  }
}

Score with_interval(double value, std::vector<double> drawn, double confidence) {
  std::erase_if(drawn, [](double x) { return std::isnan(x); });
  if (drawn.empty()) return {value, not_known, not_known};
  std::sort(drawn.begin(), drawn.end());
  auto const quantile = [&](double share) {
    double const at = share * static_cast<double>(drawn.size() - 1);
    auto const below = static_cast<std::size_t>(at);
    auto const above = std::min(below + 1, drawn.size() - 1);
    return drawn[below] + (at - static_cast<double>(below)) * (drawn[above] - drawn[below]);
  };
  double const tail = (1 - confidence) / 2;
  return {value, quantile(tail), quantile(1 - tail)};
}

/// A rate that no trial makes uncertain.
void widen(Score& rate, std::size_t trials, double confidence) {
  double const limit = std::pow((1 - confidence) / 2, 1 / static_cast<double>(trials));
  if (rate.value == 1) rate.low = std::min(rate.low, limit);
  if (rate.value == 0) rate.high = std::max(rate.high, 1 - limit);
}

}  // namespace

Scores scores(Responses const& responses, ScoreOptions const& options) {
  expect(options.resamples >= 0, "bootstrap", "at least 0 resamples", options.resamples);
  expect(options.confidence > 0 && options.confidence < 1, "confidence", "a share in (0, 1)",
         options.confidence);
  Sample const sample(responses);
  Scores result;
  result.trials = static_cast<std::int64_t>(sample.trials());
  result.overflowed = static_cast<std::int64_t>(responses.overflow.size()) - result.trials;
  result.reaction_horizon = sample.reaction().horizon;
  result.memory_horizon = sample.memory().horizon;
  result.reaction_censored = sample.reaction().censored;
  result.memory_censored = sample.memory().censored;
  std::array<Score*, 4> const all{&result.response_rate, &result.reaction_time,
                                  &result.memory_length, &result.error_rate};
  for (auto* const score : all) *score = {not_known, not_known, not_known};
  if (sample.trials() == 0) return result;
  std::vector<int> weight(sample.trials(), 1);
  auto const values = sample.of(weight);
  for (std::size_t s = 0; s < all.size(); ++s) all[s]->value = values[s];
  if (options.resamples == 0 || sample.trials() == 1) return result;
  std::array<std::vector<double>, 4> drawn;
  for (int number = 0; number < options.resamples; ++number) {
    resample(options.seed, number, weight);
    auto const one = sample.of(weight);
    for (std::size_t s = 0; s < all.size(); ++s) drawn[s].push_back(one[s]);
  }
  for (std::size_t s = 0; s < all.size(); ++s)
    *all[s] = with_interval(values[s], std::move(drawn[s]), options.confidence);
  widen(result.response_rate, sample.trials(), options.confidence);
  widen(result.error_rate, sample.trials(), options.confidence);
  return result;
}

}  // namespace mattis::stimulus
