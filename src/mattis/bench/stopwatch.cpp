// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/stopwatch.hpp>
#include <mattis/core/clock.hpp>

namespace mattis::detail {

double seconds_of(std::function<void()> const& run, int repeats) {
  Clock const clock;
  for (int r = 0; r < repeats; ++r) run();
  return clock.seconds();
}

}  // namespace mattis::detail
