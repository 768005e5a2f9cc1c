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
      : Plan(exec, oriented(statement.assigns, batch_first(statement)), target) {}

  /// The same of assignments whose leaves know already which way their matrices lie.
  Plan(Exec const& exec, std::tuple<Assigns...> const& assigns, Target target)
      : extent_(index_space(assigns)),
        assigns_(make_assigns(exec, assigns, std::index_sequence_for<Assigns...>{})),
        contractions_(make_contractions(exec, assigns, target, Products{})),
        sums_(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::expr::sums"),
              static_cast<std::size_t>(extent_.instances), static_cast<std::size_t>(shape().tiles())) {
    prepare(exec, target, Products{});
  }

  /// What run() does, a line per pass over memory.
  std::vector<std::string> passes() const {
    std::vector<std::string> lines;
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
  void run(Exec const& exec) const { run(exec, Products{}, std::index_sequence_for<Assigns...>{}); }

 private:
  static constexpr int product_count = (Assigns::value_node::products + ... + 0);
  static constexpr int sum_count = (static_cast<int>(Assigns::reduction) + ... + 0);
  using Products = std::make_index_sequence<product_count>;
  using AssignTuple = std::tuple<Assigns...>;

  /// Number of the first contraction of assignment `assign`.
  static constexpr int first_product(std::size_t assign) {
    std::array<int, sizeof...(Assigns)> const counts{Assigns::value_node::products...};
    int first = 0;
    for (std::size_t i = 0; i < assign; ++i) first += counts[i];
    return first;
  }
  static auto contractions_of(AssignTuple const& assigns) {
    return std::apply([](auto const&... assign) { return std::tuple_cat(assign.value.contractions()...); }, assigns);
  }
  template <class Tuple>
  struct PlansOf;
  template <class... C>
  struct PlansOf<std::tuple<C...>> {
    using type = std::tuple<detail::ContractionPlan<Exec, C>...>;
  };
  using Contractions = typename PlansOf<decltype(contractions_of(std::declval<AssignTuple>()))>::type;

  /// Matrices: a row per instance, but a column per state where one set of patterns serves all.
  static bool batch_first(Statement<Assigns...> const& statement) {
    if constexpr (product_count > 0) {
      return std::get<0>(contractions_of(statement.assigns)).matrix.sets() > 1;
    } else {
      return true;
    }
  }
  static AssignTuple oriented(AssignTuple assigns, bool batch_first) {
    auto const orient = [batch_first](auto& assign) {
      assign.value.orient(batch_first);
      if constexpr (requires { assign.target.orient(true); }) assign.target.orient(batch_first);
    };
    std::apply([&](auto&... assign) { (orient(assign), ...); }, assigns);
    return assigns;
  }
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
    [[maybe_unused]] auto const nodes = contractions_of(assigns);
    return Contractions(std::tuple_element_t<J, Contractions>(exec, std::get<J>(nodes), extent_.instances, target)...);
  }

  template <std::size_t... J>
  void prepare([[maybe_unused]] Exec const& exec, [[maybe_unused]] Target target, std::index_sequence<J...>) {
    (..., (maker_[J] = last_equal<J>(Products{})));
    (..., prepare_contraction<J>(exec, target));
  }
  /// Which contraction makes the product of contraction J: the last one equal to it.
  template <std::size_t J, std::size_t... I>
  int last_equal(std::index_sequence<I...>) const {
    int last = static_cast<int>(J);
    (..., (same(std::get<I>(contractions_).node(), std::get<J>(contractions_).node()) ? void(last = static_cast<int>(I))
                                                                                      : void()));
    return last;
  }
  template <std::size_t J>
  void prepare_contraction(Exec const& exec, Target target) {
    if (maker_[J] != static_cast<int>(J)) return;
    auto& contraction = std::get<J>(contractions_);
    bool const last = J + 1 == product_count;
    bool const overwritten =
        last &&
        std::apply([&](auto const&... assign) { return (assign.writes_into(contraction.node().operand) || ...); },
                   assigns_);
    contraction.plan_operand(exec, overwritten, target);
    if (!last) contraction.keep(exec);
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

  template <std::size_t... J, std::size_t... A>
  void run(Exec const& exec, std::index_sequence<J...>, std::index_sequence<A...>) const {
    (..., (maker_[J] == static_cast<int>(J) && J + 1 < product_count ? std::get<J>(contractions_).run(exec) : void()));
    auto const statement =
        detail::TileStatement<Exec, product_count, sum_count,
                              decltype(std::get<A>(assigns_).template planned<first_product(A)>())...>{
            {std::get<A>(assigns_).template planned<first_product(A)>()...},
            {kept_by_maker(maker_[J], Products{})...},
            {maker_[J] == product_count - 1 ...}};
    if constexpr (product_count > 0) {
      std::get<product_count - 1>(contractions_).run(exec, statement, sums_);
    } else {
      mattis::detail::visit_tiles(exec, "mattis::expr::entries", shape(), statement, sums_);
    }
    (..., std::get<A>(assigns_).finish(exec));
    if constexpr (sum_count > 0) {
      detail::FinishSums<Exec, sum_count> finish{sums_, {}};
      int next = 0;
      auto const add_target = [&](auto const& assign) {
        if constexpr (std::remove_cvref_t<decltype(assign)>::reduction)
          finish.targets[next++] = assign.sum_target(extent_.length);
      };
      (..., add_target(std::get<A>(assigns_)));
      Kokkos::parallel_for("mattis::expr::sums",
                           Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>>(exec, 0, extent_.instances),
                           finish);
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
};

}  // namespace expr

/// The plan of a statement: it owns all workspace, and running it allocates nothing.
/// \throws Error when shapes do not fit
template <ExecutionSpace Exec, class... Assigns>
expr::Plan<Exec, Assigns...> plan(Exec const& exec, expr::Statement<Assigns...> const& statement,
                                  Target target = Target::best) {
  return {exec, statement, target};
}

}  // namespace mattis
