// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace mattis::fuzz {

/// What a file for a reader has when it is whole.
struct ExpectedDataset {
  char const* name;
  std::vector<std::uint64_t> extents;
};
struct ExpectedAttribute {
  char const* name;
  char const* text;  ///< null: a number
};

/// Writes an HDF5 file whose content the bytes choose: the expected datasets and attributes, as a
/// reader wants them where the bytes are 0 or at their end, others with another type, rank, extent
/// or value, without storage, as a group, or not at all. The file itself is whole: what HDF5 makes
/// of damaged bytes is HDF5's.
void write_hdf5(std::filesystem::path const& path, std::span<ExpectedDataset const> datasets,
                std::span<ExpectedAttribute const> attributes, FuzzedDataProvider& choices);

}  // namespace mattis::fuzz
