// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/report/bench_file.hpp>
#include <mattis/report/compare.hpp>

#include <span>
#include <string>

namespace mattis::report {

/// The files as one page of HTML that needs nothing else: no script, no font, no image, no address.
/// Every number of every row is there, rounded, with all of its digits in a <data> element. From
/// two files on, each is compared with the first.
/// \param threshold  as of compare()
/// \throws Error  for no files
std::string html(std::span<BenchFile const> files, double threshold = same_within);

}  // namespace mattis::report
