// SPDX-License-Identifier: BSD-3-Clause
// The readers of HDF5 files: samples of the theory, checkpoints of simulations, of solutions and of
// stimulated networks.
#include <fuzz/hdf5_program.hpp>
#include <fuzz/refusal.hpp>
#include <fuzz/scratch_file.hpp>

#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/io/samples_file.hpp>
#include <mattis/io/simulation_checkpoint_file.hpp>
#include <mattis/io/solution_checkpoint_file.hpp>
#include <mattis/io/stimulus_checkpoint_file.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace mattis;
using fuzz::ExpectedAttribute;
using fuzz::ExpectedDataset;

Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
io::Provenance const provenance{.version = "0",
                                .git_hash = "0",
                                .backend = "OpenMP",
                                .device = "any",
                                .precision = "float",
                                .threads = 1};

void read_some_samples(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  static ExpectedDataset const datasets[] = {{"xi", {4, 1}}, {"x0", {4}}, {"z", {3, 4}}};
  fuzz::write_hdf5(path, datasets, {}, choices);
  fuzz::accept_or_refuse([&] { io::read_samples(path, 3, 1); });
}

std::vector<ExpectedAttribute> texts_of(io::Parameters const& parameters) {
  std::vector<ExpectedAttribute> attributes;
  for (auto const& [name, value] : parameters) attributes.push_back({name.c_str(), value.c_str()});
  return attributes;
}

void read_solution(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  SolveOptions const options{.T = 3, .dt = 0.5, .M = 8};
  auto const parameters = io::solution_parameters(model, options, provenance);
  auto attributes = texts_of(parameters);
  static constexpr char const* stages[] = {"iteration",   "residual",    "ensembles",
                                           "passes of M", "sweeps of M", "none"};
  attributes.push_back({"stage", stages[choices.ConsumeIntegralInRange<std::size_t>(0, 5)]});
  for (auto const* number :
       {"samples_of_stage", "sweeps_of_stage", "sweeps", "residual", "jitter_taken", "kernel_rank",
        "kernel_error", "wall_seconds", "ensembles", "sweeps_of_ensembles", "sweeps_of_ensemble",
        "change_of_ensemble"})
    attributes.push_back({number, nullptr});
  static ExpectedDataset const datasets[] = {{"m", {3, 1}},
                                             {"C_phi", {3, 3}},
                                             {"S_phi", {3, 3}},
                                             {"E", {3, 2}},
                                             {"residuals", {2}},
                                             {"ensemble_m", {3, 1}},
                                             {"ensemble_C_phi", {3, 3}},
                                             {"ensemble_S_phi", {3, 3}},
                                             {"ensemble_E", {3, 2}},
                                             {"mean_m", {3, 1}},
                                             {"squares_m", {3, 1}},
                                             {"mean_C_phi", {3, 3}},
                                             {"squares_C_phi", {3, 3}},
                                             {"mean_S_phi", {3, 3}},
                                             {"squares_S_phi", {3, 3}},
                                             {"mean_E", {3, 2}},
                                             {"squares_E", {3, 2}},
                                             {"final_overlaps", {1}}};
  fuzz::write_hdf5(path, datasets, attributes, choices);
  fuzz::accept_or_refuse(
      [&] { validate(io::read_solution_checkpoint(path, parameters), model, options); });
}

void read_simulation(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  SimulateOptions options{.T = 3, .dt = 0.5, .N = 10, .trials = 2};
  auto const parameters = io::simulation_parameters(model, options, provenance);
  auto attributes = texts_of(parameters);
  for (auto const* number : {"trial", "cue", "t", "wall_seconds"})
    attributes.push_back({number, nullptr});
  static ExpectedDataset const datasets[] = {
      {"state", {2, 10}}, {"m", {2, 3, 1}}, {"E", {2, 3, 2}}};
  fuzz::write_hdf5(path, datasets, attributes, choices);
  fuzz::accept_or_refuse([&] {
    options.checkpoint.resume = std::make_shared<SimulationCheckpoint const>(
        io::read_checkpoint(path, model, options, provenance));
    simulate(Kokkos::DefaultExecutionSpace(), model, options);
  });
}

void read_stimulus_run(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  stimulus::RunOptions options{.N = 10, .P = 2, .t_end = 0.04, .trials = 2};
  options.programme = stimulus::constant({1, 0}, options.t_end);
  auto const parameters = io::run_parameters(options, provenance);
  auto attributes = texts_of(parameters);
  for (auto const* number : {"trial", "step", "step_seconds"})
    attributes.push_back({number, nullptr});
  static ExpectedDataset const datasets[] = {
      {"state", {2, 10}},        {"overlap", {2, 5, 2}},    {"passed", {2, 1}},
      {"reaction_time", {2, 1}}, {"held", {2, 1}},          {"fell", {2, 1}},
      {"error", {2, 1}},         {"memory_length", {2, 1}}, {"overflow", {2}}};
  fuzz::write_hdf5(path, datasets, attributes, choices);
  fuzz::accept_or_refuse([&] {
    options.checkpoint.resume = std::make_shared<stimulus::RunCheckpoint const>(
        io::read_checkpoint(path, options, provenance));
    stimulus::run<float>(Kokkos::DefaultExecutionSpace(), options);
  });
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  static Kokkos::ScopeGuard const kokkos;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static fuzz::ScratchFile const file("file.h5");
  FuzzedDataProvider choices(data, size);
  switch (choices.ConsumeIntegralInRange(0, 3)) {
    case 0:
      read_some_samples(file.path(), choices);
      break;
    case 1:
      read_simulation(file.path(), choices);
      break;
    case 2:
      read_stimulus_run(file.path(), choices);
      break;
    default:
      read_solution(file.path(), choices);
  }
  return 0;
}
