// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

namespace mattis {

/// Threads that work on the host space `exec` now, counted in a parallel region of its own: OpenMP
/// may grant fewer than exec.concurrency(), which is what the space was made for. No result depends
/// on it. What is small runs on one of them.
template <ExecutionSpace Exec>
int granted_threads(Exec const& exec);

}  // namespace mattis
