// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/io/checkpoint.hpp>

#include <filesystem>

namespace mattis::io {

/// What makes a checkpoint one of this solution. Given samples count by their values, wherever they
/// came from; limits that only end the work (max_sweeps, iterations) do not count.
Parameters solution_parameters(Dense const& model, SolveOptions const& options,
                               Provenance const& provenance);

/// Replaces the checkpoint of the solution with these parameters at `path`, whole or not at all.
/// \throws Error  when it cannot be written
void write_checkpoint(std::filesystem::path const& path, Parameters const& parameters,
                      SolutionCheckpoint const& checkpoint);

/// The checkpoint at `path` of the solution with these parameters.
/// \throws Error  when it is damaged, or of another solution, version, instruction set or precision
SolutionCheckpoint read_solution_checkpoint(std::filesystem::path const& path,
                                            Parameters const& parameters);

}  // namespace mattis::io
