// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/core/sharing.hpp>
#include <mattis/tuning/tune.hpp>

#include <algorithm>

namespace mattis::tuning {

namespace {

VariantTime summary(std::string const& variant, Samples const& samples) {
  if (samples.seconds.empty()) return {variant, 0, 0, 0, samples.dropped};
  return {variant, *std::min_element(samples.seconds.begin(), samples.seconds.end()),
          median(samples.seconds), static_cast<int>(samples.seconds.size()), samples.dropped};
}

}  // namespace

Entry tune(Subject const& subject, Machine const& machine, Limits const& limits, bool reassociate) {
  std::vector<Way> ways;
  for (auto const& way : subject.ways)
    if (way.same_bits || reassociate) ways.push_back(way);
  std::optional<std::uint64_t> bits;
  std::vector<std::function<void()>> calls;
  for (auto const& way : ways) {
    // The first call of a way, which warms it up, is also the one whose bits are compared.
    calls.push_back([&way, &bits, &ways, &subject, compared = false]() mutable {
      way.run();
      if (compared || !way.same_bits) return;
      compared = true;
      auto const hash = way.hash();
      if (!bits) bits = hash;
      if (hash != *bits)
        throw Error("tuning: " + subject.key.kernel + " has other bits as " + way.variant +
                    " than as " + ways.front().variant + ": a fault of the library");
    });
  }
  detail::SharingAlways const sharing;
  auto const measured = measure(calls, limits);

  Entry entry;
  entry.key = subject.key;
  entry.revision = subject.revision;
  entry.machine = machine;
  entry.complete = measured.complete;
  std::size_t chosen = 0;
  double least = 1 - worth_choosing;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    auto const& samples = measured.ways[i];
    entry.timings.push_back(summary(ways[i].variant, samples));
    if (i == 0 || samples.dropped) continue;
    auto const by_default = ratio(samples, measured.ways.front());
    if (by_default.median < least && by_default.high < 1) {
      least = by_default.median;
      chosen = i;
      entry.ratio = by_default.median;
      entry.ratio_low = by_default.low;
      entry.ratio_high = by_default.high;
    }
  }
  entry.variant = ways[chosen].variant;
  return entry;
}

}  // namespace mattis::tuning
