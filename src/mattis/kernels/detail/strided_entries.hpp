// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/footprint.hpp>
#include <mattis/core/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mattis::detail {

/// The entries of an array of any strides, numbered with the last index fastest.
template <class T>
struct StridedEntries {
  T* data = nullptr;
  int rank = 0;
  std::int64_t extents[Footprint::most_ranks] = {};
  std::int64_t strides[Footprint::most_ranks] = {};

  template <class View>
  static StridedEntries of(View const& view) {
    StridedEntries entries{view.data(), static_cast<int>(View::rank()), {}, {}};
    for (std::size_t d = 0; d < View::rank(); ++d) {
      entries.extents[d] = static_cast<std::int64_t>(view.extent(d));
      entries.strides[d] = static_cast<std::int64_t>(view.stride(d));
    }
    return entries;
  }

  /// Of `count` entries side by side.
  static StridedEntries row(T* data, std::size_t count) {
    return {data, 1, {static_cast<std::int64_t>(count)}, {1}};
  }

  KOKKOS_FUNCTION T& operator()(std::int64_t i) const {
    std::int64_t offset = 0;
    for (int d = rank - 1; d >= 0; --d) {
      offset += i % extents[d] * strides[d];
      i /= extents[d];
    }
    return data[offset];
  }

  /// Calls visit(k, entry) for entries first + k, k < count, without a division for each.
  template <class Visit>
  void visit(std::int64_t first, int count, Visit const& visit) const {
    std::int64_t index[Footprint::most_ranks] = {};
    for (int d = rank - 1; d >= 0; --d) {
      index[d] = first % extents[d];
      first /= extents[d];
    }
    std::int64_t offset = 0;
    for (int d = 0; d < rank; ++d) offset += index[d] * strides[d];
    for (int k = 0; k < count; ++k) {
      visit(k, data[offset]);
      for (int d = rank - 1; d >= 0; --d) {
        offset += strides[d];
        if (++index[d] < extents[d]) break;
        offset -= extents[d] * strides[d];
        index[d] = 0;
      }
    }
  }
};

/// Whether the entries of all Views, of one shape, lie side by side in one order, so that one index
/// serves them all.
template <class X, class... Others>
bool side_by_side(X const& x, Others const&... others) {
  auto const like_x = [&](auto const& view) {
    for (std::size_t d = 0; d < X::rank(); ++d) {
      if (x.extent(d) > 1 && x.stride(d) != view.stride(d)) return false;
    }
    return true;
  };
  return x.span_is_contiguous() && (like_x(others) && ...);
}

/// Throws Error unless the View has the shape of `x`.
template <class View, class X>
void expect_like(std::string_view name, View const& view, X const& x) {
  static_assert(std::size_t{View::rank()} == std::size_t{X::rank()}, "Views of one rank");
  for (std::size_t d = 0; d < X::rank(); ++d) {
    if (view.extent(d) != x.extent(d))
      throw_unexpected(name, "shape " + shape_text(x), shape_text(view));
  }
}

/// Throws Error where two entries of a View that is written to share a place.
template <class View>
void expect_places(std::string_view name, View const& view) {
  auto const places = Footprint::of(view);
  if (!places_differ(places))
    throw_unexpected(name, "a place in memory for each entry", "strides " + stride_text(places));
}

/// Throws Error where a View that is written to shares places with another.
template <class View, class Other>
void expect_apart(std::string_view name, View const& view, std::string_view other_name,
                  Other const& other) {
  if (overlap(Footprint::of(view), Footprint::of(other)))
    throw_unexpected(name, "memory apart from " + std::string(other_name), "an overlapping View");
}

/// The same, but entry for entry at the same places it may be: it is written in place.
template <class View, class Other>
void expect_apart_or_same(std::string_view name, View const& view, std::string_view other_name,
                          Other const& other) {
  auto const a = Footprint::of(view), b = Footprint::of(other);
  if (!same_places(a, b) && overlap(a, b))
    throw_unexpected(name,
                     "memory apart from " + std::string(other_name) + ", or " +
                         std::string(other_name) + " itself",
                     "an overlapping View");
}

}  // namespace mattis::detail
