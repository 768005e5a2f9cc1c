// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What every kind of checkpoint has in common: it belongs to one computation, and is replaced
// whole.
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/models/dense.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace mattis::io {

/// All that decides the bits of a result, as names and texts.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Version, commit, backend (with its instruction set) and precision. The number of threads decides
/// nothing.
Parameters identity(Provenance const& provenance);

/// Those of the model.
Parameters parameters(Dense const& model);

/// Writes a checkpoint with these parameters beside `path` and renames it: whatever happens, the
/// file of that name is a whole one, the old or the new. \throws Error  when it cannot be written
void replace_checkpoint(std::filesystem::path const& path, Parameters const& parameters,
                        std::function<void(Hdf5File&)> const& write);

/// Opens the checkpoint of a computation with these parameters.
/// \throws Error  when it is no checkpoint, damaged or of other parameters, naming the first that
/// differs
Hdf5File open_checkpoint(std::filesystem::path const& path, Parameters const& parameters);

/// A dataset of a checkpoint as a host View. \throws Error  naming it, when there is none of this
/// rank
template <class View>
View read_array(Hdf5File const& file, std::string const& name) {
  auto const extents = file.extents(name);
  expect(extents.size() == View::rank(), "checkpoint: " + name,
         "an array of rank " + std::to_string(View::rank()),
         static_cast<std::int64_t>(extents.size()));
  auto const values = file.read<double>(name);
  typename View::array_layout layout;
  std::copy(extents.begin(), extents.end(), layout.dimension);
  View const view(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::checkpoint::" + name),
                  layout);
  std::copy(values.begin(), values.end(), view.data());
  return view;
}

}  // namespace mattis::io
