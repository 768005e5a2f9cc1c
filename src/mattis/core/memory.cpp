// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace mattis {
namespace {

constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

/// The number behind `key` in a file of "key number" lines; `missing` where there is none.
std::size_t entry_of(char const* path, std::string_view key, std::size_t missing) {
  std::ifstream file(path);
  std::string word;
  std::size_t value = 0;
  for (std::string line; file >> word; std::getline(file, line)) {
    if (word == key && file >> value) return value;
  }
  return missing;
}

std::size_t number_in(char const* path) {
  std::ifstream file(path);
  std::size_t value = unlimited;
  return file >> value ? value : unlimited;  // "max" does not read as a number
}

std::size_t system_available() {
  auto const kibibytes = entry_of("/proc/meminfo", "MemAvailable:", unlimited);
  return kibibytes == unlimited ? unlimited : kibibytes * 1024;
}

std::size_t control_group_available() {
  auto const limit = number_in("/sys/fs/cgroup/memory.max");
  auto const used = number_in("/sys/fs/cgroup/memory.current");
  if (limit == unlimited || used == unlimited) return unlimited;
  auto const reclaimable = entry_of("/sys/fs/cgroup/memory.stat", "inactive_file", 0);  // cached files count as used
  return limit + reclaimable > used ? limit + reclaimable - used : 0;
}

std::string size_text(double bytes) {
  char text[32];
  if (bytes < 1e9) {
    std::snprintf(text, sizeof text, "%.3g MB", bytes / 1e6);
  } else {
    std::snprintf(text, sizeof text, "%.3g GB", bytes / 1e9);
  }
  return text;
}

}  // namespace

std::size_t available_memory() { return std::min(system_available(), control_group_available()); }

void expect_fits_in_memory(std::string_view name, double bytes) {
  auto const available = static_cast<double>(available_memory());
  if (!(bytes <= available)) {
    throw_unexpected(name, "at most " + size_text(available) + ", what this machine has free", size_text(bytes));
  }
}

void prefer_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
  constexpr std::uintptr_t page = 4096;  // only whole pages can be advised; their size matters to no result
  auto const begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
  auto const end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  if (end > begin) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace mattis
