// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/node.hpp>

#include <memory>
#include <ranges>

namespace mattis::expr {

/// What a leaf without a View answers: it fits any index space, reads no memory and stands
/// anywhere.
struct LeafWithoutView {
  Tuple<> contractions() const { return {}; }
  Extent extent() const { return {}; }
  void orient(bool) {}
  bool instances_in_rows() const { return false; }
  template <class Visit>
  void visit_places(Visit const&, bool) const {}
  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return true;
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

/// A block of a View.
template <Real T>
struct LeafEntries {
  T const* from;
  std::int64_t stride;

  KOKKOS_FUNCTION T operator()(int r) const { return from[r * stride]; }
  KOKKOS_FUNCTION T const* side_by_side() const { return stride == 1 ? from : nullptr; }
};

/// What a kernel sees of a View of rank 1 or 2. With several instances, entry i of instance b is at
/// data[b * batch_stride + i * entry_stride].
template <Real T>
struct Leaf {
  using value_type = T;

  T* data = nullptr;
  std::int64_t rows = 1;  // extents and strides as the View has them; rank 1: one row
  std::int64_t columns = 0;
  std::int64_t row_stride = 0;
  std::int64_t column_stride = 1;
  bool turns = false;       // whether rows or columns are the instances is for the statement to say
  bool batch_first = true;  // rows are

  template <RealView View>
  static Leaf of(View const& view) {
    static_assert(View::rank() == 1 || View::rank() == 2,
                  "expressions are over vectors, or matrices of several");
    auto* const data =
        const_cast<T*>(view.data());  // only lazy(View) makes a leaf that is written to
    if constexpr (View::rank() == 1) {
      return {data,
              1,
              static_cast<std::int64_t>(view.extent(0)),
              0,
              static_cast<std::int64_t>(view.stride(0)),
              false,
              true};
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

  KOKKOS_FUNCTION Extent extent() const {
    return batch_first ? Extent{rows, columns} : Extent{columns, rows};
  }
  void orient(bool first) { batch_first = first || !turns; }
  Footprint footprint() const {
    Extent const space = extent();
    return {
        data, sizeof(T), 2, {space.instances, space.length}, {instance_stride(), entry_stride()}};
  }

  KOKKOS_FUNCTION T* entry(std::int64_t instance, std::int64_t i) const {
    return batch_first ? data + instance * row_stride + i * column_stride
                       : data + i * row_stride + instance * column_stride;
  }
  KOKKOS_FUNCTION std::int64_t entry_stride() const {
    return batch_first ? column_stride : row_stride;
  }
  KOKKOS_FUNCTION std::int64_t instance_stride() const {
    return batch_first ? row_stride : column_stride;
  }

  template <int Max, class Y>
  KOKKOS_FUNCTION LeafEntries<T> evaluate(Block const& block, Y const&) const {
    return {entry(block.instance, block.first), entry_stride()};
  }
};

/// Keeps the memory of a View for as long as it is needed. Null where it is not the View's to free.
template <class View>
std::shared_ptr<void const> keep(View const& view) {
  if (view.use_count() == 0) return nullptr;
  return std::make_shared<View const>(view);
}

/// The entries of a View that a statement writes or reads, and their memory.
template <Real T>
struct KeptLeaf {
  Leaf<T> entries;
  std::shared_ptr<void const> memory;
};

/// A View of rank 1 or 2 in an expression. Kernels are handed its entries alone, which count no
/// references.
template <Real T, class Space>
struct ViewLeaf : KeptLeaf<T> {
  using mattis_expression = void;
  using value_type = T;
  static constexpr bool scalar = false;
  static constexpr int products = 0;

  template <RealView View>
  static ViewLeaf of(View const& view) {
    return {{Leaf<T>::of(view), keep(view)}};
  }

  template <int J>
  Leaf<T> planned() const {
    return this->entries;
  }
  Tuple<> contractions() const { return {}; }
  Extent extent() const { return this->entries.extent(); }
  void orient(bool first) { this->entries.orient(first); }
  bool instances_in_rows() const { return false; }
  template <class Visit>
  void visit_places(Visit const& visit, bool contracted) const {
    visit(Places{this->entries.footprint()}, contracted);
  }
  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return Kokkos::SpaceAccessibility<Exec, Space>::accessible;
  }
  std::string text() const { return this->entries.rows == 1 ? "vector" : "matrix"; }
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

/// Anything that can stand in an expression: a node, a View of float or double, a number beside one
/// of these.
template <class A>
concept Lazy = Node<A> || RealView<std::remove_cvref_t<A>>;
template <class A>
concept Operand = Lazy<A> || std::is_arithmetic_v<std::remove_cvref_t<A>>;

/// What looks like an operand and is none: a View of other entries, a std::vector. Functions take
/// it, to say so in one line instead of in a list of what else they would have taken.
template <class A>
concept Mistaken =
    !Operand<A> &&
    (Kokkos::is_view_v<std::remove_cvref_t<A>> ||
     (std::ranges::contiguous_range<A const&> && !requires(A const& a) { a.shape(); }));
template <class A>
concept Argument = Lazy<A> || Mistaken<A>;
template <class A>
concept OperandArgument = Operand<A> || Mistaken<A>;

/// Numbers take the precision of what they stand beside.
template <Real T, OperandArgument A>
auto as_node(A const& a) {
  static_assert(Operand<A>,
                "an operand of an expression is a Kokkos::View of float or double, an expression, "
                "or a number beside "
                "one of these; of other arrays take a View of their memory");
  if constexpr (requires { a.leaf(); }) {
    return a.leaf();
  } else if constexpr (Node<A>) {
    return a;
  } else if constexpr (Operand<A> && RealView<A>) {
    return ViewLeaf<typename A::non_const_value_type, typename A::memory_space>::of(a);
  } else if constexpr (std::is_arithmetic_v<A>) {
    return Scalar<T>{{}, static_cast<T>(a)};
  } else {
    return Scalar<T>{};
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
using CommonValue = std::conditional_t<
    (std::is_same_v<typename OperandValue<std::remove_cvref_t<Args>>::type, double> || ...), double,
    float>;

}  // namespace mattis::expr
