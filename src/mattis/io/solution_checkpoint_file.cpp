// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/io/solution_checkpoint_file.hpp>

#include <cstdio>
#include <cstring>
#include <string>

namespace mattis::io {
namespace {

using Stage = SolutionCheckpoint::Stage;
constexpr std::pair<Stage, char const*> stage_names[] = {{Stage::iteration, "iteration"},
                                                         {Stage::residual, "residual"},
                                                         {Stage::ensembles, "ensembles"},
                                                         {Stage::passes_of_M, "passes of M"},
                                                         {Stage::sweeps_of_M, "sweeps of M"}};

std::string name_of(Stage stage) {
  for (auto const& [known, name] : stage_names)
    if (known == stage) return name;
  return {};
}

Stage stage_of(std::string const& text) {
  for (auto const& [stage, name] : stage_names)
    if (text == name) return stage;
  throw_unexpected("checkpoint: stage", "one that this program knows", text);
}

std::string fingerprint_of(Samples const& samples) {
  auto hash = fingerprint(nullptr, 0);
  auto const add = [&](auto const& view) {
    hash = fingerprint(view.data(), view.size() * sizeof(*view.data()), hash);
  };
  add(samples.xi), add(samples.x0), add(samples.z);
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

void write_order(Hdf5File& file, std::string const& prefix, OrderParameters const& order) {
  file.write(prefix + "m", order.m);
  file.write(prefix + "C_phi", order.C);
  file.write(prefix + "S_phi", order.S);
}

OrderParameters read_order(Hdf5File const& file, std::string const& prefix) {
  OrderParameters order;
  order.m = read_array<HostArray<double**>>(file, prefix + "m");
  order.C = read_array<HostArray<double**>>(file, prefix + "C_phi");
  order.S = read_array<HostArray<double**>>(file, prefix + "S_phi");
  return order;
}

void write_running(Hdf5File& file, std::string const& name, RunningSpread const& spread) {
  file.write("mean_" + name, spread.mean);
  file.write("squares_" + name, spread.squares);
}

RunningSpread read_running(Hdf5File const& file, std::string const& name) {
  RunningSpread spread;
  spread.mean = read_array<HostArray<double**>>(file, "mean_" + name);
  spread.squares = read_array<HostArray<double**>>(file, "squares_" + name);
  return spread;
}

void write_spread(Hdf5File& file, EnsembleSpread const& spread) {
  file.set_attribute("ensembles", spread.ensembles);
  file.set_attribute("sweeps_of_ensembles", spread.sweeps);
  file.set_attribute("sweeps_of_ensemble", spread.sweeps_of_ensemble);
  file.set_attribute("change_of_ensemble", spread.change);
  write_order(file, "ensemble_", spread.now);
  file.write("ensemble_E", spread.E);
  write_running(file, "m", spread.m);
  write_running(file, "C_phi", spread.C);
  write_running(file, "S_phi", spread.S);
  write_running(file, "E", spread.E_spread);
  file.write<double>("final_overlaps", {spread.final_overlaps.size()}, spread.final_overlaps);
}

int read_int(Hdf5File const& file, std::string const& name) {
  return static_cast<int>(file.attribute<std::int64_t>(name));
}

EnsembleSpread read_spread(Hdf5File const& file) {
  EnsembleSpread spread;
  spread.ensembles = read_int(file, "ensembles");
  spread.sweeps = read_int(file, "sweeps_of_ensembles");
  spread.sweeps_of_ensemble = read_int(file, "sweeps_of_ensemble");
  spread.change = file.attribute<double>("change_of_ensemble");
  spread.now = read_order(file, "ensemble_");
  spread.E = read_array<HostArray<double**>>(file, "ensemble_E");
  spread.m = read_running(file, "m");
  spread.C = read_running(file, "C_phi");
  spread.S = read_running(file, "S_phi");
  spread.E_spread = read_running(file, "E");
  spread.final_overlaps = file.read<double>("final_overlaps");
  return spread;
}

}  // namespace

Parameters solution_parameters(Dense const& model, SolveOptions const& options,
                               Provenance const& provenance) {
  auto all = identity(provenance);
  all.emplace_back("command", "solve");
  for (auto const& parameter : parameters(model)) all.push_back(parameter);
  all.insert(all.end(), {{"T", to_text(options.T)},
                         {"dt", to_text(options.dt)},
                         {"M", to_text(options.M)},
                         {"tol", to_text(options.tol)},
                         {"method", method_name(options.method)},
                         {"update_stepsize", to_text(options.update_stepsize)},
                         {"seed", std::to_string(options.seed)},
                         {"jitter", options.jitter ? to_text(*options.jitter) : "auto"},
                         {"kernel_tol", options.kernel_tol ? to_text(*options.kernel_tol) : "auto"},
                         {"samples", options.samples ? fingerprint_of(*options.samples) : "drawn"},
                         {"match_moments", options.match_moments ? "true" : "false"},
                         {"standard_errors", options.standard_errors ? "true" : "false"}});
  return all;
}

void write_checkpoint(std::filesystem::path const& path, Parameters const& parameters,
                      SolutionCheckpoint const& checkpoint) {
  replace_checkpoint(path, parameters, [&](Hdf5File& file) {
    auto const& results = checkpoint.results;
    file.set_attribute("stage", name_of(checkpoint.stage));
    file.set_attribute("samples_of_stage", checkpoint.samples);
    file.set_attribute("sweeps_of_stage", checkpoint.sweeps);
    file.set_attribute("sweeps", results.sweeps);
    file.set_attribute("residual", results.residual);
    file.set_attribute("jitter_taken", results.jitter);
    file.set_attribute("kernel_rank", results.kernel_rank);
    file.set_attribute("kernel_error", results.kernel_error);
    file.set_attribute("wall_seconds", results.wall_seconds);
    write_order(file, "", checkpoint.order);
    file.write("E", results.E);
    file.write<double>("residuals", {results.residuals.size()}, results.residuals);
    if (checkpoint.stage >= Stage::ensembles) write_spread(file, checkpoint.spread);
  });
}

SolutionCheckpoint read_solution_checkpoint(std::filesystem::path const& path,
                                            Parameters const& parameters) {
  auto const file = open_checkpoint(path, parameters);
  SolutionCheckpoint checkpoint{.stage = stage_of(file.attribute<std::string>("stage")),
                                .samples = file.attribute<std::int64_t>("samples_of_stage"),
                                .sweeps = read_int(file, "sweeps_of_stage"),
                                .order = read_order(file, ""),
                                .results = {},
                                .spread = {}};
  auto& results = checkpoint.results;
  results.sweeps = read_int(file, "sweeps");
  results.residual = file.attribute<double>("residual");
  results.jitter = file.attribute<double>("jitter_taken");
  results.kernel_rank = read_int(file, "kernel_rank");
  results.kernel_error = file.attribute<double>("kernel_error");
  results.wall_seconds = file.attribute<double>("wall_seconds");
  results.E = read_array<HostArray<double**>>(file, "E");
  results.residuals = file.read<double>("residuals");
  if (checkpoint.stage >= Stage::ensembles) checkpoint.spread = read_spread(file);
  return checkpoint;
}

}  // namespace mattis::io
