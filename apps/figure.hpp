// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mattis::command {

/// Draws the content of HDF5 files as one PNG, whole or not at all, by the Python script
/// plot_<subject>.py. That lies in scripts/ of the source tree whose build/<preset> has the
/// program, or in ../share/mattis of an installed one. Python is what MATTIS_PYTHON names, the
/// source tree's build/venv (scripts/setup --figure), or python3; it needs numpy, h5py and
/// matplotlib. \throws Error  "figure: .." saying what is missing
void draw_figure(std::string const& subject, std::vector<std::filesystem::path> const& files,
                 std::filesystem::path const& figure);

/// \throws Error  where one of the two cannot be written, or both are one file
void validate_output_and_figure(std::filesystem::path const& out,
                                std::filesystem::path const& figure);

/// The file `out` that `write` makes and the figure of it, each where one is wanted: drawn from
/// that file, or from one that nobody keeps. \throws Error  as `write` and draw_figure; the file
/// stays
void write_and_draw(std::string const& subject, std::filesystem::path const& out,
                    std::filesystem::path const& figure,
                    std::function<void(std::filesystem::path const&)> const& write);

}  // namespace mattis::command
