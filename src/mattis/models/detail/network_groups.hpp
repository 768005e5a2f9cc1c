// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How many of several networks are advanced together: enough to fill a machine with small ones, no
// more than its caches keep from step to step.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mattis::detail {

/// Bytes of patterns and states of a group. Two Zen 4 cores with 32 MiB of third-level cache: 256
/// trials of N 2000 took 0.114 s as one group of 36 MiB and 0.089 s in groups of 8 to 16 MiB, 64 of
/// N 5000 0.121 and 0.094 s, 200 of a dense network with N 200 0.063 and 0.048 s; small ones (N 50
/// and 200) are as fast from 4 MiB on. A device is to be filled.
template <ExecutionSpace Exec>
std::vector<Variant<std::size_t>> const& network_group_variants() {
  static auto const variants = [] {
    constexpr int standard = is_host_execution_space<Exec> ? 16 : 256;
    std::vector<Variant<std::size_t>> list{{"estimate", std::size_t{standard} << 20}};
    for (int const mebibytes : {1, 4, 16, 64, 256, 1024})
      if (mebibytes != standard)
        list.push_back({"groups" + std::to_string(mebibytes) + "M",
                        static_cast<std::size_t>(mebibytes) << 20});
    return list;
  }();
  return variants;
}

/// Of networks that are small, more at once gain nothing.
inline constexpr std::int64_t most_networks_of_group = 1024;

/// Networks of a group, all groups about as large.
/// \param key    P, N and the networks that are wanted
/// \param bytes  of one of them
template <ExecutionSpace Exec, Real T>
std::int64_t networks_of_group(How const& how, std::vector<std::int64_t> const& key,
                               std::size_t bytes) {
  std::int64_t const wanted = key.back();
  if (wanted == 1) return 1;
  auto const& variants = network_group_variants<Exec>();
  auto const together = chosen_launch<Exec, T>(how, "networks", key, variants.front().launch, [&] {
                          return variants;
                        }).launch();
  auto const fitting = static_cast<std::int64_t>(together / std::max<std::size_t>(bytes, 1));
  return ceil_div(wanted,
                  ceil_div(wanted, std::clamp<std::int64_t>(fitting, 1, most_networks_of_group)));
}

}  // namespace mattis::detail
