// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Numbers as people read them: three significant digits.
#include <mattis/report/bench_file.hpp>

#include <string>
#include <string_view>

namespace mattis::report {

/// "51.2 Gbyte/s": with an SI prefix where the number has one, "1.00e+24 byte/s" where not.
std::string quantity_text(double value, std::string_view unit);

/// "12.3 µs"
inline std::string seconds_text(double seconds) { return quantity_text(seconds, "s"); }

/// "93.0 %", "0.310 %"
std::string percent_text(double share);

/// "1.23", "0.0310", "4500", "1.20e+06"
std::string number_text(double value);

/// "1.023", "0.952": a ratio near 1, to a thousandth; as number_text beyond 100.
std::string ratio_text(double ratio);

/// "N 20000 P 2000"
std::string sizes_text(Sizes const& sizes);

/// "2 threads"
std::string threads_text(int threads);

/// What a row is: "overlap and field float N 20000 P 2000, OpenMP avx512, 2 threads".
std::string row_text(BenchRow const& row);

}  // namespace mattis::report
