// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>

namespace mattis::test {

/// Bytes of address space and of data that this process has.
struct OwnMemory {
  std::size_t address_space = 0, data = 0;

  OwnMemory() {
    std::size_t skipped = 0;
    std::ifstream("/proc/self/statm") >> address_space >> skipped >> skipped >> skipped >>
        skipped >> data;
    auto const page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    address_space *= page;
    data *= page;
  }
};

/// While one exists, this process and those it starts have this limit (RLIMIT_AS: `ulimit -v`;
/// RLIMIT_DATA).
class ResourceLimit {
 public:
  ResourceLimit(int resource, std::size_t bytes)
      : resource_(static_cast<__rlimit_resource_t>(resource)) {
    getrlimit(resource_, &before_);
    rlimit const lower{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(resource_, &lower);
  }
  ~ResourceLimit() { setrlimit(resource_, &before_); }
  ResourceLimit(ResourceLimit const&) = delete;
  ResourceLimit& operator=(ResourceLimit const&) = delete;

 private:
  __rlimit_resource_t resource_;
  rlimit before_{};
};

}  // namespace mattis::test
