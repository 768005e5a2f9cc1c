// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/tiles.hpp>

namespace mattis::detail {

/// Adds the chunks of some rows in order, in double, and hands the scaled sums to the epilogue.
template <ExecutionSpace Exec, Real T, class Epilogue>
struct ChunkCombiner {
  SignProductShape shape;
  double scale;
  Epilogue epilogue;
  PartialSums<Exec, T> partial;

  KOKKOS_FUNCTION auto operator()(std::int64_t instance, std::int64_t row, int count) const {
    double total[entries_at_once<Exec>] = {};
    auto const chunks = static_cast<std::int64_t>(partial.extent(1));
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
      T const* const part = &partial(instance, chunk, row);
      for (int r = 0; r < count; ++r) total[r] += part[r];
    }
    for (int r = 0; r < count; ++r) total[r] *= scale;
    return epilogue(instance, row, count, total);
  }
};

template <ExecutionSpace Exec, Real T, class Epilogue, int Count>
void combine_chunks(Exec const& exec, SignProductShape const& shape, double scale,
                    Epilogue const& epilogue, PartialSums<Exec, T> const& partial,
                    TileSums<Exec, Count> const& sums, How const& how) {
  visit_tiles(exec, "mattis::sign_product::combine", shape,
              ChunkCombiner<Exec, T, Epilogue>{shape, scale, epilogue, partial}, sums, how);
}

}  // namespace mattis::detail
