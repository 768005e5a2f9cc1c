// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/chain_summary.hpp>
#include <mattis/binary/exact_chain.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mattis::io {

/// An exact chain and what was found of it.
struct ChainResult {
  binary::ExactChain const& chain;
  binary::ChainSummary const& summary;
  std::vector<std::pair<std::string, std::string>> origin = {};  ///< of the couplings: attributes
  bool matrix = false;                                           ///< the transition matrix too
};

/// A new HDF5 file of the states, bit i of whose number is set where sigma_i = +1: law, boltzmann,
/// energy (2^N; H, of Little's dynamics H-bar) and, where it is wanted, matrix (2^N, 2^N), a row
/// for each state that is left; J (N, N), h (N); attributes command, N, T, dynamics, symmetric,
/// stationary_residual, closed_classes, balance_residual, boltzmann_distance, gap, gap_error (NaN:
/// none), those of the origin and of the provenance. \throws Error  when it cannot be written, or
/// for a matrix of more than 12 spins
void write_chain(std::filesystem::path const& path, ChainResult const& result);

}  // namespace mattis::io
