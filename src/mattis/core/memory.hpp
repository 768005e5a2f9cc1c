// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <string_view>

namespace mattis {

/// Bytes of host memory that can still be allocated without swapping: what the kernel calls available, within the limit
/// of the control group. The largest size_t where neither can be read.
std::size_t available_memory();

/// Throws Error "<name>: expected at most 23 GB, what this machine has free, got 400 GB" when `bytes` exceeds it.
/// \param bytes  as a double, so that a size beyond 2^64 is still a size
void expect_fits_in_memory(std::string_view name, double bytes);

/// Asks the system to back host memory that nobody has touched yet with huge pages; without effect where it cannot.
void prefer_huge_pages(void* memory, std::size_t bytes);

}  // namespace mattis
