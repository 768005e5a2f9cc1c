// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/checkpoint.hpp>
#include <mattis/io/simulation_checkpoint_file.hpp>

#include <algorithm>
#include <string>

namespace mattis::io {
namespace {

Parameters parameters(Dense const& model, SimulateOptions const& options, Provenance const& provenance) {
  auto all = identity(provenance);
  std::string amplitudes;
  for (double const a : model.a) amplitudes.append(amplitudes.empty() ? "" : ",").append(to_text(a));
  all.insert(all.end(), {{"command", "simulate"},
                         {"model", model_name(model)},
                         {"n", to_text(model.n)},
                         {"alpha", to_text(model.alpha)},
                         {"g", to_text(model.g)},
                         {"a", amplitudes},
                         {"ic_noise", to_text(initial_noise(model))},
                         {"T", to_text(options.T)},
                         {"dt", to_text(options.dt)},
                         {"N", to_text(options.N)},
                         {"trials", to_text(options.trials)},
                         {"cues", to_text(options.cues)},
                         {"seed", std::to_string(options.seed)},
                         {"distinct_indices", options.distinct_indices ? "true" : "false"},
                         {"save_states", options.save_states ? "true" : "false"}});
  return all;
}

template <class View>
View read_array(Hdf5File const& file, std::string const& name) {
  auto const extents = file.extents(name);
  expect(extents.size() == View::rank(), "checkpoint: " + name, "an array of rank " + std::to_string(View::rank()),
         static_cast<std::int64_t>(extents.size()));
  auto const values = file.read<double>(name);
  typename View::array_layout layout;
  std::copy(extents.begin(), extents.end(), layout.dimension);
  View const view(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::checkpoint::" + name), layout);
  std::copy(values.begin(), values.end(), view.data());
  return view;
}

}  // namespace

void write_checkpoint(std::filesystem::path const& path, Dense const& model, SimulateOptions const& options,
                      SimulationCheckpoint const& checkpoint, Provenance const& provenance) {
  replace_checkpoint(path, parameters(model, options, provenance), [&](Hdf5File& file) {
    file.set_attribute("trial", checkpoint.trial);
    file.set_attribute("cue", checkpoint.cue);
    file.set_attribute("t", checkpoint.t);
    file.set_attribute("wall_seconds", checkpoint.results.wall_seconds);
    file.write("state", checkpoint.x);
    file.write("m", checkpoint.results.m);
    file.write("E", checkpoint.results.E);
    if (options.save_states) {
      file.write("x", checkpoint.results.x);
      file.write("phi", checkpoint.results.phi);
    }
  });
}

SimulationCheckpoint read_checkpoint(std::filesystem::path const& path, Dense const& model,
                                     SimulateOptions const& options, Provenance const& provenance) {
  auto const file = open_checkpoint(path, parameters(model, options, provenance));
  SimulationCheckpoint checkpoint{.trial = file.attribute<std::int64_t>("trial"),
                                  .cue = file.attribute<std::int64_t>("cue"),
                                  .t = static_cast<int>(file.attribute<std::int64_t>("t")),
                                  .x = read_array<HostArray<double**>>(file, "state"),
                                  .results = {}};
  checkpoint.results.wall_seconds = file.attribute<double>("wall_seconds");
  checkpoint.results.m = read_array<HostArray<double***>>(file, "m");
  checkpoint.results.E = read_array<HostArray<double***>>(file, "E");
  if (options.save_states) {
    checkpoint.results.x = read_array<HostArray<double***>>(file, "x");
    checkpoint.results.phi = read_array<HostArray<double***>>(file, "phi");
  }
  return checkpoint;
}

}  // namespace mattis::io
