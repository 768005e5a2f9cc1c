// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <span>

namespace mattis::stimulus {

/// A time until something happened, or, censored, until nobody looked any longer.
struct Duration {
  double time = 0;
  bool ended = true;  ///< false: censored at `time`
};

/// Restricted mean  int_0^horizon S(t) dt  of the product-limit estimate S (Kaplan and Meier 1958).
/// Where all are censored at the horizon or not at all it is the mean of min(time, horizon).
/// \param sorted  in rising order of time, the ended before the censored of one time
/// \param weight  how often each counts, integers of at least 0
/// \return NaN where none counts
double restricted_mean(std::span<Duration const> sorted, std::span<int const> weight,
                       double horizon);

}  // namespace mattis::stimulus
