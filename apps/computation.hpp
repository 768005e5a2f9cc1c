// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <mattis/core/progress.hpp>
#include <mattis/io/provenance.hpp>
#include <mattis/models/dense.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace mattis::command {

class ProgressBar;

/// What every command that computes takes.
struct Computation {
  int threads = 0;
  std::string precision = "float";
  bool progress = true;
  bool json = false;
  std::filesystem::path out;
};

/// --alpha --g --a --ic-noise, and --n of the dense model.
void add_model_options(Options& options, Dense& model);

/// Gives the Hopfield model, which has no option for it, its n = 1.
void set_order(Dense& model, std::string const& name);

/// --out --threads --precision --progress --json
void add_computation_options(Options& options, Computation& computation);

/// Threads and output path. \throws Error
void validate(Computation const& computation);

/// Moves the bar; throws Interrupted between two steps when a signal came.
ProgressCallback make_progress(ProgressBar& bar);

/// Lets `write` write the output file, where one is wanted: whole or not at all. \throws Error, Interrupted
void write_output(Computation const& computation, std::function<void(std::filesystem::path const&)> const& write);

/// The summary's last rows: wall time, on what, and the file.
void print_computation(Computation const& computation, double wall_seconds, io::Provenance const& provenance);

}  // namespace mattis::command
