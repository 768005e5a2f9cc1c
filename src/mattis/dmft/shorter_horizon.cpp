// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/dmft/ensemble.hpp>
#include <mattis/dmft/shorter_horizon.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mattis {
namespace {

/// Horizons below twice this many steps are swept from the start.
constexpr int shortest_horizon = 128;
constexpr std::int64_t samples_of_guess = 1024;
constexpr int most_sweeps = 20;

/// The step of `steps` whose state step t repeats.
int repeated(int t, int steps) {
  int const period = steps - 1 - steps / 2;
  if (t < steps || period == 0) return std::min(t, steps - 1);
  int const along = (t - (steps - 1)) % (2 * period);
  return steps - 1 - std::min(along, 2 * period - along);
}

}  // namespace

OrderParameters extended(OrderParameters const& shorter, int steps) {
  int const known = shorter.steps();
  OrderParameters order(steps, shorter.condensed());
  for (int t = 0; t < steps; ++t) {
    int const u = repeated(t, known);
    int const beyond = std::max(0, t - (known - 1));
    for (int k = 0; k < order.condensed(); ++k) order.m(t, k) = shorter.m(u, k);
    for (int s = 0; s <= t; ++s) order.C(t, s) = order.C(s, t) = shorter.C(u, repeated(s, known));
    for (int s = beyond; s < t; ++s) order.S(t, s) = shorter.S(t - beyond, s - beyond);
  }
  return order;
}

template <ExecutionSpace Exec, Real T>
OrderParameters guess_from_shorter_horizon(Exec const& exec, Dense const& model,
                                           SolveOptions const& options,
                                           Scratch<Exec> const& scratch) {
  auto const condensed = static_cast<int>(model.a.size());
  if (options.T < 2 * shortest_horizon) return initial_guess(options.T, condensed);
  auto shorter = options;
  shorter.T = (options.T + 1) / 2;
  shorter.M = std::min(options.M, samples_of_guess);
  double const scatter = sampling_error(model, shorter, shorter.M);
  auto now = guess_from_shorter_horizon<Exec, T>(exec, model, shorter, scratch);
  OrderParameters next(shorter.T, condensed);
  Ensemble<Exec, T> ensemble(exec, model, shorter, detail::Arena<Exec>(scratch));
  double const enough = 0.3 * scatter;
  for (int sweep = 0; sweep < most_sweeps; ++sweep) {
    // What a shorter horizon knows nothing of is cut off: an edge along a diagonal, of high rank
    // for any smaller error.
    ensemble.map(now, 0, shorter.M, next, 0.1 * scatter);
    double const change = largest_change(now, next);
    if (!std::isfinite(change)) return initial_guess(options.T, condensed);
    std::swap(now, next);
    if (change < enough) break;
  }
  return extended(now, options.T);
}

#define MATTIS_INSTANTIATE_SHORTER_HORIZON(EXEC)                             \
  template OrderParameters guess_from_shorter_horizon<EXEC, float>(          \
      EXEC const&, Dense const&, SolveOptions const&, Scratch<EXEC> const&); \
  template OrderParameters guess_from_shorter_horizon<EXEC, double>(         \
      EXEC const&, Dense const&, SolveOptions const&, Scratch<EXEC> const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SHORTER_HORIZON)

}  // namespace mattis
