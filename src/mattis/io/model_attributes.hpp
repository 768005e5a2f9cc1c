// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/hdf5.hpp>
#include <mattis/models/dense.hpp>

namespace mattis::io {

/// Attributes model, n, alpha, g, a (one entry per condensed pattern) and ic_noise (the value
/// used).
void write_model(Hdf5File& file, Dense const& model);

}  // namespace mattis::io
