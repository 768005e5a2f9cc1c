// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One assignment of a statement: what it does in the pass over the entries, and after it.
#include <mattis/core/scratch.hpp>
#include <mattis/expr/detail/dependence.hpp>
#include <mattis/expr/detail/exact.hpp>
#include <mattis/expr/detail/finish_sums.hpp>
#include <mattis/expr/statement.hpp>
#include <mattis/kernels/detail/tiles.hpp>

#include <string>
#include <vector>

namespace mattis::expr::detail {

using mattis::Sums;
using mattis::detail::entries_at_once;

/// target(i) = value(i), contractions numbered.
template <Real T, class Value>
struct StoreEntries {
  static constexpr bool reduction = false;
  Leaf<T> target;
  Value value;
  std::int64_t origin = 0;  ///< the entry that the target begins with

  template <int Max, class Y>
  KOKKOS_FUNCTION double perform(Block const& block, Y const& products) const {
    std::int64_t const left = target.extent().length - (block.first - origin);
    int const count = left < block.count ? static_cast<int>(left > 0 ? left : 0) : block.count;
    T* const to = target.entry(block.instance, block.first - origin);
    std::int64_t const stride = target.entry_stride();
    if constexpr (Max > 1 && FunctionOfBlocks<Value, T>) {
      if (stride == 1 && Value::in_place) {
        Block kept = block;
        kept.count = count;
        value.template evaluate_to<Max>(kept, products, to);
        return 0;
      }
    }
    auto const entries = value.template evaluate<Max>(block, products);
    for (int r = 0; r < count; ++r) to[r * stride] = static_cast<T>(entries(r));
    return 0;
  }
};

/// The sum of value over a block, contractions numbered.
template <class Value>
struct SumEntries {
  static constexpr bool reduction = true;
  Value value;

  /// Interleaved partial sums: a fixed order, and no chain of dependent additions.
  template <int Max, class Y>
  KOKKOS_FUNCTION double perform(Block const& block, Y const& products) const {
    auto const entries = value.template evaluate<Max>(block, products);
    if constexpr (Max == 1) {
      return static_cast<double>(entries(0));
    } else {
      constexpr int parts = 32;
      double part[parts] = {};
      int r = 0;
      for (; r + parts <= block.count; r += parts) {
        for (int k = 0; k < parts; ++k) part[k] += static_cast<double>(entries(r + k));
      }
      for (int k = 0; r + k < block.count; ++k) part[k] += static_cast<double>(entries(r + k));
      for (int half = parts / 2; half > 0; half /= 2)
        for (int k = 0; k < half; ++k) part[k] += part[k + half];
      return part[0];
    }
  }
};

template <ExecutionSpace Exec, class Assign>
class AssignPlan;

template <ExecutionSpace Exec, Real T, Node Value, class Space>
class AssignPlan<Exec, EntryAssign<T, Value, Space>> {
 public:
  static constexpr bool reduction = false;

  AssignPlan(mattis::detail::Arena<Exec> const& arena, EntryAssign<T, Value, Space> const& assign,
             Extent const& extent)
      : target_(assign.target),
        value_(assign.value),
        access_{assign.target_places(), false, {}, {}} {
    Extent const held = target_.extent();
    bool const fits = assign.head ? held.length <= extent.length : held.length == extent.length;
    if (held.instances != extent.instances || !fits)
      throw_unexpected("target", "shape " + expr::text(extent), expr::text(held));
    add_reads(value_, access_);
    if (assign.later) return;
    check_places(access_);
    if (!reads_elsewhere(access_.read, access_.target)) return;
    // Blocks would overwrite what others still read: the values wait until all are there.
    access_.late = true;
    waiting_ =
        arena.template take<Array<T**, Exec>>("mattis::expr::waiting", held.instances, held.length);
  }

  template <int J>
  auto planned() const {
    return StoreEntries<T, decltype(value_.template planned<J>())>{
        waits() ? Leaf<T>::of(waiting_) : target_.entries, value_.template planned<J>()};
  }
  bool waits() const { return access_.late; }
  Access const& access() const { return access_; }
  void write_to(Leaf<T> const& target) { target_.entries = target; }
  std::string text() const { return value_.text(); }
  void list_pass(std::vector<std::string>& lines) const {
    if (waits()) lines.push_back("copy to the target, which overlaps an operand");
  }

  void finish(Exec const& exec) const {
    if (!waits()) return;
    mattis::detail::for_entries(exec, "mattis::expr::write",
                                {static_cast<std::int64_t>(waiting_.size()), 2},
                                CopyBack{waiting_, target_.entries});
  }

  /// All of it, on Target::reference.
  void run_exact(Exec const& exec, Extent const& space) const {
    write_exact(exec, exact(exec, value_, space), space, target_.entries);
  }

  /// Public, because nvcc names what a kernel runs in the host code that it generates.
  struct CopyBack {
    Array<T**, Exec> from;
    Leaf<T> to;
    KOKKOS_FUNCTION void operator()(std::int64_t i) const {
      auto const length = static_cast<std::int64_t>(from.extent(1));
      *to.entry(i / length, i % length) = from(i / length, i % length);
    }
  };

 private:
  ViewLeaf<T, Space> target_;
  Value value_;
  Access access_;
  Array<T**, Exec> waiting_;
};

template <ExecutionSpace Exec, Node Value, class Space>
class AssignPlan<Exec, SumAssign<Value, Space>> {
 public:
  static constexpr bool reduction = true;

  AssignPlan(mattis::detail::Arena<Exec> const&, SumAssign<Value, Space> const& assign,
             Extent const& extent)
      : assign_(assign), access_{assign.target_places(), true, {}, {}} {
    if (assign.target.instances != extent.instances) {
      throw_unexpected("total", "one entry for each of " + to_text(extent.instances) + " instances",
                       to_text(assign.target.instances));
    }
    if (assign.mean && extent.length == 0) throw_unexpected("mean", "at least one entry", "none");
    add_reads(assign_.value, access_);
    check_places(access_);
  }

  template <int J>
  auto planned() const {
    return SumEntries<decltype(assign_.value.template planned<J>())>{
        assign_.value.template planned<J>()};
  }
  Access const& access() const { return access_; }

  std::string text() const {
    return (assign_.mean ? "mean(" : "sum(") + assign_.value.text() + ")";
  }
  void list_pass(std::vector<std::string>&) const {}
  void finish(Exec const&) const {}
  /// All of it, on Target::reference.
  void run_exact(Exec const& exec, Extent const& space) const {
    auto sums = exact_sums(exact(exec, assign_.value, space), space);
    double const factor = sum_target(space.length).factor;
    for (double& sum : sums) sum *= factor;
    auto const& to = assign_.target;
    mattis::detail::from_host(
        exec, sums,
        mattis::detail::StridedEntries<double>{to.data, 1, {to.instances}, {to.stride}});
  }
  SumTarget sum_target(std::int64_t length) const {
    return {assign_.target.data, assign_.target.stride,
            assign_.mean ? 1.0 / static_cast<double>(length) : 1.0};
  }

 private:
  SumAssign<Value, Space> assign_;
  Access access_;
};

}  // namespace mattis::expr::detail
