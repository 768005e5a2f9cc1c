// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>
#include <mattis/io/provenance.hpp>

#include <filesystem>
#include <string>

namespace mattis::io {

/// Writes a solution of the dynamical mean-field theory as a new HDF5 file: datasets m (T, K),
/// C_phi (T, T), S_phi (T, T), E (T, 2), their standard errors <name>_se, and residuals (of every
/// sweep); attributes command, model, n, alpha, g, a, ic_noise (the value used), T, dt, M, tol,
/// max_sweeps, method (damped: also update_stepsize, iterations), match_moments, seed, samples (the
/// file they came from, empty where they were drawn), sweeps, residual, jitter, kernel_tol (the
/// value used), kernel_rank, kernel_error, those of the Diagnosis (warnings in one text, empty
/// where there are none), wall_seconds and those of the provenance. \throws Error  when the file
/// exists or cannot be written
void write_solution(std::filesystem::path const& path, Dense const& model,
                    SolveOptions const& options, Solution const& solution,
                    std::string const& samples, Provenance const& provenance);

}  // namespace mattis::io
