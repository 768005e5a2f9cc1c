// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Watches what Kokkos does, through its profiling callbacks: labels, instances and allocations.
#include <Kokkos_Core.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace mattis::test {

struct KokkosEvents {
  struct Launch {
    std::string label;
    std::uint32_t instance;
  };
  std::vector<Launch> launches;
  std::vector<std::string> allocations;
  std::vector<std::string> fences;  // labels; global ones carry the marker "global"
};

/// Records everything between construction and destruction. One at a time.
class WatchKokkos {
 public:
  WatchKokkos();
  ~WatchKokkos();
  WatchKokkos(WatchKokkos const&) = delete;
  WatchKokkos& operator=(WatchKokkos const&) = delete;

  KokkosEvents const& events() const { return events_; }

 private:
  KokkosEvents events_;
  Kokkos::Tools::Experimental::EventSet before_;
};

/// Whether a label is one of this library's: "mattis::..", or Kokkos filling an array of that name.
bool is_ours(std::string const& label);

/// Whether a label is of something that Kokkos does for itself and that no caller can choose.
bool is_kokkos_own(std::string const& label);

}  // namespace mattis::test
