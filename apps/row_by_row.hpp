// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "figure.hpp"
#include "interrupt.hpp"
#include "options.hpp"
#include "progress_bar.hpp"

#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mattis::command {

/// A computation whose rows go to a file that grows.
template <class File, class Row>
struct RowByRow {
  std::string rows;  ///< what they are, in plural
  std::function<std::unique_ptr<File>(std::filesystem::path const& target,
                                      std::vector<Row> const& finished)>
      open;
  /// Hands on the rows from `first` on.
  std::function<void(std::size_t first, std::function<void(Row const&)> const& on_row)> compute;
  std::function<void(File& file, std::vector<Row> const& all, double wall_seconds)> finish;
};

/// --resume
inline void add_resume_option(Options& options, bool& resume, std::string const& rows) {
  options.add_switch("resume", resume,
                     "go on from the " + rows + " of FILE.h5.part, where there are some");
}

/// \throws Error  where there is no file to resume
inline void validate_resume(Computation const& computation, bool resume) {
  if (resume && computation.out.empty())
    throw_unexpected("resume", "the file whose rows to go on from (--out FILE.h5)", "none");
}

/// Computes the rows that `all` does not have yet, under a bar (`progress` is that of the options)
/// until a signal comes, each of them kept in the file before the next; then the file gets its
/// name, and the figure is drawn. \return wall seconds
template <class File, class Row>
double run_row_by_row(Computation const& computation, RowByRow<File, Row> const& job,
                      ProgressCallback& progress, std::vector<Row>& all) {
  std::unique_ptr<File> file;
  if (!computation.out.empty()) file = job.open(computation.out, all);
  auto const kept = [&] {
    return file && file->rows() > 0 ? std::to_string(file->rows()) + " finished " + job.rows +
                                          " kept in " + file->part().string()
                                    : std::string();
  };
  Clock const clock;
  {
    ProgressBar bar(computation.progress);
    progress = make_progress(bar);
    until_interrupted(
        [&] {
      job.compute(all.size(), [&](Row const& row) {
        all.push_back(row);
        if (!file) return;
        auto const before = kept();
        try {
          file->append(row);
        } catch (Error const& error) {
          throw Error(before.empty() ? error.what() : error.what() + ("; " + before));
        }
      });
        },
        [&] { return kept().empty() ? "" : kept() + " (--resume goes on from them)"; });
  }
  auto const wall = clock.seconds();
  if (file) {
    job.finish(*file, all, wall);
    if (!computation.figure.empty()) draw_figure({computation.out}, computation.figure);
  } else {
    write_and_draw({}, computation.figure,
                   [&](auto const& path) { job.finish(*job.open(path, all), all, wall); });
  }
  return wall;
}

}  // namespace mattis::command
