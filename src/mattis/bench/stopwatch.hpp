// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <functional>

namespace mattis::detail {

/// The seconds of `repeats` calls of what is done when it returns: how everything that `bench`
/// times in this process is timed. Alone in its source: a program that links another version of it
/// has a bench whose kernels are slower, which is how it is tested that slower ones are found.
double seconds_of(std::function<void()> const& run, int repeats);

}  // namespace mattis::detail
