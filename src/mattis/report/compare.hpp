// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Two files of measurements, row by row.
#include <mattis/report/bench_file.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::report {

/// A ratio of times, with the interval that holds the true one in at least 95 of 100 cases.
struct TimeRatio {
  double ratio = 1;
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
};

/// The median of b by that of a, of independent samples. The interval is that of the bootstrap
/// (2.5 and 97.5 %), not drawn but summed: the median of n numbers drawn from n samples is the k-th
/// smallest of them with a binomial probability, and both sides are independent. So it is the same
/// every time, and needs no assumption about the noise beyond independence. With fewer than
/// `least_samples` on either side it is 0..infinity.
TimeRatio time_ratio(std::span<double const> a, std::span<double const> b);

/// The median of b[k] / a[k], of samples that were taken in step, and the order statistics that
/// hold the true one: what slows the machine for a while slows both. As many of each.
TimeRatio time_ratio_in_step(std::span<double const> a, std::span<double const> b);

constexpr std::size_t least_samples = 5;

/// Where the 95 % interval of time_b / time_a lies, with a threshold t:
/// within 1/(1+t)..1+t: same; above it: slower; below it: faster; across an end of it, so that both
/// a time that is the same and one that is not are possible: unclear.
enum class Verdict { same, faster, slower, unclear };
Verdict verdict(TimeRatio const& ratio, double threshold);
std::string_view name_of(Verdict verdict);

/// The threshold of verdicts: what two runs of one program differ by on a quiet machine is less.
constexpr double same_within = 0.05;

/// A row of one file and one of the other that are the same work.
struct ComparedRow {
  std::size_t a = 0, b = 0;  ///< in the files' rows
  TimeRatio time;            ///< b by a
  Verdict verdict = Verdict::unclear;
  std::string remark;  ///< what does not match all the same; mostly empty
};

struct Comparison {
  double threshold = same_within;
  std::vector<ComparedRow> rows;            ///< in the order of a
  std::vector<std::size_t> only_a, only_b;  ///< rows that are compared with none

  std::size_t count(Verdict verdict) const;
};

/// Rows are compared where kernel, precision, sizes, threads and target are equal; of several such
/// rows those of the same variant first. A row without such a partner that is the fastest of its
/// file for its kernel, precision, sizes and threads is compared with the fastest of the other
/// file, which then ran in another way, and the remark says so. Samples of files that were measured
/// in step are taken by pairs.
/// \param threshold  as of verdict(), above 0. \throws Error  where it is not
Comparison compare(BenchFile const& a, BenchFile const& b, double threshold = same_within);

}  // namespace mattis::report
