// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "options.hpp"

#include <mattis/sweep/folder.hpp>
#include <mattis/sweep/plan.hpp>

#include <filesystem>
#include <stdexcept>

namespace mattis::command {

/// Thrown when a sweep is through and rows of it failed: exit status 3.
class RowsFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How a sweep that is through is shown.
struct SweepOutput {
  std::filesystem::path figure;
  std::filesystem::path overlay;  ///< another sweep's file, whose fronts are in the figure too
  bool json = false;
};

/// --figure --overlay --json
void add_sweep_output_options(Options& options, SweepOutput& output);

/// \throws Error
void validate(SweepOutput const& output);

/// Writes the folder's sweep.h5 of the rows that are there, whole or not at all. \throws Error
sweep::Table write_result(sweep::Folder const& folder, sweep::Plan const& plan,
                          sweep::Collected const& collected);

/// Draws the figure where one is wanted, and prints the summary.
/// \throws Error   \throws RowsFailed  where some are
void finish_sweep(sweep::Folder const& folder, SweepOutput const& output, sweep::Plan const& plan,
                  sweep::Table const& table);

/// Throws RowsFailed, which says how many and why the first did.
[[noreturn]] void throw_rows_failed(std::size_t failed, std::size_t rows, std::string const& why);

}  // namespace mattis::command
