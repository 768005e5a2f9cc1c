// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "json_line.hpp"
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
  std::filesystem::path figure;  ///< of the commands that draw
};

/// --alpha --g --a --ic-noise --n. \return the last
Option& add_model_options(Options& options, Dense& model);

/// Gives the Hopfield model its n = 1. \throws Error  when `given`, the option n, says another
/// order
void set_order(Dense& model, std::string const& name, Option const& given);

/// What not every command that computes offers.
struct OfferedOptions {
  bool precision = true;
  bool figure = false;
};

/// --out --figure --threads --precision --progress --json
void add_computation_options(Options& options, Computation& computation,
                             OfferedOptions offered = {});

/// Threads and the paths of output and figure. \throws Error
void validate(Computation const& computation);

/// Moves the bar.
ProgressCallback make_progress(ProgressBar& bar);

/// Lets `write` write the output file, where one is wanted: whole or not at all, and whatever
/// signals came, since the work is done. \throws Error
void write_output(Computation const& computation,
                  std::function<void(std::filesystem::path const&)> const& write);

/// The summary's last rows: wall time, on what, the file and the figure.
void print_computation(Computation const& computation, double wall_seconds,
                       io::Provenance const& provenance);

/// The last keys: wall_seconds, backend, threads, out, figure.
void add_outcome(JsonLine& line, Computation const& computation, double wall_seconds,
                 io::Provenance const& provenance);

/// Hands the summary on. Where the result is in a file and no JSON was asked for, a summary that
/// cannot be written is a notice on standard error. \throws Error  else, naming the file that is
/// kept
void finish_summary(Computation const& computation);

/// \throws Error  naming `option`, when its file is the output or the figure too
void expect_other_than_output(Computation const& computation, std::filesystem::path const& file,
                              char const* option);

}  // namespace mattis::command
