// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <Kokkos_Core.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace mattis::detail {

template <std::size_t I, class T>
struct TupleEntry {
  T value;
};

template <class Indices, class... T>
struct TupleEntries;

template <std::size_t... I, class... T>
struct TupleEntries<std::index_sequence<I...>, T...> : TupleEntry<I, T>... {
  TupleEntries(T... values) : TupleEntry<I, T>{std::move(values)}... {}
};

template <>
struct TupleEntries<std::index_sequence<>> {};

/// A tuple that kernels can read: std::get is a function of the host, and where device code calls
/// it nvcc only warns, and leaves the code out.
template <class... T>
struct Tuple : TupleEntries<std::index_sequence_for<T...>, T...> {
  using TupleEntries<std::index_sequence_for<T...>, T...>::TupleEntries;
};

template <class... T>
Tuple(T...) -> Tuple<T...>;

template <std::size_t I, class T>
KOKKOS_FORCEINLINE_FUNCTION constexpr T& get(TupleEntry<I, T>& entry) {
  return entry.value;
}
template <std::size_t I, class T>
KOKKOS_FORCEINLINE_FUNCTION constexpr T const& get(TupleEntry<I, T> const& entry) {
  return entry.value;
}

/// function(entries..), on the host.
template <class Function, class... T>
decltype(auto) apply(Function&& function, Tuple<T...>& tuple) {
  return [&]<std::size_t... I>(std::index_sequence<I...>)->decltype(auto) {
    return function(get<I>(tuple)...);
  }
  (std::index_sequence_for<T...>{});
}
template <class Function, class... T>
decltype(auto) apply(Function&& function, Tuple<T...> const& tuple) {
  return [&]<std::size_t... I>(std::index_sequence<I...>)->decltype(auto) {
    return function(get<I>(tuple)...);
  }
  (std::index_sequence_for<T...>{});
}

/// The entries of all tuples, one after the other.
inline Tuple<> tuple_cat() { return {}; }
template <class... T>
Tuple<T...> tuple_cat(Tuple<T...> const& tuple) {
  return tuple;
}
template <class... A, class... B, class... Rest>
auto tuple_cat(Tuple<A...> const& a, Tuple<B...> const& b, Rest const&... rest) {
  auto const both = [&]<std::size_t... I, std::size_t... J>(std::index_sequence<I...>,
                                                            std::index_sequence<J...>) {
    return Tuple<A..., B...>(get<I>(a)..., get<J>(b)...);
  }
  (std::index_sequence_for<A...>{}, std::index_sequence_for<B...>{});
  return mattis::detail::tuple_cat(both, rest...);
}

}  // namespace mattis::detail

template <class... T>
struct std::tuple_size<mattis::detail::Tuple<T...>>
    : std::integral_constant<std::size_t, sizeof...(T)> {};

template <std::size_t I, class... T>
struct std::tuple_element<I, mattis::detail::Tuple<T...>>
    : std::tuple_element<I, std::tuple<T...>> {};
