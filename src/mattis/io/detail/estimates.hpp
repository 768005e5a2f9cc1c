// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/binary/cued_run.hpp>
#include <mattis/binary/estimates.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/provenance.hpp>

#include <string>
#include <vector>

namespace mattis::io::detail {

void write_column(Hdf5File& file, std::string const& name, std::vector<double> const& values);

/// Datasets `name` and `name`_se.
void write_estimates(Hdf5File& file, std::string const& name,
                     std::vector<binary::Estimate> const& estimates);

/// Attributes `name` and `name`_se.
void set_estimate(Hdf5File& file, std::string const& name, binary::Estimate const& one);

/// q (the middles of the bins) and q_distribution; nothing of a single replica.
void write_q_distribution(Hdf5File& file, std::vector<double> const& density);

/// ending: 0 moving, 1 fixed, 2 a 2-cycle; nothing where there are none.
void write_endings(Hdf5File& file, HostArray<binary::Ending**> const& endings);

/// What ends the file of a computation: wall_seconds, the provenance.
void finish(Hdf5File& file, double wall_seconds, Provenance const& provenance);

}  // namespace mattis::io::detail
