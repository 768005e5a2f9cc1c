// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/control_groups.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/memory.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <new>
#include <string>

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace mattis {
namespace {

constexpr auto unlimited = ControlGroupLimits::unlimited;

/// Bytes that can still be allocated, and what sets the limit.
struct Room {
  std::size_t bytes = unlimited;
  char const* of = "";
};

Room room_of_system() {
  Room room{unlimited, "what this machine has free"};
  std::ifstream file("/proc/meminfo");
  std::string word;
  std::size_t kibibytes = 0;
  for (std::string line; file >> word; std::getline(file, line)) {
    if (word == "MemAvailable:" && file >> kibibytes) room.bytes = kibibytes * 1024;
  }
  return room;
}

#if defined(__linux__)
std::size_t left_of(int resource, std::size_t used) {
  rlimit limit{};
  if (getrlimit(static_cast<__rlimit_resource_t>(resource), &limit) != 0 ||
      limit.rlim_cur == RLIM_INFINITY)
    return unlimited;
  return limit.rlim_cur > used ? limit.rlim_cur - used : 0;
}
#endif

Room room_of_process() {
  Room room;
#if defined(__linux__)
  std::ifstream file(
      "/proc/self/statm");  // size, resident, shared, text, 0, data and stack; in pages
  std::size_t size = 0, skipped = 0, data = 0;
  file >> size >> skipped >> skipped >> skipped >> skipped >> data;
  auto const page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  room = {left_of(RLIMIT_AS, size * page),
          "what this machine has free within its limit on address space (ulimit -v)"};
  std::size_t const of_data = left_of(RLIMIT_DATA, data * page);
  if (of_data < room.bytes)
    room = {of_data, "what this machine has free within its limit on data (ulimit -d)"};
#endif
  return room;
}

Room room_of_device() {
  Room room{unlimited, "what the device has free"};
#if defined(KOKKOS_ENABLE_CUDA)
  std::size_t all = 0;
  if (cudaMemGetInfo(&room.bytes, &all) != cudaSuccess) room.bytes = unlimited;
#elif defined(KOKKOS_ENABLE_HIP)
  std::size_t all = 0;
  if (hipMemGetInfo(&room.bytes, &all) != hipSuccess) room.bytes = unlimited;
#elif defined(KOKKOS_ENABLE_SYCL)
  // SYCL tells what there is, not what is free.
  room.bytes =
      Kokkos::SYCL{}.sycl_queue().get_device().get_info<sycl::info::device::global_mem_size>();
  room.of = "what the device has";
#endif
  return room;
}

Room least_room(Memory memory) {
  if (memory == Memory::device) return room_of_device();
  Room least = room_of_system();
  Room const group{control_group_limits().memory,
                   "what this machine has free within its control group"};
  for (Room const& room : {group, room_of_process()})
    if (room.bytes < least.bytes) least = room;
  return least;
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

std::size_t available_memory(Memory memory) { return least_room(memory).bytes; }

void expect_fits_in_memory(std::string_view name, double bytes, Memory memory) {
  // Asking the system takes 0.3 ms (EPYC, Zen 1); readers ask for every attribute.
  constexpr double always_there = 1 << 20;
  if (bytes <= always_there) return;
  auto const room = least_room(memory);
  auto const available = static_cast<double>(room.bytes);
  if (!(bytes <= available))
    throw_unexpected(name, "at most " + size_text(available) + ", " + room.of, size_text(bytes));
}

std::optional<std::string> memory_exhausted(std::exception const& error) {
  auto const got = [](Memory memory) {
    auto const room = least_room(memory);
    return ", got " + size_text(static_cast<double>(room.bytes)) + ", " + room.of;
  };
  if (dynamic_cast<std::bad_alloc const*>(&error) != nullptr)
    return "memory: expected enough to go on" + got(Memory::host);
  // Kokkos: ".. Host memory space failed to allocate 7.45 GiB (label="mattis::network::x"). .."
  std::string const text = error.what();
  std::string_view const before = " failed to allocate ", between = " (label=\"";
  auto const at = text.find(before);
  auto const size = at + before.size();
  auto const label = at == std::string::npos ? at : text.find(between, size);
  if (label == std::string::npos) return {};
  auto const name = label + between.size();
  auto const memory = text.find("Host memory space") < at ? Memory::host : Memory::device;
  return "memory: expected " + text.substr(size, label - size) + " for " +
         text.substr(name, text.find('"', name) - name) + got(memory);
}

void prefer_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
  constexpr std::uintptr_t page =
      4096;  // only whole pages can be advised; their size matters to no result
  auto const begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
  auto const end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  if (end > begin) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace mattis
