// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mattis::command {

/// Draws HDF5 files of any command in one figure, whole or not at all: a PNG, PDF or SVG as its
/// name ends. What draws is mattis.plots, the Python package's, in python/ of the source tree whose
/// build/<preset> has the program, or in ../share/mattis/python of an installed one. Python is what
/// MATTIS_PYTHON names, the source tree's build/venv (scripts/setup --figure), or python3; it needs
/// numpy, h5py and matplotlib.
/// \param name  of the option or command, for errors
/// \return what is to be said beside it, lines
/// \throws Error  "<name>: .." saying what is missing, or what is wrong with a file
std::vector<std::string> draw_figure(std::vector<std::filesystem::path> const& files,
                                     std::filesystem::path const& figure,
                                     std::string const& name = "figure");

/// \throws Error  where no figure of that name can be written
void validate_figure(std::filesystem::path const& figure, std::string const& name = "figure");

/// \throws Error  where one of the two cannot be written, or both are one file
void validate_output_and_figure(std::filesystem::path const& out,
                                std::filesystem::path const& figure);

/// The file `out` that `write` makes and the figure of it, each where one is wanted: drawn from
/// that file, or from one that nobody keeps. \throws Error  as `write` and draw_figure; the file
/// stays
void write_and_draw(std::filesystem::path const& out, std::filesystem::path const& figure,
                    std::function<void(std::filesystem::path const&)> const& write);

}  // namespace mattis::command
