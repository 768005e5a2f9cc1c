// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/retrieval.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>

namespace mattis::io {

/// A new HDF5 file: m, m_start, m_nearest, energy, cue, nearest, flips (networks, replicas),
/// course, energy_course (sweeps), q, q_distribution (bins); attributes: every option, the
/// estimates with their errors, and those of the provenance.
void write_retrieval(std::filesystem::path const& path, binary::RetrievalOptions const& options,
                     binary::Retrieval const& result, double wall_seconds,
                     Provenance const& provenance);

}  // namespace mattis::io
