// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/sampling.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <string>

namespace mattis::io {

/// A new HDF5 file: energy, magnetisation, least_energy, flips (networks, replicas), energy_course
/// (sweeps), q, q_distribution (bins), ending (networks, replicas) of parallel updates; attributes:
/// every option, the estimates with their errors, drift, and those of the provenance.
/// \param couplings  "drawn", or where they are from
void write_sampling(std::filesystem::path const& path, binary::SamplingOptions const& options,
                    binary::Sampling const& result, std::string const& couplings,
                    double wall_seconds, Provenance const& provenance);

}  // namespace mattis::io
