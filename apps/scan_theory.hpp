// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the theory of equilibrium says beside scans of Hebb's networks: NaN where nothing.
#include <mattis/binary/scans.hpp>
#include <mattis/io/scan_file.hpp>

#include <cstdint>
#include <functional>
#include <vector>

namespace mattis::command {

/// Overlap of binary spins at a point.
using ScanTheory = std::function<double(binary::ScanPoint const&)>;

/// With a stored pattern, of random ones (docs/models.md 3.5).
double capacity_theory(double alpha, double T);
/// The same; in a network of one pattern that of Curie and Weiss, which has no load.
double magnetisation_theory(std::int64_t P, std::int64_t N, double T);
/// Of a mixture of n patterns with each of them, where it is stable (docs/models.md 3.3).
double mixture_theory(int n, double T);

/// Between the first point and the last, in 200 pieces.
io::TheoryCurve theory_curve(ScanTheory const& theory,
                             std::vector<binary::ScanPoint> const& points);

}  // namespace mattis::command
