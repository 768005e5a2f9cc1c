// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/contraction.hpp>
#include <mattis/expr/detail/dependence.hpp>
#include <mattis/expr/detail/finish_sums.hpp>
#include <mattis/expr/detail/tile_statement.hpp>
#include <mattis/kernels/sign_product.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace mattis::expr::detail {

/// Reads a contraction's operand block by block.
template <ExecutionSpace Exec, Real T, class Planned>
struct OperandPrologue {
  Planned operand;
  lanes::InstructionSet const* set;

  KOKKOS_FUNCTION void operator()(std::int64_t instance, std::int64_t first, int n,
                                  T* values) const {
    constexpr int most = entries_at_once<Exec>;
    if (T const* const from = in_place(instance, first); from != nullptr) {
      for (int i = 0; i < n; ++i) values[i] = from[i];
      return;
    }
    for (int done = 0; done < n; done += most) {
      Block const block{instance, first + done, n - done < most ? n - done : most, set};
      auto const entries = operand.template evaluate<most>(block, Products<0>{});
      for (int r = 0; r < block.count; ++r) values[done + r] = static_cast<T>(entries(r));
    }
  }

  /// Where the values stand already: evaluating what is only read is a fifth of a product of 200 x
  /// 20, copying it a twentieth (Zen 4).
  KOKKOS_FUNCTION T const* in_place(std::int64_t instance, std::int64_t first) const {
    if constexpr (std::is_same_v<Planned, Leaf<T>>)
      if (operand.entry_stride() == 1) return operand.entry(instance, first);
    return nullptr;
  }
};

/// Keeps the products in an array of double.
template <ExecutionSpace Exec>
struct KeepProducts {
  Array<double**, Exec> result;

  KOKKOS_FUNCTION Sums<0> operator()(std::int64_t instance, std::int64_t row, int count,
                                     double const* y) const {
    for (int r = 0; r < count; ++r) result(instance, row + r) = y[r];
    return {};
  }
};

template <ExecutionSpace Exec, class C>
class ContractionPlan;

/// One contraction of a statement: its product, and what its operand needs to be there first.
template <ExecutionSpace Exec, Node Operand>
class ContractionPlan<Exec, Contraction<Exec, Operand>> {
 public:
  using T = typename Operand::value_type;
  using Product = SignProduct<Exec, T>;

  ContractionPlan(Exec const& exec, Contraction<Exec, Operand> const& node, std::int64_t instances,
                  How const& how, mattis::detail::Arena<Exec> const& arena)
      : node_(node),
        instances_(instances),
        set_(set_of<Exec>(how)),
        product_(exec, node.matrix.rows, node.matrix.columns, instances, how, arena) {
    add_reads(node.operand, access_);
  }

  Contraction<Exec, Operand> const& node() const { return node_; }
  /// Whether the operand, read while rows are finished, has an entry in what is written then.
  bool reads(Places const& target) const {
    return std::any_of(access_.read.begin(), access_.read.end(), [&](Places const& places) {
      return overlap(places.footprint, target.footprint);
    });
  }
  Array<double**, Exec> const& kept() const { return kept_; }

  /// The operand is computed beforehand when it holds contractions itself, or when it is about to
  /// be overwritten. With `riders`, assignments over the operand's index space that are made in the
  /// same pass.
  template <class... Riders>
  void plan_operand(Exec const& exec, bool overwritten, How const& how,
                    mattis::detail::Arena<Exec> const& arena, Tuple<Riders...> const& riders = {}) {
    if (Operand::products == 0 && !overwritten) return;
    using ToOperand = EntryAssign<T, Operand, typename Exec::memory_space>;
    using OperandPlan = Plan<Exec, ToOperand, Riders...>;
    Leaf<T> const whole{nullptr, instances_, node_.matrix.columns, node_.matrix.columns, 1};
    ToOperand const to_operand{{{whole, nullptr}}, node_.operand, false, true};
    auto const plan =
        std::make_shared<OperandPlan>(exec, tuple_cat(Tuple(to_operand), riders), how, arena);
    chained_ = plan->chains_to(product_);
    if (!chained_) {
      operand_ = arena.template take<Array<T**, Exec>>("mattis::expr::operand", instances_,
                                                       node_.matrix.columns);
      plan->write_first_to(Leaf<T>::of(operand_));
    } else {  // more patterns and other choices would not: what is needed never falls with either
      arena.reserve(static_cast<std::size_t>(instances_ * node_.matrix.columns) * sizeof(T));
    }
    operand_passes_ = plan->passes();
    make_operand_ = [plan, chained = chained_](Exec const& on, Product const& product,
                                               SignMatrix<Exec> const& matrix,
                                               OpenSums<Exec>& open) {
      chained ? plan->chain(on, product, matrix, open) : plan->run_passes(on, open);
    };
  }

  /// The product is needed later than the statement's last one: it is kept.
  void keep(mattis::detail::Arena<Exec> const& arena) {
    kept_ = arena.template take<Array<double**, Exec>>("mattis::expr::product", instances_,
                                                       node_.matrix.rows);
    kept_sums_ = arena.template take<mattis::detail::TileSums<Exec, 0>>(
        "mattis::expr::product_sums", instances_, Product::tiles(node_.matrix.rows));
  }

  void list_passes(std::vector<std::string>& lines) const {
    for (auto const& line : operand_passes_) lines.push_back(line);
    lines.push_back(std::string(node_.name) + " with " + to_text(node_.matrix.rows) + " x " +
                    to_text(node_.matrix.columns) + " signs; reads " +
                    (!make_operand_ ? node_.operand.text()
                     : chained_     ? "the line above in chunks, from the cache"
                                    : "the line above") +
                    (kept_.size() > 0 ? "; kept" : ""));
  }

  /// Makes the product and keeps it. Sums of the operand's pass are left open.
  void run(Exec const& exec, OpenSums<Exec>& open) const {
    run(exec, KeepProducts<Exec>{kept_}, kept_sums_, open);
  }

  /// Makes the product; its entries go to the statement.
  template <class Epilogue, int Count>
  void run(Exec const& exec, Epilogue const& epilogue,
           mattis::detail::TileSums<Exec, Count> const& sums, OpenSums<Exec>& open) const {
    if (make_operand_) make_operand_(exec, product_, node_.matrix, open);
    if (chained_) {
      product_.finish(exec, node_.scale, epilogue, sums);
    } else if (make_operand_) {
      product_.run(exec, node_.matrix, node_.scale,
                   OperandPrologue<Exec, T, Leaf<T>>{Leaf<T>::of(operand_), set_}, epilogue, sums);
    } else if constexpr (Operand::products == 0) {
      product_.run(exec, node_.matrix, node_.scale, prologue(), epilogue, sums);
    }
  }

  /// Whether the rows of this product can be the operand of `outer` chunk by chunk.
  bool chains_to(Product const& outer) const {
    return Operand::products == 0 && !make_operand_ && product_.chains_to(outer);
  }
  template <class Statement, int Count>
  void chain(Exec const& exec, Statement const& statement,
             mattis::detail::TileSums<Exec, Count> const& sums, Product const& outer,
             SignMatrix<Exec> const& outer_matrix) const {
    if constexpr (Operand::products == 0)
      product_.chain(exec, node_.matrix, node_.scale, prologue(), statement, sums, outer,
                     outer_matrix);
  }

 private:
  auto prologue() const {
    using Planned = decltype(node_.operand.template planned<0>());
    return OperandPrologue<Exec, T, Planned>{node_.operand.template planned<0>(), set_};
  }

  Contraction<Exec, Operand> node_;
  std::int64_t instances_;
  lanes::InstructionSet const* set_;
  Access access_;  // of the operand
  Product product_;
  Array<T**, Exec> operand_;
  std::function<void(Exec const&, Product const&, SignMatrix<Exec> const&, OpenSums<Exec>&)>
      make_operand_;
  std::vector<std::string> operand_passes_;
  bool chained_ = false;  // the operand goes from the cache into the product
  Array<double**, Exec> kept_;
  mattis::detail::TileSums<Exec, 0> kept_sums_;
};

}  // namespace mattis::expr::detail
