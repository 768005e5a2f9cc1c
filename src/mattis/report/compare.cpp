// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/core/median_interval.hpp>
#include <mattis/report/compare.hpp>
#include <mattis/report/format.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace mattis::report {

namespace {

/// For each k, the probability that the r-th smallest of n numbers drawn from n (with replacement)
/// is the k-th smallest of them: at least r draws fall on the first k with probability
/// P(binomial(n, k/n) >= r).
std::vector<double> order_weights(std::size_t n, std::size_t r) {
  std::vector<double> weights;
  double const all = static_cast<double>(n);
  double before = 0;
  for (std::size_t k = 1; k <= n; ++k) {
    double const p = static_cast<double>(k) / all;
    double tail = 1;
    if (k < n) {
      tail = 0;
      for (std::size_t j = r; j <= n; ++j) {
        double const of = static_cast<double>(j);
        tail += std::exp(std::lgamma(all + 1) - std::lgamma(of + 1) - std::lgamma(all - of + 1) +
                         of * std::log(p) + (all - of) * std::log1p(-p));
      }
    }
    weights.push_back(tail - before);
    before = tail;
  }
  return weights;
}

/// The same for the median; of an even number, for either of the two in the middle.
std::vector<double> median_weights(std::size_t n) {
  auto weights = order_weights(n, (n + 1) / 2);
  if (n % 2 == 1) return weights;
  auto const upper = order_weights(n, n / 2 + 1);
  for (std::size_t k = 0; k < n; ++k) weights[k] = (weights[k] + upper[k]) / 2;
  return weights;
}

using Work = std::tuple<std::string, std::string, Sizes, int>;

/// What two rows have in common that are compared, the target aside.
Work work_of(BenchRow const& row) {
  auto sizes = row.sizes;
  std::sort(sizes.begin(), sizes.end());
  return {row.kernel, row.precision, std::move(sizes), row.threads};
}

/// The rows of each work, in the file's order.
std::map<Work, std::vector<std::size_t>> by_work(BenchFile const& file) {
  std::map<Work, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < file.rows.size(); ++i) rows[work_of(file.rows[i])].push_back(i);
  return rows;
}

std::size_t fastest(BenchFile const& file, std::vector<std::size_t> const& rows) {
  return *std::min_element(rows.begin(), rows.end(), [&](std::size_t i, std::size_t j) {
    return file.rows[i].median_s() < file.rows[j].median_s();
  });
}

/// "80.0 Mentries": what a sample does, of a rate in entries/s.
std::string work_text(BenchRow const& row) {
  std::string_view unit = row.unit;
  if (unit.ends_with("/s")) unit.remove_suffix(2);
  return quantity_text(row.work, unit);
}

std::string difference(BenchRow const& a, BenchRow const& b) {
  std::string text;
  auto const add = [&](std::string const& what) { text += (text.empty() ? "" : "; ") + what; };
  if (a.target != b.target) add("the fastest of each: " + a.target + " and " + b.target);
  if (a.variant != b.variant) add("variants " + a.variant + " and " + b.variant);
  if (a.work != b.work || a.unit != b.unit)
    add("work counted as " + work_text(a) + " and " + work_text(b));
  return text;
}

}  // namespace

TimeRatio time_ratio(std::span<double const> a, std::span<double const> b) {
  std::vector<double> from(a.begin(), a.end()), to(b.begin(), b.end());
  TimeRatio result;
  result.ratio = median(to) / median(from);
  if (std::min(from.size(), to.size()) < least_samples) return result;
  std::sort(from.begin(), from.end());
  std::sort(to.begin(), to.end());
  auto const from_weights = median_weights(from.size()), to_weights = median_weights(to.size());
  std::vector<std::pair<double, double>> ratios;  // and how probable each is
  constexpr double negligible = 1e-12;  // all but some standard deviations about the middle
  for (std::size_t i = 0; i < from.size(); ++i)
    for (std::size_t j = 0; j < to.size(); ++j)
      if (double const probability = from_weights[i] * to_weights[j]; probability > negligible)
        ratios.emplace_back(to[j] / from[i], probability);
  std::sort(ratios.begin(), ratios.end());
  constexpr double tail = 0.025;
  auto const end = [](auto one, auto const last) {
    double beyond = 0;
    for (; one != last; ++one)
      if ((beyond += one->second) > tail) break;
    return one->first;
  };
  result.low = end(ratios.begin(), ratios.end());
  result.high = end(ratios.rbegin(), ratios.rend());
  return result;
}

TimeRatio time_ratio_in_step(std::span<double const> a, std::span<double const> b) {
  std::vector<double> ratios;
  for (std::size_t k = 0; k < a.size(); ++k) ratios.push_back(b[k] / a[k]);
  auto const [median, low, high] = median_interval(std::move(ratios));
  return {median, low, high};
}

Verdict verdict(TimeRatio const& ratio, double threshold) {
  double const most = 1 + threshold, least = 1 / most;
  if (ratio.low > most) return Verdict::slower;
  if (ratio.high < least) return Verdict::faster;
  return ratio.low >= least && ratio.high <= most ? Verdict::same : Verdict::unclear;
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::same:
      return "same";
    case Verdict::faster:
      return "faster";
    case Verdict::slower:
      return "slower";
    case Verdict::unclear:
      break;
  }
  return "unclear";
}

std::size_t Comparison::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [&](ComparedRow const& row) { return row.verdict == verdict; }));
}

Comparison compare(BenchFile const& a, BenchFile const& b, double threshold) {
  expect(threshold > 0 && std::isfinite(threshold), "threshold", "a number above 0", threshold);
  Comparison result;
  result.threshold = threshold;
  auto const works_a = by_work(a), works_b = by_work(b);
  bool const in_step = !a.settings.rounds.empty() && a.settings.rounds == b.settings.rounds;
  auto const ratio_of = [&](BenchRow const& of_a, BenchRow const& of_b) {
    return in_step && of_a.samples_s.size() == of_b.samples_s.size()
               ? time_ratio_in_step(of_a.samples_s, of_b.samples_s)
               : time_ratio(of_a.samples_s, of_b.samples_s);
  };
  std::vector<bool> used_a(a.rows.size(), false), used_b(b.rows.size(), false);
  auto const add = [&](std::size_t i, std::size_t j) {
    ComparedRow row{i, j, ratio_of(a.rows[i], b.rows[j]), Verdict::unclear,
                    difference(a.rows[i], b.rows[j])};
    row.verdict = verdict(row.time, threshold);
    result.rows.push_back(std::move(row));
    used_a[i] = used_b[j] = true;
  };
  for (auto const& [work, rows_a] : works_a) {
    auto const found = works_b.find(work);
    if (found == works_b.end()) continue;
    auto const& rows_b = found->second;
    for (bool const same_variant : {true, false})
      for (auto const i : rows_a)
        for (auto const j : rows_b) {
          bool const equal = a.rows[i].target == b.rows[j].target &&
                             (!same_variant || a.rows[i].variant == b.rows[j].variant);
          if (equal && !used_a[i] && !used_b[j]) add(i, j);
        }
    auto const i = fastest(a, rows_a), j = fastest(b, rows_b);
    if ((!used_a[i] || !used_b[j]) && a.rows[i].target != b.rows[j].target) add(i, j);
  }
  std::stable_sort(result.rows.begin(), result.rows.end(),
                   [](ComparedRow const& x, ComparedRow const& y) { return x.a < y.a; });
  for (std::size_t i = 0; i < used_a.size(); ++i)
    if (!used_a[i]) result.only_a.push_back(i);
  for (std::size_t j = 0; j < used_b.size(); ++j)
    if (!used_b[j]) result.only_b.push_back(j);
  return result;
}

}  // namespace mattis::report
