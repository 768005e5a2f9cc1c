// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Covariances over samples of an expression: `(lazy(C) = covariance(tanh(x))).run(exec)`.
#include <mattis/expr/plan.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/vector_width.hpp>

#include <optional>
#include <string>
#include <vector>

namespace mattis {
namespace expr {

/// Second moments over the entries of each pair of rows of an expression.
template <Node Value>
struct Covariance {
  Value value;
};

template <ExecutionSpace Exec, Node Value>
class CovarianceStatementPlan;

/// C = covariance of the rows of value.
template <Node Value, class Space>
struct [[nodiscard(
    "nothing runs until run(exec), or run() of its plan, is called")]] CovarianceStatement {
  KeptLeaf<double> target;
  Value value;

  /// Plans and runs, asynchronously on `exec`. In a loop make the plan once: plan(exec, statement).
  /// \throws Error when shapes do not fit, before anything runs
  template <ExecutionSpace Exec>
  void run(Exec const& exec, How const& how = {}) const {
    CovarianceStatementPlan<Exec, Value>(exec, *this, how).run(exec);
  }
};

/// On a host each block of samples is evaluated into the cache and multiplied there; on a device,
/// and where the target is portable, the expression is written to memory first. A plain View is
/// read where it is.
template <ExecutionSpace Exec, Node Value>
class [[nodiscard]] CovarianceStatementPlan {
 public:
  using T = typename Value::value_type;

  template <class Space>
  CovarianceStatementPlan(Exec const& exec, CovarianceStatement<Value, Space> const& statement,
                          How const& how = {})
      : value_(oriented(statement.value)),
        target_(statement.target),
        how_(how),
        C_(square(target_.entries, value_)),
        plan_(exec, value_.extent().instances, value_.extent().length, how, !in_place()) {
    static_assert(Value::products == 0,
                  "covariances are of elementwise expressions of (T, M) samples");
    static_assert(
        Kokkos::SpaceAccessibility<Exec, Space>::accessible && Value::template reachable<Exec>(),
        "the Views of a statement lie in memory that its execution space can reach");
    if (in_place() || runs_reference(how)) return;
    if (plan_.takes_source()) {
      source_ = block_source();
      return;
    }
    auto const extent = value_.extent();
    written_ = Array<T**, Exec>(
        Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::expr::samples"),
        static_cast<std::size_t>(extent.instances), static_cast<std::size_t>(extent.length));
    write_.emplace(
        exec, Tuple(Written{ViewLeaf<T, typename Exec::memory_space>::of(written_), value_}), how);
  }

  std::vector<std::string> passes() const {
    auto const extent = value_.extent();
    std::vector<std::string> lines;
    if (write_) lines = write_->passes();
    lines.push_back("covariance of " + to_text(extent.instances) + " rows over " +
                    to_text(extent.length) + " samples; reads " +
                    (write_ ? "the line above" : value_.text()));
    return lines;
  }

  /// Asynchronous on `exec`.
  void run(Exec const& exec) const {
    if (runs_reference(how_)) {
      auto const extent = value_.extent();
      reference::Matrix const rows{static_cast<int>(extent.instances),
                                   static_cast<int>(extent.length),
                                   detail::exact(exec, value_, extent)};
      mattis::detail::matrix_from_host(exec, reference::covariance(rows), C_);
      return;
    }
    if constexpr (is_leaf) {
      if (in_place()) {
        plan_.run(exec, value_.entries.data, C_);
        return;
      }
    }
    if (write_) {
      write_->run(exec);
      plan_.run(exec, written_.data(), C_);
    } else {
      plan_.run(exec, source_, C_);
    }
  }

 private:
  static constexpr bool is_leaf = requires(Value const& value) { value.entries; };
  using Written = EntryAssign<T, Value, typename Exec::memory_space>;

  static Value oriented(Value value) {
    value.orient(true);
    return value;
  }
  static Array<double**, Exec> square(Leaf<double> const& target, Value const& value) {
    Extent const extent = value.extent();
    auto const T_ = static_cast<std::size_t>(extent.instances);
    if (target.rows != extent.instances || target.columns != extent.instances)
      throw_unexpected(
          "C", "shape (" + to_text(extent.instances) + ", " + to_text(extent.instances) + ")",
          "(" + to_text(target.rows) + ", " + to_text(target.columns) + ")");
    bool const row_major =
        target.rows < 2 || (target.column_stride == 1 && target.row_stride == target.columns);
    if (!row_major)
      throw Error("C: expected a row-major View without gaps, got one with other strides");
    detail::Access access{{target.footprint()}, true, {}, {}};
    detail::add_reads(value, access);
    detail::check_places(access);
    for (auto const& places : access.read) {
      if (overlap(places.footprint, access.target.footprint))
        throw Error("C: expected memory apart from that of the samples, got an overlapping View");
    }
    return Array<double**, Exec>(target.data, T_, T_);
  }
  /// A View whose rows lie one behind the other needs no copy.
  bool in_place() const {
    if constexpr (is_leaf) {
      auto const& entries = value_.entries;
      return entries.column_stride == 1 &&
             (entries.rows < 2 || entries.row_stride == entries.columns);
    } else {
      return false;
    }
  }
  mattis::detail::RowSource<T> block_source() const {
    using Planned = decltype(value_.template planned<0>());
    return [read = detail::OperandPrologue<Exec, T, Planned>{value_.template planned<0>(),
                                                             set_of<Exec>(how_)},
            rows = value_.extent().instances, bytes = how_.vector_bytes()](
               int, std::int64_t first, int count, T* out, std::ptrdiff_t stride) {
      mattis::detail::run_with_vectors(bytes, [&] {
        for (std::int64_t t = 0; t < rows; ++t) read(t, first, count, out + t * stride);
      });
    };
  }

  Value value_;
  KeptLeaf<double> target_;
  How how_;
  Array<double**, Exec> C_;
  CovariancePlan<Exec, T> plan_;
  mattis::detail::RowSource<T> source_;
  Array<T**, Exec> written_;
  std::optional<Plan<Exec, Written>> write_;
};

}  // namespace expr

/// C(t,s) = (1/M) sum_i v(t,i) v(s,i) of an expression v over (T, M) samples, to be assigned to a
/// (T, T) View of double (C_phi of docs/models.md 1.2); error bound and bits as covariance() of a
/// View has them.
template <expr::Argument V>
auto covariance(V const& value) {
  auto node = expr::as_node<expr::CommonValue<V>>(value);
  return expr::Covariance<decltype(node)>{node};
}

/// The plan of such a statement: it owns all workspace, and running it allocates nothing.
/// \throws Error when shapes do not fit
template <ExecutionSpace Exec, expr::Node Value, class Space>
expr::CovarianceStatementPlan<Exec, Value> plan(
    Exec const& exec, expr::CovarianceStatement<Value, Space> const& statement,
    How const& how = {}) {
  return {exec, statement, how};
}

}  // namespace mattis
