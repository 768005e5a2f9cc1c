// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the types of a statement's assignments say of its plan.
#include <mattis/expr/statement.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace mattis::expr::detail {

template <class... Assigns>
struct StatementTypes {
  static constexpr int product_count = (Assigns::value_node::products + ... + 0);
  static constexpr int sum_count = (static_cast<int>(Assigns::reduction) + ... + 0);

  /// Number of the first contraction of assignment `assign`.
  static constexpr int first_product(std::size_t assign) {
    std::array<int, sizeof...(Assigns)> const counts{Assigns::value_node::products...};
    int first = 0;
    for (std::size_t i = 0; i < assign; ++i) first += counts[i];
    return first;
  }
  /// Whether contraction J is the last of an assignment, so that it may be the one whose rows go
  /// straight to a pass.
  static constexpr bool may_be_fused(int J) {
    for (std::size_t a = 0; a < sizeof...(Assigns); ++a) {
      if (first_product(a) <= J && J + 1 == first_product(a + 1)) return true;
    }
    return false;
  }
  static constexpr bool may_contract_nothing() {
    return ((Assigns::value_node::products == 0) || ...);
  }

  /// Whether the types allow `first` to ride on the operand of the last contraction.
  template <class... First>
  static constexpr bool may_share() {
    if constexpr (product_count == 0) {
      return false;
    } else {
      using Outer =
          std::tuple_element_t<product_count - 1, typename Statement<Assigns...>::Contractions>;
      using Inner = decltype(std::declval<Outer>().operand.contractions());
      using Ridden = typename Statement<First...>::Contractions;
      if constexpr (std::tuple_size_v<Inner> == 0 || std::tuple_size_v<Ridden> == 0) {
        return false;
      } else {
        return []<class... C>(Tuple<C...>*) {
          using Only = std::tuple_element_t<0, Inner>;
          return (std::is_same_v<C, Only> && ...);
        }(static_cast<decltype(tuple_cat(std::declval<Inner>(), std::declval<Ridden>()))*>(
                   nullptr));
      }
    }
  }
};

/// The index space that the operands and targets of assignments share.
/// \throws Error when there is none
template <class... Assigns>
Extent index_space(Tuple<Assigns...> const& assigns) {
  Extent common;
  auto const widen = [&common](auto const& assign) {
    common = common_extent(common, assign.value.extent());
    if constexpr (requires { assign.head; }) {
      Extent const held = assign.target.extent();
      common = common_extent(common, {held.instances, assign.head ? any_extent : held.length});
    }
  };
  apply([&](auto const&... assign) { (widen(assign), ...); }, assigns);
  if (common.length == any_extent)
    throw Error("statement: expected an operand with entries, got numbers alone");
  return {common.instances == any_extent ? 1 : common.instances, common.length};
}

}  // namespace mattis::expr::detail
