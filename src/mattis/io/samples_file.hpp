// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/solve.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace mattis::io {

/// Samples of the effective neuron as a file gave them. Plain memory, so that they can be read and
/// checked before Kokkos starts.
struct SampleArrays {
  std::int64_t M = 0;                ///< samples
  std::int64_t T = 0;                ///< steps
  std::int64_t K = 0;                ///< condensed patterns
  std::vector<std::int8_t> xi = {};  ///< (M, K)
  std::vector<double> x0 = {};       ///< (M)
  std::vector<double> z = {};        ///< (T, M)

  /// The same arrays as Views onto this memory, which must outlive them.
  Samples views();
};

/// Reads xi (M, K), x0 (M) and z (T, M) from an HDF5 file; numbers of any type.
/// \throws Error  naming the file and the dataset: a missing or damaged one, a shape that does not
/// fit `steps`,
///                `condensed` or the others, an xi that is neither +1 nor -1, an x0 or z that is
///                not finite
SampleArrays read_samples(std::filesystem::path const& path, std::int64_t steps,
                          std::int64_t condensed);

}  // namespace mattis::io
