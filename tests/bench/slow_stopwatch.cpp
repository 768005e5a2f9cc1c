// SPDX-License-Identifier: BSD-3-Clause
// The stopwatch of `bench`, in place of src/mattis/bench/stopwatch.cpp: everything that it times
// takes a tenth longer, really. For the program tests/slowed_mattis, which scripts/check-bench has
// `bench --compare` find out; the library and the command have nothing of it.
#include <mattis/bench/stopwatch.hpp>
#include <mattis/core/clock.hpp>

namespace mattis::detail {

double seconds_of(std::function<void()> const& run, int repeats) {
  Clock const clock;
  for (int r = 0; r < repeats; ++r) run();
  for (double const until = 1.1 * clock.seconds(); clock.seconds() < until;) {
  }
  return clock.seconds();
}

}  // namespace mattis::detail
