// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/sequences.hpp>
#include <mattis/io/checkpoint.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <string>

namespace mattis::io {

/// m (steps + 1, P, replicas), lead, lead_se (steps + 1); attributes.
/// \param patterns  "random", or where they are from
void write_sequence(std::filesystem::path const& path, binary::SequenceOptions const& options,
                    std::string const& patterns, binary::Sequence const& result,
                    double wall_seconds, Provenance const& provenance);

/// What makes a checkpoint one of this sequence.
Parameters sequence_parameters(binary::SequenceOptions const& options, std::string const& patterns,
                               Provenance const& provenance);

/// Replaces the checkpoint of this sequence at `path`, whole or not at all.
/// \throws Error  when it cannot be written
void write_checkpoint(std::filesystem::path const& path, binary::SequenceOptions const& options,
                      std::string const& patterns, binary::SequenceCheckpoint const& checkpoint,
                      Provenance const& provenance);

/// The checkpoint of this sequence at `path`.
/// \throws Error  when it is damaged, or of another sequence, version or instruction set
binary::SequenceCheckpoint read_checkpoint(std::filesystem::path const& path,
                                           binary::SequenceOptions const& options,
                                           std::string const& patterns,
                                           Provenance const& provenance);

}  // namespace mattis::io
