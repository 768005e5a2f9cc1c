// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstdint>
#include <random>
#include <vector>

namespace mattis::test {

template <class View>
auto entries(View const& view) {
  return std::vector<typename View::non_const_value_type>(view.data(), view.data() + view.size());
}

/// Fair spins of R replicas of each network, (networks, R, ceil(N / 32)).
inline HostArray<std::uint32_t const***> random_states(std::int64_t networks, std::int64_t R,
                                                       std::int64_t N, unsigned seed) {
  HostArray<std::uint32_t***> up("mattis::test::up", static_cast<std::size_t>(networks),
                                 static_cast<std::size_t>(R),
                                 static_cast<std::size_t>((N + 31) / 32));
  std::mt19937 random(seed);
  for (std::int64_t n = 0; n < networks; ++n)
    for (std::int64_t r = 0; r < R; ++r)
      for (std::int64_t i = 0; i < N; ++i)
        up(n, r, i / 32) |= static_cast<std::uint32_t>(random() & 1u) << (i % 32);
  return up;
}

/// 0, `step`, 2 `step`, ..
inline std::vector<double> temperatures(int R, double step) {
  std::vector<double> T;
  for (int r = 0; r < R; ++r) T.push_back(step * r);
  return T;
}

}  // namespace mattis::test
