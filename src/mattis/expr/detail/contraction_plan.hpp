// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/contraction.hpp>
#include <mattis/expr/detail/tile_statement.hpp>
#include <mattis/kernels/sign_product.hpp>

#include <memory>

namespace mattis::expr::detail {

/// Reads a contraction's operand block by block.
template <ExecutionSpace Exec, Real T, class Planned>
struct OperandPrologue {
  Planned operand;

  KOKKOS_FUNCTION void operator()(std::int64_t instance, std::int64_t first, int n, T* values) const {
    constexpr int most = entries_at_once<Exec>;
    for (int done = 0; done < n; done += most) {
      Block const block{instance, first + done, n - done < most ? n - done : most};
      auto const entries = operand.template evaluate<most>(block, Products<0>{});
      for (int r = 0; r < block.count; ++r) values[done + r] = static_cast<T>(entries(r));
    }
  }
};

/// Keeps the products in an array of double.
template <ExecutionSpace Exec>
struct KeepProducts {
  Array<double**, Exec> result;

  KOKKOS_FUNCTION Sums<0> operator()(std::int64_t instance, std::int64_t row, int count, double const* y) const {
    for (int r = 0; r < count; ++r) result(instance, row + r) = y[r];
    return {};
  }
};

/// Scales the products before anything sees them.
template <ExecutionSpace Exec, class Epilogue>
struct ScaledEpilogue {
  Epilogue epilogue;
  double scale;

  KOKKOS_FUNCTION auto operator()(std::int64_t instance, std::int64_t row, int count, double const* y) const {
    double scaled[entries_at_once<Exec>];
    for (int r = 0; r < count; ++r) scaled[r] = scale * y[r];
    return epilogue(instance, row, count, scaled);
  }
};

template <ExecutionSpace Exec, class C>
class ContractionPlan;

/// One contraction of a statement: its product, and what its operand needs to be there first.
template <ExecutionSpace Exec, Node Operand>
class ContractionPlan<Exec, Contraction<Exec, Operand>> {
 public:
  using T = typename Operand::value_type;

  ContractionPlan(Exec const& exec, Contraction<Exec, Operand> const& node, std::int64_t instances, Target target)
      : node_(node), instances_(instances), product_(exec, node.matrix.rows, node.matrix.columns, instances, target) {}

  Contraction<Exec, Operand> const& node() const { return node_; }
  Array<double**, Exec> const& kept() const { return kept_; }

  /// The operand is computed beforehand when it holds contractions itself, or when it is about to be overwritten.
  void plan_operand(Exec const& exec, bool overwritten, Target target) {
    if (Operand::products == 0 && !overwritten) return;
    operand_ = allocate<T>(exec, "mattis::expr::operand", node_.matrix.columns);
    std::tuple const assign(EntryAssign<T, Operand>{Leaf<T>::of(operand_), node_.operand});
    operand_plan_ = std::make_shared<OperandPlan>(exec, assign, target);
  }

  /// The product is needed later than the statement's last one: it is kept.
  void keep(Exec const& exec) {
    kept_ = allocate<double>(exec, "mattis::expr::product", node_.matrix.rows);
    kept_sums_ = mattis::detail::TileSums<Exec, 0>(
        Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::expr::product_sums"),
        static_cast<std::size_t>(instances_), static_cast<std::size_t>(SignProduct<Exec, T>::tiles(node_.matrix.rows)));
  }

  void list_passes(std::vector<std::string>& lines) const {
    if (operand_plan_) {
      for (auto const& line : operand_plan_->passes()) lines.push_back(line);
    }
    lines.push_back(std::string(node_.name) + " with " + to_text(node_.matrix.rows) + " x " +
                    to_text(node_.matrix.columns) + " signs; reads " +
                    (operand_plan_ ? "the line above" : node_.operand.text()) + (kept_.size() > 0 ? "; kept" : ""));
  }

  /// Makes the product and keeps it.
  void run(Exec const& exec) const { run(exec, KeepProducts<Exec>{kept_}, kept_sums_); }

  /// Makes the product; its entries go to the statement.
  template <class Epilogue, int Count>
  void run(Exec const& exec, Epilogue const& epilogue, mattis::detail::TileSums<Exec, Count> const& sums) const {
    ScaledEpilogue<Exec, Epilogue> const scaled{epilogue, node_.scale};
    if (operand_plan_) {
      operand_plan_->run(exec);
      product_.run(exec, node_.matrix, OperandPrologue<Exec, T, Leaf<T>>{Leaf<T>::of(operand_)}, scaled, sums);
    } else if constexpr (Operand::products == 0) {
      using Planned = decltype(node_.operand.template planned<0>());
      product_.run(exec, node_.matrix, OperandPrologue<Exec, T, Planned>{node_.operand.template planned<0>()}, scaled,
                   sums);
    }
  }

 private:
  using OperandPlan = Plan<Exec, EntryAssign<T, Operand>>;

  template <Real U>
  Array<U**, Exec> allocate(Exec const& exec, char const* label, std::int64_t length) const {
    return Array<U**, Exec>(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, std::string(label)),
                            static_cast<std::size_t>(instances_), static_cast<std::size_t>(length));
  }

  Contraction<Exec, Operand> node_;
  std::int64_t instances_;
  SignProduct<Exec, T> product_;
  Array<T**, Exec> operand_;
  std::shared_ptr<OperandPlan const> operand_plan_;
  Array<double**, Exec> kept_;
  mattis::detail::TileSums<Exec, 0> kept_sums_;
};

}  // namespace mattis::expr::detail
