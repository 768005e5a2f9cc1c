// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/node.hpp>

#include <functional>

namespace mattis::expr {

/// A stretch of memory.
struct Memory {
  void const* begin = nullptr;
  void const* end = nullptr;

  bool overlaps(Memory const& other) const {
    std::less<void const*> const before;
    return before(begin, other.end) && before(other.begin, end);
  }
};

/// What a leaf without a View answers: it fits any index space and is in no memory.
struct LeafWithoutView {
  std::tuple<> contractions() const { return {}; }
  Extent extent() const { return {}; }
  void orient(bool) {}
  bool overlaps(Memory const&) const { return false; }
  bool reads(Memory const&) const { return false; }
  template <class Target>
  bool conflicts(Target const&) const {
    return false;
  }
};

/// A number.
template <Real T>
struct Scalar : LeafWithoutView {
  using mattis_expression = void;
  using value_type = T;
  static constexpr bool scalar = true;
  static constexpr int products = 0;

  T value;

  template <int J>
  Scalar planned() const {
    return *this;
  }
  std::string text() const { return to_text(static_cast<double>(value)); }

  template <int Max, class Y>
  KOKKOS_FUNCTION auto evaluate(Block const&, Y const&) const {
    return [number = value](int) { return number; };
  }
};

/// A View of rank 1 or 2. With several instances, entry i of instance b is at data[b * batch_stride + i *
/// entry_stride].
template <Real T>
struct Leaf {
  using mattis_expression = void;
  using value_type = T;
  static constexpr bool scalar = false;
  static constexpr int products = 0;

  T* data = nullptr;
  std::int64_t rows = 1;  // extents and strides as the View has them; rank 1: one row
  std::int64_t columns = 0;
  std::int64_t row_stride = 0;
  std::int64_t column_stride = 1;
  bool turns = false;       // whether rows or columns are the instances is for the statement to say
  bool batch_first = true;  // rows are

  template <RealView View>
  static Leaf of(View const& view) {
    static_assert(View::rank() == 1 || View::rank() == 2, "expressions are over vectors, or matrices of several");
    auto* const data = const_cast<T*>(view.data());  // only lazy(View) makes a leaf that is written to
    if constexpr (View::rank() == 1) {
      return {data,  1,   static_cast<std::int64_t>(view.extent(0)), 0, static_cast<std::int64_t>(view.stride(0)),
              false, true};
    } else {
      return {data,
              static_cast<std::int64_t>(view.extent(0)),
              static_cast<std::int64_t>(view.extent(1)),
              static_cast<std::int64_t>(view.stride(0)),
              static_cast<std::int64_t>(view.stride(1)),
              true,
              true};
    }
  }

  template <int J>
  Leaf planned() const {
    return *this;
  }
  std::tuple<> contractions() const { return {}; }
  KOKKOS_FUNCTION Extent extent() const { return batch_first ? Extent{rows, columns} : Extent{columns, rows}; }
  void orient(bool first) { batch_first = first || !turns; }
  Memory memory() const {
    if (data == nullptr || rows * columns == 0) return {};
    return {data, data + (rows - 1) * row_stride + (columns - 1) * column_stride + 1};
  }
  bool overlaps(Memory const& other) const { return memory().overlaps(other); }
  bool reads(Memory const& other) const { return overlaps(other); }
  /// Whether an entry may be another entry of the target: blocks then must not write what others still read.
  template <class Target>
  bool conflicts(Target const& target) const {
    bool const same_entries = static_cast<void const*>(data) == target.data && row_stride == target.row_stride &&
                              column_stride == target.column_stride && batch_first == target.batch_first;
    return !same_entries && overlaps(target.memory());
  }
  std::string text() const { return rows == 1 ? "vector" : "matrix"; }

  KOKKOS_FUNCTION T* entry(std::int64_t instance, std::int64_t i) const {
    return batch_first ? data + instance * row_stride + i * column_stride
                       : data + i * row_stride + instance * column_stride;
  }
  KOKKOS_FUNCTION std::int64_t entry_stride() const { return batch_first ? column_stride : row_stride; }

  template <int Max, class Y>
  KOKKOS_FUNCTION auto evaluate(Block const& block, Y const&) const {
    return [from = entry(block.instance, block.first), stride = entry_stride()](int r) { return from[r * stride]; };
  }
};

/// The result of contraction J, once the plan has numbered it.
template <int J, Real T>
struct Product {
  using value_type = T;

  template <int Max, class Y>
  KOKKOS_FUNCTION auto evaluate(Block const&, Y const& products) const {
    return [y = products.y[J]](int r) { return static_cast<T>(y[r]); };
  }
};

/// Anything that can stand in an expression: a node, a View of float or double, a number beside one of these.
template <class A>
concept Lazy = Node<A> || RealView<std::remove_cvref_t<A>>;
template <class A>
concept Operand = Lazy<A> || std::is_arithmetic_v<std::remove_cvref_t<A>>;

/// Numbers take the precision of what they stand beside.
template <Real T, Operand A>
auto as_node(A const& a) {
  if constexpr (requires { a.leaf(); }) {
    return a.leaf();
  } else if constexpr (Node<A>) {
    return a;
  } else if constexpr (std::is_arithmetic_v<A>) {
    return Scalar<T>{{}, static_cast<T>(a)};
  } else {
    return Leaf<typename A::non_const_value_type>::of(a);
  }
}

template <class A>
struct OperandValue {
  using type = void;
};
template <Node A>
struct OperandValue<A> {
  using type = typename A::value_type;
};
template <RealView A>
struct OperandValue<A> {
  using type = typename A::non_const_value_type;
};

/// double where an operand is double, else float; numbers do not count.
template <class... Args>
using CommonValue =
    std::conditional_t<(std::is_same_v<typename OperandValue<std::remove_cvref_t<Args>>::type, double> || ...), double,
                       float>;

}  // namespace mattis::expr
