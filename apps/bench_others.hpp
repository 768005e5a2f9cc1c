// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/bench/bench.hpp>

#include <string>
#include <vector>

namespace mattis::command {

/// What `mattis bench` times in other processes: whole commands from the start of the process to
/// its end, and the kernels of --scaling with fewer threads than this process has.
/// \param target  of whole commands, which is in their rows; \param threads  of this process
std::vector<OtherRows> others(BenchOptions const& options, std::string const& target, int threads);

}  // namespace mattis::command
