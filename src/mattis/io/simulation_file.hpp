// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/provenance.hpp>
#include <mattis/models/simulate.hpp>

#include <filesystem>

namespace mattis::io {

/// Writes a simulation as a new HDF5 file: datasets m (trials, T, K), E (trials, T, 2) and, where
/// they were kept, x and phi (trials, T, N), all of them (trials, cues, ..) where there are several
/// cues; attributes command, model, n, alpha, g, a, ic_noise (the value used), T, dt, N, P, trials,
/// cues, seed, distinct_indices, save_states, integrator, rtol (of cvode), steps (of the
/// integrator, all networks together), wall_seconds and those of the provenance. \throws Error when
/// the file exists or cannot be written
void write_simulation(std::filesystem::path const& path, Dense const& model,
                      SimulateOptions const& options, Simulation const& simulation,
                      Provenance const& provenance);

}  // namespace mattis::io
