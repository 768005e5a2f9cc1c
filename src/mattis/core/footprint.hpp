// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Which places in memory an array of any strides takes, and whether two arrays share some:
// interleaved ones do not.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace mattis {

/// The places of a strided array: entry (i, j, ..) is at `data` + (i stride_0 + j stride_1 + ..)
/// entries.
struct Footprint {
  static constexpr std::size_t most_ranks = 8;

  void const* data = nullptr;
  std::size_t entry_bytes = 1;
  std::size_t rank = 0;
  std::int64_t extents[most_ranks] = {};
  std::int64_t strides[most_ranks] = {};

  template <class View>
  static Footprint of(View const& view) {
    Footprint footprint{view.data(), sizeof(typename View::value_type), View::rank(), {}, {}};
    for (std::size_t d = 0; d < View::rank(); ++d) {
      footprint.extents[d] = static_cast<std::int64_t>(view.extent(d));
      footprint.strides[d] = static_cast<std::int64_t>(view.stride(d));
    }
    return footprint;
  }

  bool empty() const {
    return std::any_of(extents, extents + rank, [](std::int64_t n) { return n == 0; });
  }
};

/// Whether some place belongs to both. Exact, but for arrays whose strides no short search decides:
/// those that might share one do.
bool overlap(Footprint const& a, Footprint const& b);

/// Whether every entry is at the place of the other's entry with the same indices.
bool same_places(Footprint const& a, Footprint const& b);

/// Whether no two entries share a place, as what is written to must be. Exact for ranks 1 and 2;
/// beyond them an array whose strides interleave may be taken for one that does.
bool places_differ(Footprint const& a);

/// The strides as a message has them, "(4, 1)".
std::string stride_text(Footprint const& a);

}  // namespace mattis
