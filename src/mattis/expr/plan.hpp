// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How a statement becomes passes over memory. Every contraction with patterns is one product; the last one hands its
// rows straight to the assignments, the others are kept; equal contractions are made once. What stands inside a
// contraction is read by its product, unless it holds a contraction itself or is about to be overwritten: then it is
// computed first.
#include <mattis/expr/detail/contraction_plan.hpp>
#include <mattis/expr/functions.hpp>
#include <mattis/expr/statement.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mattis {
namespace expr {

/// A statement with its workspace. Made once for a loop; run() allocates nothing.
template <ExecutionSpace Exec, class... Assigns>
class Plan {
 public:
  /// \throws Error when shapes do not fit
  Plan(Exec const& exec, Statement<Assigns...> const& statement, Target target = Target::best)
      : Plan(exec, statement.oriented().assigns, target) {}
  /// `first` and then `statement`. Where the last contraction of `statement` is over a function of what `first`
  /// contracts, that contraction is made once, and chunk by chunk where its rows are short.
  template <class... First>
  Plan(Exec const& exec, Statement<First...> const& first, Statement<Assigns...> const& statement,
       Target target = Target::best)
      : Plan(Unprepared{}, exec, statement.oriented().assigns, target) {
    if constexpr (may_share<First...>()) {
      if (shares(first.oriented(), statement)) {
        prepare(exec, target, first.oriented().assigns);
        return;
      }
    }
    prepare(exec, target, std::tuple<>{});
    auto const ahead = std::make_shared<Plan<Exec, First...> const>(exec, first, target);
    passes_ahead_ = ahead->passes();
    run_ahead_ = [ahead](Exec const& on) { ahead->run(on); };
  }
  /// Of a statement whose leaves know already which way their matrices lie.
  Plan(Exec const& exec, std::tuple<Assigns...> const& assigns, Target target)
      : Plan(Unprepared{}, exec, assigns, target) {
    prepare(exec, target, std::tuple<>{});
  }

  /// What run() does, a line per pass over memory.
  std::vector<std::string> passes() const {
    std::vector<std::string> lines = passes_ahead_;
    list_products(lines, Products{});
    if constexpr (product_count == 0) {
      lines.push_back(text(extent_) + " entries; " + results());
    } else {
      lines.back() += "; " + results();
    }
    std::apply([&](auto const&... assign) { (assign.list_pass(lines), ...); }, assigns_);
    if constexpr (sum_count > 0) lines.push_back("sums of " + to_text(shape().tiles()) + " tiles");
    return lines;
  }

  /// Asynchronous on `exec`.
  void run(Exec const& exec) const {
    if (run_ahead_) run_ahead_(exec);
    make_kept(exec, Products{});
    auto const statement = tile_statement(Products{}, AssignIndices{});
    if constexpr (product_count > 0) {
      std::get<product_count - 1>(contractions_).run(exec, statement, sums_);
    } else {
      mattis::detail::visit_tiles(exec, "mattis::expr::entries", shape(), statement, sums_);
    }
    finish(exec, AssignIndices{});
  }

  /// The first assignment's values as the operand of another product: to memory, before the plan runs, ..
  template <Real T>
  void write_first_to(Leaf<T> const& target) {
    std::get<0>(assigns_).write_to(target);
  }
  /// .. or chunk by chunk straight into it, where its shape and this one's allow.
  template <Real T>
  bool chains_to(SignProduct<Exec, T> const& outer) const {
    if constexpr (product_count > 0) {
      return one_product(Products{}) && std::get<product_count - 1>(contractions_).chains_to(outer);
    } else {
      return false;
    }
  }
  template <Real T>
  void chain(Exec const& exec, SignProduct<Exec, T> const& outer, SignMatrix<Exec> const& outer_matrix) const {
    if constexpr (product_count > 0) {
      std::get<product_count - 1>(contractions_)
          .chain(exec, tile_statement(Products{}, AssignIndices{}), sums_, outer, outer_matrix);
      finish(exec, AssignIndices{});
    }
  }

 private:
  static constexpr int product_count = (Assigns::value_node::products + ... + 0);
  static constexpr int sum_count = (static_cast<int>(Assigns::reduction) + ... + 0);
  using Products = std::make_index_sequence<product_count>;
  using AssignIndices = std::index_sequence_for<Assigns...>;
  using AssignTuple = std::tuple<Assigns...>;

  /// Number of the first contraction of assignment `assign`.
  static constexpr int first_product(std::size_t assign) {
    std::array<int, sizeof...(Assigns)> const counts{Assigns::value_node::products...};
    int first = 0;
    for (std::size_t i = 0; i < assign; ++i) first += counts[i];
    return first;
  }
  template <class Tuple>
  struct PlansOf;
  template <class... C>
  struct PlansOf<std::tuple<C...>> {
    using type = std::tuple<detail::ContractionPlan<Exec, C>...>;
  };
  using Contractions = typename PlansOf<typename Statement<Assigns...>::Contractions>::type;

  static Extent index_space(AssignTuple const& assigns) {
    Extent common;
    auto const widen = [&common](auto const& assign) {
      common = common_extent(common, assign.value.extent());
      if constexpr (requires { assign.head; }) {
        Extent const held = assign.target.extent();
        common = common_extent(common, {held.instances, assign.head ? 0 : held.length});
      }
    };
    std::apply([&](auto const&... assign) { (widen(assign), ...); }, assigns);
    return {common.instances == 0 ? 1 : common.instances, common.length};
  }

  mattis::detail::SignProductShape shape() const { return {extent_.length, 0, extent_.instances}; }

  template <std::size_t... A>
  auto make_assigns(Exec const& exec, AssignTuple const& assigns, std::index_sequence<A...>) const {
    return std::tuple<detail::AssignPlan<Exec, Assigns>...>(
        detail::AssignPlan<Exec, Assigns>(exec, std::get<A>(assigns), extent_, sizeof...(Assigns) == 1)...);
  }
  template <std::size_t... J>
  Contractions make_contractions([[maybe_unused]] Exec const& exec, AssignTuple const& assigns,
                                 [[maybe_unused]] Target target, std::index_sequence<J...>) const {
    [[maybe_unused]] auto const nodes = Statement<Assigns...>{assigns}.contractions();
    return Contractions(std::tuple_element_t<J, Contractions>(exec, std::get<J>(nodes), extent_.instances, target)...);
  }

  struct Unprepared {};
  /// Workspace and shapes; prepare() then says who makes what.
  Plan(Unprepared, Exec const& exec, std::tuple<Assigns...> const& assigns, Target target)
      : extent_(index_space(assigns)),
        assigns_(make_assigns(exec, assigns, AssignIndices{})),
        contractions_(make_contractions(exec, assigns, target, Products{})),
        sums_(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::expr::sums"),
              static_cast<std::size_t>(extent_.instances), static_cast<std::size_t>(shape().tiles())) {}

  /// Whether the types allow `first` to ride on the operand of the last contraction.
  template <class... First>
  static constexpr bool may_share() {
    if constexpr (product_count == 0) {
      return false;
    } else {
      using Outer = std::tuple_element_t<product_count - 1, typename Statement<Assigns...>::Contractions>;
      using Inner = decltype(std::declval<Outer>().operand.contractions());
      using Ridden = typename Statement<First...>::Contractions;
      if constexpr (std::tuple_size_v<Inner> == 0 || std::tuple_size_v<Ridden> == 0) {
        return false;
      } else {
        return []<class... C>(std::tuple<C...>*) {
          using Only = std::tuple_element_t<0, Inner>;
          return (std::is_same_v<C, Only> && ...);
        }(static_cast<decltype(std::tuple_cat(std::declval<Inner>(), std::declval<Ridden>()))*>(nullptr));
      }
    }
  }
  /// Whether both contract the same, and `statement` reads nothing that `first` writes.
  template <class First>
  static bool shares(First const& first, Statement<Assigns...> const& statement) {
    auto const outer = std::get<product_count - 1>(statement.contractions());
    auto const all = std::tuple_cat(outer.operand.contractions(), first.contractions());
    bool const one = std::apply([](auto const& a, auto const&... rest) { return (same(a, rest) && ...); }, all);
    auto const is_read = [&](Memory const& memory) {
      return std::apply([&](auto const&... assign) { return (assign.value.reads(memory) || ...); }, statement.assigns);
    };
    bool const apart =
        std::apply([&](auto const&... assign) { return !(is_read(assign.target_memory()) || ...); }, first.assigns);
    return one && apart;
  }

  template <class Riders>
  void prepare(Exec const& exec, Target target, Riders const& riders) {
    find_makers(Products{});
    prepare_contractions(exec, target, riders, Products{});
  }
  template <std::size_t... J>
  void find_makers(std::index_sequence<J...>) {
    (..., (maker_[J] = last_equal<J>(Products{})));
  }
  template <class Riders, std::size_t... J>
  void prepare_contractions([[maybe_unused]] Exec const& exec, [[maybe_unused]] Target target,
                            [[maybe_unused]] Riders const& riders, std::index_sequence<J...>) {
    (..., prepare_contraction<J>(exec, target, riders));
  }
  template <std::size_t... J>
  bool one_product(std::index_sequence<J...>) const {
    return ((maker_[J] == product_count - 1) && ...);
  }
  /// Which contraction makes the product of contraction J: the last one equal to it.
  template <std::size_t J, std::size_t... I>
  int last_equal(std::index_sequence<I...>) const {
    int last = static_cast<int>(J);
    (..., (same(std::get<I>(contractions_).node(), std::get<J>(contractions_).node()) ? void(last = static_cast<int>(I))
                                                                                      : void()));
    return last;
  }
  template <std::size_t J, class Riders>
  void prepare_contraction(Exec const& exec, Target target, Riders const& riders) {
    if (maker_[J] != static_cast<int>(J)) return;
    auto& contraction = std::get<J>(contractions_);
    constexpr bool last = J + 1 == product_count;
    bool const overwritten =
        last &&
        std::apply([&](auto const&... assign) { return (assign.writes_into(contraction.node().operand) || ...); },
                   assigns_);
    if constexpr (last) {
      contraction.plan_operand(exec, overwritten, target, riders);
    } else {
      contraction.plan_operand(exec, overwritten, target);
      contraction.keep(exec);
    }
  }

  template <std::size_t... J>
  void list_products([[maybe_unused]] std::vector<std::string>& lines, std::index_sequence<J...>) const {
    (..., (maker_[J] == static_cast<int>(J) ? std::get<J>(contractions_).list_passes(lines) : void()));
  }
  std::string results() const {
    std::string list;
    std::apply([&](auto const&... assign) { ((list += (list.empty() ? "" : ", ") + assign.text()), ...); }, assigns_);
    return "writes " + list;
  }

  template <std::size_t... J>
  void make_kept([[maybe_unused]] Exec const& exec, std::index_sequence<J...>) const {
    (..., (maker_[J] == static_cast<int>(J) && J + 1 < product_count ? std::get<J>(contractions_).run(exec) : void()));
  }
  template <std::size_t... J, std::size_t... A>
  auto tile_statement(std::index_sequence<J...>, std::index_sequence<A...>) const {
    return detail::TileStatement<Exec, product_count, sum_count,
                                 decltype(std::get<A>(assigns_).template planned<first_product(A)>())...>{
        {std::get<A>(assigns_).template planned<first_product(A)>()...},
        {kept_by_maker(maker_[J], Products{})...},
        {maker_[J] == product_count - 1 ...}};
  }
  /// What comes after the pass over the entries.
  template <std::size_t... A>
  void finish(Exec const& exec, std::index_sequence<A...>) const {
    (..., std::get<A>(assigns_).finish(exec));
    if constexpr (sum_count > 0) {
      detail::FinishSums<Exec, sum_count> finish{sums_, {}};
      int next = 0;
      auto const add_target = [&](auto const& assign) {
        if constexpr (std::remove_cvref_t<decltype(assign)>::reduction)
          finish.targets[next++] = assign.sum_target(extent_.length);
      };
      (..., add_target(std::get<A>(assigns_)));
      mattis::detail::for_entries(exec, "mattis::expr::sums",
                                  {extent_.instances, 5 + static_cast<double>(shape().tiles())}, finish);
    }
  }
  template <std::size_t... I>
  Array<double**, Exec> kept_by_maker(int maker, std::index_sequence<I...>) const {
    Array<double**, Exec> kept;
    (..., (maker == static_cast<int>(I) ? void(kept = std::get<I>(contractions_).kept()) : void()));
    return kept;
  }

  Extent extent_;
  std::tuple<detail::AssignPlan<Exec, Assigns>...> assigns_;
  Contractions contractions_;
  mattis::detail::TileSums<Exec, sum_count> sums_;
  int maker_[product_count > 0 ? product_count : 1] = {};
  std::function<void(Exec const&)> run_ahead_;
  std::vector<std::string> passes_ahead_;
};

}  // namespace expr

/// The plan of a statement: it owns all workspace, and running it allocates nothing.
/// \throws Error when shapes do not fit
template <ExecutionSpace Exec, class... Assigns>
expr::Plan<Exec, Assigns...> plan(Exec const& exec, expr::Statement<Assigns...> const& statement,
                                  Target target = Target::best) {
  return {exec, statement, target};
}

/// The plan of two statements, the second after the first. Where the second reads a function of an overlap (or a field)
/// that the first records, `plan(exec, total(E) = sum(pow(m, 2)), lazy(h) = field(xi, m))` with `m = overlap(xi, phi)`,
/// both products are one operation: the overlap is made once, and short patterns go from one product into the other
/// through the cache.
/// \throws Error when shapes do not fit
template <ExecutionSpace Exec, class... First, class... Assigns>
expr::Plan<Exec, Assigns...> plan(Exec const& exec, expr::Statement<First...> const& first,
                                  expr::Statement<Assigns...> const& second, Target target = Target::best) {
  return {exec, first, second, target};
}

}  // namespace mattis
