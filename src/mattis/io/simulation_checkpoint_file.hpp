// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/checkpoint.hpp>
#include <mattis/models/simulation_checkpoint.hpp>

#include <filesystem>

namespace mattis::io {

/// What makes a checkpoint one of this simulation.
Parameters simulation_parameters(Dense const& model, SimulateOptions const& options,
                                 Provenance const& provenance);

/// Replaces the checkpoint of this simulation at `path`, whole or not at all.
/// \throws Error  when it cannot be written
void write_checkpoint(std::filesystem::path const& path, Dense const& model,
                      SimulateOptions const& options, SimulationCheckpoint const& checkpoint,
                      Provenance const& provenance);

/// The checkpoint of this simulation at `path`.
/// \throws Error  when it is damaged, or of another simulation, version, instruction set or
/// precision
SimulationCheckpoint read_checkpoint(std::filesystem::path const& path, Dense const& model,
                                     SimulateOptions const& options, Provenance const& provenance);

}  // namespace mattis::io
