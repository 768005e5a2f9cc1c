// SPDX-License-Identifier: BSD-3-Clause
// Networks driven by stimuli, the autapse, and the published settings.
#include "arguments.hpp"
#include "calling.hpp"
#include "parts.hpp"
#include "stimulus_programme.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/io/stimulus_file.hpp>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nb = nanobind;

namespace mattis::python {
namespace {

/// A stimulus or a glitch, a dict of time, duration and weights, or target, strength and others.
command::ProgrammeEntry entry_of(std::string const& name, nb::handle given, std::int64_t P) {
  nb::dict dict;
  if (!nb::try_cast(given, dict)) throw_unexpected(name, "a Stimulus", shown(given));
  Arguments arguments(nb::cast<nb::dict>(dict.attr("copy")()));
  command::ProgrammeEntry entry;
  arguments.need("time", entry.time);
  arguments.take("duration", entry.duration);
  std::int64_t target = 0;
  if (arguments.take("target", target)) {
    command::check_target("target", target, P);
    entry.target = target;
  }
  double strength = 1, others = 0;
  arguments.take("strength", strength);
  arguments.take("others", others);
  if (!arguments.take("weights", entry.weights)) {
    if (!entry.target) throw_unexpected(name, "weights or a target", "neither");
    entry.weights = command::on_one(P, target, strength, others);
  }
  arguments.expect_all_taken();
  auto const count = static_cast<std::int64_t>(entry.weights.size());
  expect(count == P, "weights", "P = " + to_text(P) + " numbers", count);
  return entry;
}

std::vector<command::ProgrammeEntry> entries_of(Arguments& arguments, char const* name,
                                                std::int64_t P) {
  std::vector<command::ProgrammeEntry> entries;
  nb::object given;
  if (!arguments.take(name, given)) return entries;
  if (!nb::isinstance<nb::sequence>(given)) throw_unexpected(name, "a sequence", shown(given));
  for (nb::handle const one : given) entries.push_back(entry_of(name, one, P));
  return entries;
}

stimulus::Programme programme_of(Arguments& arguments, std::int64_t P, std::int64_t N,
                                 double t_end) {
  expect(P >= 1 && P < std::int64_t{1} << 20, "P", "from 1 to 2^20 patterns", P);
  command::ProgrammeEntries entries{.stimuli = entries_of(arguments, "stimuli", P),
                                    .glitches = entries_of(arguments, "glitches", P)};
  for (auto const& glitch : entries.glitches)
    if (!glitch.duration) throw_unexpected("glitches", "a duration of each", "none");
  arguments.take("input_noise", entries.input_noise);
  auto programme = command::programme_of(entries, t_end);
  bool normalize = false;
  arguments.take("normalize", normalize);
  if (normalize)
    for (auto& one : programme.presentations)
      one.weights = stimulus::normalized(std::move(one.weights), N);
  return programme;
}

/// What the scores are taken with.
struct Scoring {
  double threshold = 0.5;
  std::optional<double> fall_threshold = {};
  stimulus::ScoreOptions scores = {};

  Scoring(Arguments& arguments, std::uint64_t seed) {
    arguments.take("threshold", threshold);
    arguments.take("fall_threshold", fall_threshold);
    arguments.take("bootstrap", scores.resamples);
    arguments.take("confidence", scores.confidence);
    scores.seed = seed;
  }
  template <class Options>
  void give(Options& options) const {
    options.threshold = threshold;
    options.fall_threshold = fall_threshold;
  }
};

StimulusMode mode_of(Arguments& arguments) {
  std::vector<std::string_view> names;
  constexpr StimulusMode all[] = {StimulusMode::additive, StimulusMode::multiplicative,
                                  StimulusMode::rate_additive, StimulusMode::rate_multiplicative};
  for (auto const mode : all) names.emplace_back(io::name_of(mode));
  return all[arguments.choice("mode", names, 0)];
}

nb::tuple run_stimulus(nb::kwargs const& given) {
  Arguments arguments(given);
  stimulus::RunOptions options;
  auto& dynamics = options.dynamics;
  dynamics.mode = mode_of(arguments);
  arguments.take("N", options.N);
  arguments.take("P", options.P);
  options.orthogonal = arguments.choice("patterns", {"random", "orthogonal"}, 0) == 1;
  arguments.take("activity", dynamics.activity);
  arguments.take("dt", dynamics.dt);
  arguments.take("t_end", options.t_end);
  arguments.take("sigma", dynamics.sigma);
  arguments.take("w_external", dynamics.w_external);
  arguments.take("w_s", dynamics.w_s);
  arguments.take("delta", dynamics.delta);
  arguments.take("y0", options.y0);
  options.programme = programme_of(arguments, options.P, options.N, options.t_end);
  arguments.take("trials", options.trials);
  arguments.take("seed", options.seed);
  arguments.take("every", options.every);
  arguments.take("save_states", options.save_states);
  arguments.take("energy", options.energy);
  int landscape = 0;
  arguments.take("landscape", landscape);
  Scoring const scoring(arguments, options.seed);
  scoring.give(options);
  return computed_in_precision(
      Common::of(arguments), options,
      [&]<class T, class Exec>(Exec const&) {
    stimulus::validate<T, Exec>(options);
    if (landscape != 0) stimulus::validate_landscape(options, landscape);
      },
      [&]<class T>(auto const& exec) {
    Clock const clock;
    auto made = stimulus::run<T>(exec, options);
    auto const scores = stimulus::scores(made.responses, scoring.scores);
    io::ScoredRun result{std::move(made), scores};
    if (landscape != 0) result.landscape = stimulus::landscape(exec, options, landscape);
    io::write_stimulus_run({}, options, result, clock.seconds(),
                           io::provenance<T>(exec, options.how));
  });
}

nb::tuple run_one_neuron(nb::kwargs const& given) {
  Arguments arguments(given);
  stimulus::AutapseOptions options;
  arguments.take("leak", options.leak);
  arguments.take("w_external", options.w_external);
  arguments.take("w_s", options.w_s);
  arguments.take("delta", options.delta);
  arguments.take("sigma", options.sigma);
  arguments.take("dt", options.dt);
  arguments.take("t_end", options.t_end);
  arguments.take("x0", options.x0);
  options.programme = programme_of(arguments, 1, 1, options.t_end);
  arguments.take("trials", options.trials);
  arguments.take("seed", options.seed);
  arguments.take("every", options.every);
  Scoring const scoring(arguments, options.seed);
  scoring.give(options);
  return computed_in_precision(
      Common::of(arguments), options, [&]<class T>(auto const&) { stimulus::validate(options); },
      [&]<class T>(auto const& exec) {
    Clock const clock;
    auto made = stimulus::run_autapse<T>(exec, options);
    auto const scores = stimulus::scores(made.responses, scoring.scores);
    io::write_autapse({}, options, {std::move(made), scores}, clock.seconds(),
                      io::provenance<T>(exec, options.how));
      });
}

struct PresetOptions {
  How how = {};
  ProgressCallback progress = {};
  StopCallback should_stop = {};
};

nb::tuple run_preset(nb::kwargs const& given) {
  Arguments arguments(given);
  std::string name;
  std::int64_t trials = 0;
  std::uint64_t seed = 0;
  int every = 1;
  std::optional<double> w_external, w_s, sigma;
  arguments.need("name", name);
  arguments.take("trials", trials);
  arguments.take("seed", seed);
  arguments.take("every", every);
  arguments.take("w_external", w_external);
  arguments.take("w_s", w_s);
  arguments.take("sigma", sigma);
  Scoring const scoring(arguments, seed);
  auto runs = stimulus::preset(name, seed, trials);
  for (auto& one : runs) {
    auto& dynamics = one.options.dynamics;
    dynamics.w_external = w_external.value_or(dynamics.w_external);
    dynamics.w_s = w_s.value_or(dynamics.w_s);
    dynamics.sigma = sigma.value_or(dynamics.sigma);
    one.options.every = every;
    scoring.give(one.options);
  }
  PresetOptions options;
  return computed_in_precision(
      Common::of(arguments), options,
      [&]<class T, class Exec>(Exec const&) {
    for (auto const& one : runs) stimulus::validate<T, Exec>(one.options);
      },
      [&]<class T>(auto const& exec) {
    Clock const clock;
    std::vector<io::ScoredRun> results;
    for (auto& one : runs) {
      one.options.how = options.how;
      one.options.progress = options.progress;
      one.options.should_stop = options.should_stop;
      auto made = stimulus::run<T>(exec, one.options);
      auto const scores = stimulus::scores(made.responses, scoring.scores);
      results.push_back({std::move(made), scores});
    }
    io::write_preset({}, name, runs, results, clock.seconds(),
                     io::provenance<T>(exec, options.how));
  });
}

}  // namespace

void add_stimulus(nb::module_& module) {
  module.def("stimulus_run", &run_stimulus, "A network driven by stimuli: (arrays, attributes).");
  module.def("stimulus_autapse", &run_one_neuron, "One neuron: (arrays, attributes).");
  module.def("stimulus_preset", &run_preset, "A published setting: (arrays, attributes).");
  module.def("stimulus_presets", &stimulus::preset_names, "Their names.");
}

}  // namespace mattis::python
