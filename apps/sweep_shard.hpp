// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/folder.hpp>
#include <mattis/sweep/plan.hpp>

#include <filesystem>
#include <string>

namespace mattis::command {

/// "3/40"; where it is empty, what the environment of a Slurm array says, or all of the sweep.
/// \param alone  the environment does not count  \throws Error  naming the option or the variable
sweep::Shard chosen_shard(std::string const& text, bool alone);

/// Prints the points of the shard, each as a line of JSON: its number, command and parameters.
void list_points(sweep::Plan const& plan, sweep::Shard const& shard);

/// Prints what of the plan is done in the folder, journal by journal. \throws Error
void print_status(sweep::Plan const& plan, std::filesystem::path const& folder, bool json);

}  // namespace mattis::command
