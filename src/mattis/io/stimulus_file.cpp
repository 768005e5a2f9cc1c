// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/stimulus_file.hpp>

#include <cmath>
#include <cstddef>

namespace mattis::io {

namespace {

/// A file of runs whose names have a beginning of their own.
struct RunWriter {
  Hdf5File& file;
  std::string prefix;

  template <class Value>
  void set(char const* name, Value const& value) const {
    file.set_attribute(prefix + name, value);
  }
  template <class View>
  void write(char const* name, View const& view) const {
    file.write(prefix + name, view);
  }

  void score(std::string const& name, stimulus::Score const& score) const {
    set(name.c_str(), score.value);
    set((name + "_low").c_str(), score.low);
    set((name + "_high").c_str(), score.high);
  }

  void scores(stimulus::Scores const& all) const {
    score("response_rate", all.response_rate);
    score("reaction_time", all.reaction_time);
    score("memory_length", all.memory_length);
    score("error_rate", all.error_rate);
    set("reaction_horizon", all.reaction_horizon);
    set("reaction_censored", all.reaction_censored);
    set("memory_horizon", all.memory_horizon);
    set("memory_censored", all.memory_censored);
    set("overflowed", all.overflowed);
  }

  void programme(stimulus::Programme const& programme) const {
    auto const count = programme.presentations.size();
    auto const P = programme.presentations.front().weights.size();
    HostArray<double*> const onset("mattis::io::onset", count), offset("mattis::io::offset", count);
    HostArray<std::int64_t*> const target("mattis::io::target", count);
    HostArray<double**> const weights("mattis::io::weights", count, P);
    for (std::size_t k = 0; k < count; ++k) {
      auto const& one = programme.presentations[k];
      onset(k) = one.onset;
      offset(k) = one.offset;
      target(k) = one.target + 1;
      for (std::size_t mu = 0; mu < P; ++mu) weights(k, mu) = one.weights[mu];
    }
    write("onset", onset);
    write("offset", offset);
    write("target", target);
    write("weights", weights);
    set("input_noise", programme.input_noise);
    set("glitches", static_cast<std::int64_t>(programme.glitches.size()));
  }

  void responses(stimulus::Run const& run, double dt, int every) const {
    auto const records = run.overlap.extent(1);
    HostArray<double*> const t("mattis::io::t", records);
    for (std::size_t s = 0; s < records; ++s) t(s) = static_cast<double>(s) * every * dt;
    write("t", t);
    write("overlap", run.overlap);
    if (run.y.size() > 0) write("y", run.y);
    if (run.energy.size() > 0) write("energy", run.energy);
    auto const& seen = run.responses;
    write("passed", seen.passed);
    write("reaction_time", seen.reaction_time);
    write("held", seen.held);
    write("fell", seen.fell);
    write("memory_length", seen.memory_length);
    write("error", seen.error);
    write("overflow", seen.overflow);
    set("step_seconds", run.seconds);
  }

  void landscape(stimulus::Programme const& programme, stimulus::Landscape const& all) const {
    write("landscape", all.energy);
    write("landscape_axis", all.axis);
    HostArray<std::int64_t*> const memories("mattis::io::memories", 2);
    for (std::size_t k = 0; k < 2; ++k) memories(k) = all.memories[k] + 1;
    write("landscape_memories", memories);
    HostArray<double*> const time("mattis::io::time", all.energy.extent(0));
    for (std::size_t k = 0; k < time.extent(0); ++k) time(k) = programme.presentations[k].onset;
    write("landscape_time", time);
  }

  /// What a network and an autapse have in common.
  template <class Options>
  void common(Options const& options, double dt, ScoredRun const& result) const {
    set("t_end", options.t_end);
    set("dt", dt);
    set("trials", options.trials);
    set("seed", options.seed);
    set("every", options.every);
    set("threshold", options.threshold);
    set("fall_threshold", options.fall_threshold.value_or(options.threshold));
    programme(options.programme);
    responses(result.run, dt, options.every);
    scores(result.scores);
  }

  void run(stimulus::RunOptions const& options, ScoredRun const& result) const {
    auto const& dynamics = options.dynamics;
    set("mode", io::name_of(dynamics.mode));
    set("N", options.N);
    set("P", options.P);
    set("patterns", is_rate(dynamics.mode) ? "sparse"
                    : options.orthogonal   ? "orthogonal"
                                           : "random");
    set("delta", dynamics.delta);
    set("w_s", dynamics.w_s);
    set("w_external", dynamics.w_external);
    set("sigma", dynamics.sigma);
    if (is_rate(dynamics.mode)) set("activity", dynamics.activity);
    set("y0", options.y0);
    set("save_states", options.save_states);
    if (result.landscape) landscape(options.programme, *result.landscape);
    common(options, dynamics.dt, result);
  }
};

}  // namespace

char const* name_of(StimulusMode mode) {
  switch (mode) {
    case StimulusMode::additive:
      return "additive";
    case StimulusMode::multiplicative:
      return "multiplicative";
    case StimulusMode::rate_additive:
      return "firing-rate";
    default:
      return "firing-rate-multiplicative";
  }
}

void write_stimulus_run(std::filesystem::path const& path, stimulus::RunOptions const& options,
                        ScoredRun const& result, double wall_seconds,
                        Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.set_attribute("command", "stimulus run");
  RunWriter{file, ""}.run(options, result);
  detail::finish(file, wall_seconds, provenance);
}

void write_autapse(std::filesystem::path const& path, stimulus::AutapseOptions const& options,
                   ScoredRun const& result, double wall_seconds, Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  RunWriter const writer{file, ""};
  writer.set("command", "stimulus autapse");
  writer.set("leak", options.leak);
  writer.set("w_external", options.w_external);
  writer.set("w_s", options.w_s);
  writer.set("delta", options.delta);
  writer.set("sigma", options.sigma);
  writer.set("x0", options.x0);
  writer.common(options, options.dt, result);
  detail::finish(file, wall_seconds, provenance);
}

void write_preset(std::filesystem::path const& path, std::string const& name,
                  std::vector<stimulus::PresetRun> const& runs,
                  std::vector<ScoredRun> const& results, double wall_seconds,
                  Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.set_attribute("command", "stimulus preset");
  file.set_attribute("preset", name);
  for (std::size_t r = 0; r < runs.size(); ++r) {
    file.append_text("runs", runs[r].name);
    RunWriter{file, runs[r].name + "."}.run(runs[r].options, results[r]);
  }
  detail::finish(file, wall_seconds, provenance);
}

}  // namespace mattis::io
