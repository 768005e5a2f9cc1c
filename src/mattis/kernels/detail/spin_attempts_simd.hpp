// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>
#include <mattis/kernels/how.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mattis {

/// The micro-kernel of fields and overlaps of these types.
template <class Field, class Kept>
auto const& hebb_kernel(How const& how) {
  auto const& kernels = lanes::spin_kernels(how.set());
  if constexpr (sizeof(Field) == 2) {
    return kernels.hebb_short;
  } else if constexpr (sizeof(Kept) == 2) {
    return kernels.hebb;
  } else {
    return kernels.hebb_wide;
  }
}

namespace detail {

/// Memory of the workers of a launch, kept from call to call.
class SpinWorkspaces {
 public:
  /// \return that of worker w at data() + w * stride
  std::byte* reserve(int workers, std::size_t stride) {
    auto const bytes = static_cast<std::size_t>(workers) * stride;
    if (memory_.size() < bytes)
      memory_ = Kokkos::View<std::byte*, Kokkos::HostSpace>(
          Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::spins::workspace"), bytes);
    return memory_.data();
  }

 private:
  Kokkos::View<std::byte*, Kokkos::HostSpace> memory_;
};

/// Shares out the groups of all networks; those of one network that one worker takes share what
/// depends on the sites alone.
template <ExecutionSpace Exec, class Kernel, class Field, class Kept, class MakeCouplings>
void run_spin_attempts(Exec const& exec, std::string const& label, Kernel const& kernel,
                       SpinReplicas<Exec, Field, Kept> const& all, MakeCouplings const& couplings,
                       SpinSetup const& setup, std::vector<bool> const& odd, std::uint64_t first,
                       std::int64_t most_patterns, double nanoseconds, SpinWorkspaces& workspaces) {
  constexpr std::int64_t most_items_of_thread = 4;
  auto const workers = exec.concurrency();
  auto const of_network = all.groups_of_network();
  auto const parts = std::min(of_network, ceil_div(most_items_of_thread * workers, all.networks));
  auto const at_once = ceil_div(of_network, parts);
  auto const items = ceil_div(of_network, at_once);
  auto const stride = (kernel.workspace(static_cast<int>(most_patterns)) + 63) / 64 * 64;
  auto* const memory = workspaces.reserve(workers, stride);
  for_items(exec, label,
            Items{all.networks * items, nanoseconds * static_cast<double>(at_once), workers},
            [&](int worker, std::int64_t item) {
    auto const network = item / items;
    auto const begin = item % items * at_once;
    auto const end = std::min(begin + at_once, of_network);
    std::vector<lanes::SpinGroup<Field, Kept>> groups;
    for (auto g = begin; g < end; ++g) groups.push_back(all.group(network * of_network + g));
    lanes::SpinAttempts const attempts{.sites = &all.order(network, 0),
                                       .count = static_cast<int>(all.sites),
                                       .first = first,
                                       .seed = setup.seed,
                                       .purpose = static_cast<std::uint32_t>(Purpose::spin_flips),
                                       .odd = odd[static_cast<std::size_t>(network)],
                                       .parallel = setup.order == SpinOrder::parallel};
    kernel.attempts(couplings(network), attempts, groups.data(), static_cast<int>(groups.size()),
                    memory + static_cast<std::size_t>(worker) * stride);
  });
}

}  // namespace detail
}  // namespace mattis
