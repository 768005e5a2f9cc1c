// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/team.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace mattis {

/// Whose memory: the host's, or that of the device Kokkos runs on.
enum class Memory { host, device };

/// What Exec allocates from.
template <ExecutionSpace Exec>
inline constexpr Memory memory_of = is_host_execution_space<Exec> ? Memory::host : Memory::device;

/// Bytes that can still be allocated. Of the host, without swapping: what the kernel calls
/// available, within the limits of the control groups of this process and of those above, and its
/// own on address space and data (ulimit -v, -d). The largest size_t where none can be read.
std::size_t available_memory(Memory memory = Memory::host);

/// Throws Error "<name>: expected at most 23 GB, what this machine has free, got 400 GB" when
/// `bytes` exceeds it; the limit that is the least is named. \param bytes  as a double, so that a
/// size beyond 2^64 is still a size
void expect_fits_in_memory(std::string_view name, double bytes, Memory memory = Memory::host);

/// Processes of the team that take from the same memory: those of a node from the host's; a device
/// is one's alone.
template <ExecutionSpace Exec>
int sharers_of_memory(Team const* team) {
  return team == nullptr || memory_of<Exec> == Memory::device ? 1 : team->on_node();
}

/// Where `error` is memory that ran out, std::bad_alloc or what Kokkos throws, a line that says how
/// much was asked for, for what, as far as they tell, and what is left: "memory: expected 7.45 GiB
/// for mattis::network::x, got 2 GB, what this machine has free within its control group".
std::optional<std::string> memory_exhausted(std::exception const& error);

/// Asks the system to back host memory that nobody has touched yet with huge pages; without effect
/// where it cannot.
void prefer_huge_pages(void* memory, std::size_t bytes);

}  // namespace mattis
