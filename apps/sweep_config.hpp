// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/plan.hpp>

#include <filesystem>
#include <string_view>

namespace mattis::command {

/// Reads what a sweep shall do from a TOML file (docs/sweep.md), every value of every parameter as
/// its command's options take it. \throws Error  beginning with FILE:LINE
sweep::Plan read_sweep(std::filesystem::path const& path);

/// The same of a text; `name` stands for the file in errors.
sweep::Plan parse_sweep(std::string_view text, std::string const& name);

}  // namespace mattis::command
