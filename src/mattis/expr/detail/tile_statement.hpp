// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/detail/assign_plan.hpp>
#include <mattis/kernels/detail/sign_product_simd.hpp>

namespace mattis::expr::detail {

/// A planned statement as the epilogue of its last product, or as the visitor of plain tiles.
template <ExecutionSpace Exec, int ProductCount, int SumCount, class... Assigns>
struct TileStatement {
  static constexpr int slots = ProductCount > 0 ? ProductCount : 1;

  Tuple<Assigns...> assigns;
  Array<double**, Exec> kept[slots];  // results of the products made before
  bool fused[slots];                  // which product is the one whose epilogue this is
  int first, last;  // assignments of this pass: from `first` up to, not including, `last`
  lanes::InstructionSet const* set;  // whose micro-kernels functions may call; null: none

  /// `y`: the entries of the product being made.
  KOKKOS_FUNCTION Sums<SumCount> operator()(std::int64_t instance, std::int64_t row, int count,
                                            double const* y) const {
    Products<ProductCount> products{};
    for (int j = 0; j < ProductCount; ++j) products.y[j] = fused[j] ? y : &kept[j](instance, row);
    return perform(Block{instance, row, count, set}, products,
                   std::index_sequence_for<Assigns...>{});
  }
  KOKKOS_FUNCTION Sums<SumCount> operator()(std::int64_t instance, std::int64_t row,
                                            int count) const {
    return operator()(instance, row, count, nullptr);
  }
  /// With the first assignment's entries going to `values`.
  template <class T>
  Sums<SumCount> operator()(std::int64_t instance, std::int64_t row, int count, double const* y,
                            T* values) const {
    TileStatement redirected = *this;
    get<0>(redirected.assigns).target = Leaf<T>{values, 1, count};
    get<0>(redirected.assigns).origin = row;
    return redirected(instance, row, count, y);
  }

 private:
  /// Number of the sum that assignment `assign` is, if it is one.
  KOKKOS_FUNCTION static constexpr int sum_of(std::size_t assign) {
    bool const reduction[] = {Assigns::reduction...};
    int before = 0;
    for (std::size_t i = 0; i < assign; ++i) before += reduction[i] ? 1 : 0;
    return before;
  }
  template <std::size_t... A>
  KOKKOS_FUNCTION Sums<SumCount> perform(Block const& block, Products<ProductCount> const& products,
                                         std::index_sequence<A...>) const {
    Sums<SumCount> sums;
    (..., add<A>(get<A>(assigns), block, products, sums));
    return sums;
  }
  template <std::size_t A, class Assign>
  KOKKOS_FUNCTION void add(Assign const& assign, Block const& block,
                           Products<ProductCount> const& products, Sums<SumCount>& sums) const {
    if constexpr (sizeof...(Assigns) > 1) {
      if (static_cast<int>(A) < first || static_cast<int>(A) >= last) return;
    }
    double const contribution = assign.template perform<entries_at_once<Exec>>(block, products);
    if constexpr (Assign::reduction) {
      constexpr int number = sum_of(A);
      sums.value[number] += contribution;
    }
  }
};

/// Such a statement, as a host's products call it, on the entries of a pass without a product.
template <int SumCount>
struct WithoutProduct {
  mattis::detail::HostEpilogue<SumCount> const& take;

  Sums<SumCount> operator()(std::int64_t instance, std::int64_t row, int count) const {
    return take(instance, row, count, nullptr);
  }
};

}  // namespace mattis::expr::detail
