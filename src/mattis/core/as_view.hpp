// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Arrays of others as Views of their memory, which every call of this library takes. Nothing is
// copied: the array must stay until the execution space is done with it.
#include <mattis/core/execution.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace mattis {

/// What as_view() asks about an array: specialise it for a class of yours (without const).
///
///     template <> struct mattis::ArrayAccess<Grid> {
///       using memory_space = Kokkos::HostSpace;      // where the entries lie
///       static constexpr std::size_t rank = 2;       // 1 to 3
///       static double* data(Grid& grid);             // and of Grid const& where there is one
///       static std::size_t extent(Grid const& grid, std::size_t dimension);
///       static std::size_t stride(Grid const& grid, std::size_t dimension);  // in entries; left
///     };                                             // out, the array is row-major without gaps
template <class ForeignArray>
struct ArrayAccess {
  using unknown = void;
};

namespace detail {

/// Containers of one row that own, or see, their entries.
template <class Row>
struct RowAccess {
  using memory_space = Kokkos::HostSpace;
  static constexpr std::size_t rank = 1;
  template <class Given>
  static auto data(Given& row) {
    return row.data();
  }
  static std::size_t extent(Row const& row, std::size_t) { return row.size(); }
};

/// std::mdspan, Kokkos' and their like.
template <class Span>
concept MultidimensionalSpan = requires(Span const& span) {
  typename Span::extents_type;
  { Span::rank() } -> std::convertible_to<std::size_t>;
  { span.data_handle() } -> std::convertible_to<void const*>;
  span.extent(0);
  span.stride(0);
};

}  // namespace detail

template <class T, class Allocator>
struct ArrayAccess<std::vector<T, Allocator>> : detail::RowAccess<std::vector<T, Allocator>> {};
template <class T, std::size_t N>
struct ArrayAccess<std::array<T, N>> : detail::RowAccess<std::array<T, N>> {};
template <class T, std::size_t Extent>
struct ArrayAccess<std::span<T, Extent>> : detail::RowAccess<std::span<T, Extent>> {};

/// Of host memory.
template <detail::MultidimensionalSpan Span>
struct ArrayAccess<Span> {
  static_assert(
      Span::mapping_type::is_always_strided(),
      "an mdspan whose layout has strides, as layout_right, layout_left and layout_stride");
  using memory_space = Kokkos::HostSpace;
  static constexpr std::size_t rank = Span::rank();
  static auto data(Span const& span) { return span.data_handle(); }
  static std::size_t extent(Span const& span, std::size_t d) {
    return static_cast<std::size_t>(span.extent(d));
  }
  static std::size_t stride(Span const& span, std::size_t d) {
    return static_cast<std::size_t>(span.stride(d));
  }
};

namespace detail {

template <class ForeignArray>
inline constexpr bool known_array = !requires {
  typename ArrayAccess<std::remove_cv_t<ForeignArray>>::unknown;
};

/// Whether the entries end with the object: a container, not a view of another's memory.
template <class>
inline constexpr bool owns_entries = false;
template <class T, class Allocator>
inline constexpr bool owns_entries<std::vector<T, Allocator>> = true;
template <class T, std::size_t N>
inline constexpr bool owns_entries<std::array<T, N>> = true;

template <class T, std::size_t Rank>
struct Pointers {
  using type = typename Pointers<T*, Rank - 1>::type;
};
template <class T>
struct Pointers<T, 0> {
  using type = T;
};

template <class T, std::size_t Rank, class Layout, class Space>
using Unowned = Kokkos::View<typename Pointers<T, Rank>::type, Layout, Space,
                             Kokkos::MemoryTraits<Kokkos::Unmanaged>>;

template <class Access, class ForeignArray, std::size_t Rank>
auto view_of(ForeignArray& array) {
  auto* const data = Access::data(array);
  using T = std::remove_pointer_t<decltype(data)>;
  using Space = typename Access::memory_space;
  if constexpr (requires { Access::stride(array, std::size_t{0}); }) {
    Kokkos::LayoutStride layout;
    for (std::size_t d = 0; d < Rank; ++d) {
      layout.dimension[d] = Access::extent(array, d);
      layout.stride[d] = Access::stride(array, d);
    }
    return Unowned<T, Rank, Kokkos::LayoutStride, Space>(data, layout);
  } else {
    Kokkos::LayoutRight layout;
    for (std::size_t d = 0; d < Rank; ++d) layout.dimension[d] = Access::extent(array, d);
    return Unowned<T, Rank, Kokkos::LayoutRight, Space>(data, layout);
  }
}

}  // namespace detail

/// A View of a std::vector, std::array or std::span, an mdspan, or an array class that ArrayAccess
/// is specialised for.
template <class ForeignArray>
requires(!std::is_pointer_v<std::remove_cvref_t<ForeignArray>>) auto as_view(ForeignArray&& array) {
  using Plain = std::remove_cvref_t<ForeignArray>;
  static_assert(detail::known_array<Plain>,
                "as_view() takes a std::vector, std::array, std::span, an mdspan, or a class that "
                "mattis::ArrayAccess is specialised for");
  if constexpr (detail::known_array<Plain>) {
    static_assert(std::is_lvalue_reference_v<ForeignArray> || !detail::owns_entries<Plain>,
                  "as_view() of a container that ends with the statement would look at memory that "
                  "is gone: name it");
    using Access = ArrayAccess<Plain>;
    constexpr bool complete = requires(Plain & given) {
      typename Access::memory_space;
      { *Access::data(given) } -> std::convertible_to<double>;
      { Access::extent(given, std::size_t{0}) } -> std::convertible_to<std::size_t>;
      requires Access::rank >= 1 && Access::rank <= 3;
    };
    static_assert(complete,
                  "an ArrayAccess has memory_space, rank (1 to 3), data(array), a pointer to "
                  "numbers, and extent(array, dimension)");
    if constexpr (complete)
      return detail::view_of<Access, std::remove_reference_t<ForeignArray>, Access::rank>(array);
  }
}

/// A View of entries behind a pointer, row-major without gaps: as_view(phi, N), as_view(phi, T, M).
/// \tparam Space  where they lie
template <class Space = Kokkos::HostSpace, class T, std::integral... Extents>
requires(sizeof...(Extents) >= 1 && sizeof...(Extents) <= 3) auto as_view(T* data,
                                                                          Extents... extents) {
  return detail::Unowned<T, sizeof...(Extents), Kokkos::LayoutRight, Space>(
      data, static_cast<std::size_t>(extents)...);
}

/// The same with a stride, in entries, for each extent.
template <class Space = Kokkos::HostSpace, class T, std::size_t Rank>
auto as_view(T* data, std::array<std::size_t, Rank> const& extents,
             std::array<std::size_t, Rank> const& strides) {
  static_assert(Rank >= 1 && Rank <= 3, "arrays of rank 1 to 3");
  Kokkos::LayoutStride layout;
  for (std::size_t d = 0; d < Rank; ++d) {
    layout.dimension[d] = extents[d];
    layout.stride[d] = strides[d];
  }
  return detail::Unowned<T, Rank, Kokkos::LayoutStride, Space>(data, layout);
}

}  // namespace mattis
