// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/scans.hpp>
#include <mattis/binary/sequences.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <string>

namespace mattis::io {

/// A new HDF5 file: the dataset `along`, m, m_se, retrieved, retrieved_se (points); attributes
/// command ("binary capacity", ..), every option, half, half_se, attempts, flips, and those of the
/// provenance. \param P  patterns, where all points have as many; 0
/// \param learning  how couplings and fields came to be, in words
void write_scan(std::filesystem::path const& path, std::string const& name,
                std::string const& along, std::int64_t P, std::string const& learning,
                binary::ScanOptions const& options, binary::Scan const& scan, double wall_seconds,
                Provenance const& provenance);

/// m (steps + 1, P, replicas), lead, lead_se (steps + 1); attributes.
void write_sequence(std::filesystem::path const& path, binary::SequenceOptions const& options,
                    binary::Sequence const& result, double wall_seconds,
                    Provenance const& provenance);

/// m, m_se (P), the last learned first; attributes.
void write_forgetting(std::filesystem::path const& path, binary::ForgettingOptions const& options,
                      binary::Forgetting const& result, double wall_seconds,
                      Provenance const& provenance);

}  // namespace mattis::io
