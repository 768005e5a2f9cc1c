// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/retrieval.hpp>
#include <mattis/io/provenance.hpp>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::io {

/// Of what a retrieval was one, beside its options.
struct RetrievalOrigin {
  std::string patterns = "random";      ///< or where they are from
  std::vector<std::string> names = {};  ///< (P) of the patterns, or none
  std::string learning = "hebb";        ///< how couplings and fields came to be, in words
  double m_theory = NAN;                ///< replica-symmetric overlap, where there is one
};

/// A new HDF5 file: m, m_start, m_nearest, energy, cue, nearest, flips (networks, replicas),
/// course, energy_course (sweeps), q, q_distribution (bins), names (P) where they have some;
/// attributes: every option, the origin, the estimates with their errors, and those of the
/// provenance.
void write_retrieval(std::filesystem::path const& path, binary::RetrievalOptions const& options,
                     binary::Retrieval const& result, RetrievalOrigin const& origin,
                     double wall_seconds, Provenance const& provenance);

}  // namespace mattis::io
