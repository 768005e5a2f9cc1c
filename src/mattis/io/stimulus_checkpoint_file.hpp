// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/checkpoint.hpp>
#include <mattis/stimulus/run_checkpoint.hpp>

#include <filesystem>

namespace mattis::io {

/// What makes a checkpoint one of this run.
Parameters run_parameters(stimulus::RunOptions const& options, Provenance const& provenance);

/// Replaces the checkpoint of this run at `path`, whole or not at all.
/// \throws Error  when it cannot be written
void write_checkpoint(std::filesystem::path const& path, stimulus::RunOptions const& options,
                      stimulus::RunCheckpoint const& checkpoint, Provenance const& provenance);

/// The checkpoint of this run at `path`.
/// \throws Error  when it is damaged, or of another run, version, instruction set or precision
stimulus::RunCheckpoint read_checkpoint(std::filesystem::path const& path,
                                        stimulus::RunOptions const& options,
                                        Provenance const& provenance);

}  // namespace mattis::io
