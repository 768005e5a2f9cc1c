// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/bench/bench.hpp>

#include <string>
#include <vector>

namespace mattis::command {

/// What `mattis bench` times in other processes: whole commands from the start of the process to
/// its end.
/// \param target  in their rows; \param threads  of this process
std::vector<TimedRows> whole_commands(BenchOptions const& options, std::string const& target,
                                      int threads);

/// The same: the kernels of --scaling with fewer threads than this process has.
std::vector<TimedRows> fewer_threads(BenchOptions const& options, int threads);

}  // namespace mattis::command
