// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/report/compare.hpp>

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace mattis::command {

/// Compares files of `mattis bench` with the first and prints what was found: a table, or with
/// `json` one line with the number of each verdict and all rows. Of a single file the rates are
/// printed.
/// \param html_file        where the page is written; empty: nowhere
/// \param fail_on_slower   in %: see throw_if_slower
/// \throws Error  where there is no file, where the page cannot be written (both before anything is
/// printed), and last as throw_if_slower
void compare_files(std::vector<report::BenchFile> const& files,
                   std::filesystem::path const& html_file, std::optional<double> fail_on_slower,
                   bool json);

/// \throws Error  where a row is slower by more than `percent` beyond doubt: its whole 95 %
/// interval lies above 1 + percent/100. Names the worst.
void throw_if_slower(report::BenchFile const& a, report::Comparison const& comparison,
                     double percent);

/// Writes a whole file or none (io::OutputFile). \param name  of the option, for errors
/// \throws Error
void write_text(std::filesystem::path const& file, std::string_view text, std::string_view name);

}  // namespace mattis::command
