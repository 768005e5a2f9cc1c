// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/io/stimulus_checkpoint_file.hpp>
#include <mattis/io/stimulus_file.hpp>

#include <cstdio>
#include <string>
#include <vector>

namespace mattis::io {

namespace {

/// All that a programme shows, in sixteen digits: its weights would not fit into an attribute.
std::string digest(stimulus::Programme const& programme) {
  auto print = fingerprint(nullptr, 0);
  auto const add = [&](std::vector<double> const& numbers) {
    auto const count = static_cast<double>(numbers.size());
    print = fingerprint(&count, sizeof count, print);
    print = fingerprint(numbers.data(), numbers.size() * sizeof(double), print);
  };
  for (auto const& one : programme.presentations) {
    add({one.onset, one.offset, static_cast<double>(one.target)});
    add(one.weights);
  }
  for (auto const& one : programme.glitches) {
    add({one.time, one.duration});
    add(one.weights);
  }
  add({programme.input_noise});
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(print));
  return text;
}

/// Numbers of a dataset that are whole and within bounds, as a row-major View.
template <class View>
View read_whole(Hdf5File const& file, std::string const& name, double least, double most) {
  auto const numbers = [&] {
    if constexpr (View::rank() == 1) return read_array<HostArray<double*>>(file, name);
    if constexpr (View::rank() == 2) return read_array<HostArray<double**>>(file, name);
  }();
  typename View::array_layout layout;
  for (std::size_t d = 0; d < View::rank(); ++d) layout.dimension[d] = numbers.extent(d);
  View const view("mattis::checkpoint::" + name, layout);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    double const value = numbers.data()[i];
    auto const whole = value >= least && value <= most ? static_cast<std::int64_t>(value) : 0;
    expect(static_cast<double>(whole) == value, "checkpoint: " + name,
           "whole numbers from " + to_text(least) + " to " + to_text(most), value);
    view.data()[i] = static_cast<typename View::value_type>(whole);
  }
  return view;
}

}  // namespace

Parameters run_parameters(stimulus::RunOptions const& options, Provenance const& provenance) {
  auto const& dynamics = options.dynamics;
  auto all = identity(provenance);
  all.insert(all.end(),
             {{"command", "stimulus run"},
              {"mode", name_of(dynamics.mode)},
              {"N", to_text(options.N)},
              {"P", to_text(options.P)},
              {"orthogonal", options.orthogonal ? "true" : "false"},
              {"activity", to_text(dynamics.activity)},
              {"delta", to_text(dynamics.delta)},
              {"w_s", to_text(dynamics.w_s)},
              {"w_external", to_text(dynamics.w_external)},
              {"sigma", to_text(dynamics.sigma)},
              {"dt", to_text(dynamics.dt)},
              {"increments", to_text(dynamics.increments)},
              {"t_end", to_text(options.t_end)},
              {"y0", to_text(options.y0)},
              {"trials", to_text(options.trials)},
              {"first_trial", to_text(options.first_trial)},
              {"seed", std::to_string(options.seed)},
              {"every", to_text(options.every)},
              {"save_states", options.save_states ? "true" : "false"},
              {"energy", options.energy ? "true" : "false"},
              {"threshold", to_text(options.threshold)},
              {"fall_threshold", to_text(options.fall_threshold.value_or(options.threshold))},
              {"programme", digest(options.programme)}});
  return all;
}

void write_checkpoint(std::filesystem::path const& path, stimulus::RunOptions const& options,
                      stimulus::RunCheckpoint const& checkpoint, Provenance const& provenance) {
  replace_checkpoint(path, run_parameters(options, provenance), [&](Hdf5File& file) {
    auto const& results = checkpoint.results;
    file.set_attribute("trial", checkpoint.trial);
    file.set_attribute("step", checkpoint.step);
    file.set_attribute("step_seconds", results.seconds);
    file.write("state", checkpoint.y);
    file.write("overlap", results.overlap);
    if (options.save_states) file.write("y", results.y);
    if (options.energy) file.write("energy_path", results.energy);
    auto const& seen = results.responses;
    file.write("passed", seen.passed);
    file.write("reaction_time", seen.reaction_time);
    file.write("held", seen.held);
    file.write("fell", seen.fell);
    file.write("memory_length", seen.memory_length);
    file.write("error", seen.error);
    file.write("overflow", seen.overflow);
  });
}

stimulus::RunCheckpoint read_checkpoint(std::filesystem::path const& path,
                                        stimulus::RunOptions const& options,
                                        Provenance const& provenance) {
  auto const file = open_checkpoint(path, run_parameters(options, provenance));
  stimulus::RunCheckpoint checkpoint{.trial = file.attribute<std::int64_t>("trial"),
                                     .step = file.attribute<std::int64_t>("step"),
                                     .y = read_array<HostArray<double**>>(file, "state"),
                                     .results = {}};
  auto& results = checkpoint.results;
  results.seconds = file.attribute<double>("step_seconds");
  results.overlap = read_array<HostArray<float***>>(file, "overlap");
  if (options.save_states) results.y = read_array<HostArray<float***>>(file, "y");
  if (options.energy) results.energy = read_array<HostArray<double**>>(file, "energy_path");
  using Flags = HostArray<std::int8_t**>;
  auto& seen = results.responses;
  seen.passed = read_whole<Flags>(file, "passed", 0, 1);
  seen.reaction_time = read_array<HostArray<double**>>(file, "reaction_time");
  seen.held = read_whole<Flags>(file, "held", 0, 1);
  seen.fell = read_whole<Flags>(file, "fell", 0, 1);
  seen.memory_length = read_array<HostArray<double**>>(file, "memory_length");
  seen.error = read_whole<Flags>(file, "error", 0, 1);
  seen.overflow = read_whole<HostArray<std::int64_t*>>(file, "overflow", -1, 0x1p32);
  return checkpoint;
}

}  // namespace mattis::io
