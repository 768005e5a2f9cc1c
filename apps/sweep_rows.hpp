// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/sweep/plan.hpp>
#include <mattis/sweep/row.hpp>

#include <filesystem>

namespace mattis::command {

/// Runs the command of a row in this process, with all its threads, on the Runtime that the caller
/// has; its summary is the row. An Error of the command, memory that ran out too, is a failed row.
/// \param checkpoint  where a command that knows how keeps what it has when it is stopped, and goes
/// on from
/// \throws Interrupted
sweep::Row compute_row(sweep::Part const& part, sweep::Task const& task,
                       std::filesystem::path const& checkpoint);

}  // namespace mattis::command
