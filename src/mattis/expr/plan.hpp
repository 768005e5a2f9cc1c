// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How a statement becomes passes over memory. Assignments share a pass unless one needs another to
// be complete (detail/dependence.hpp). Of a pass every contraction with patterns is one product;
// the last one hands its rows straight to the assignments, the others are kept; equal contractions
// are made once. What stands inside a contraction is read by its product, unless it holds a
// contraction itself or is about to be overwritten: then it is computed first.
#include <mattis/expr/detail/contraction_plan.hpp>
#include <mattis/expr/detail/statement_types.hpp>
#include <mattis/expr/functions.hpp>
#include <mattis/expr/statement.hpp>

#include <algorithm>
#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mattis {
namespace expr {

/// A statement with its workspace. Made once for a loop; run() allocates nothing. It keeps the
/// memory of the Views that it reads and writes. Runs of one plan share its workspace: one at a
/// time, on one instance or fenced in between. It cannot be copied, which would share it unseen.
template <ExecutionSpace Exec, class... Assigns>
class [[nodiscard]] Plan {
  static_assert((Assigns::template reachable<Exec>() && ...),
                "the Views of a statement lie in memory that its execution space can reach, and "
                "its patterns were made "
                "for that space");

 public:
  using Arena = mattis::detail::Arena<Exec>;

  /// \throws Error when shapes do not fit
  Plan(Exec const& exec, Statement<Assigns...> const& statement, How const& how = {})
      : Plan(exec, statement, how, Arena(exec)) {}
  /// With its workspace from `arena`.
  Plan(Exec const& exec, Statement<Assigns...> const& statement, How const& how, Arena const& arena)
      : Plan(exec, statement.oriented().assigns, how, arena) {}
  /// `first` and then `statement`. Where the last contraction of `statement` is over a function of
  /// what `first` contracts, that contraction is made once, and chunk by chunk where its rows are
  /// short.
  template <class... First>
  Plan(Exec const& exec, Statement<First...> const& first, Statement<Assigns...> const& statement,
       How const& how = {})
      : Plan(exec, first, statement, how, Arena(exec)) {}
  template <class... First>
  Plan(Exec const& exec, Statement<First...> const& first, Statement<Assigns...> const& statement,
       How const& how, Arena const& arena)
      : Plan(Unprepared{}, exec, statement.oriented().assigns, how, arena) {
    if constexpr (Types::template may_share<First...>()) {
      if (!runs_reference(how) && shares(first.oriented(), statement.oriented())) {
        prepare(exec, how, arena, first.oriented().assigns);
        return;
      }
    }
    prepare(exec, how, arena, Tuple<>{});
    auto const ahead = std::make_shared<Plan<Exec, First...> const>(exec, first, how, arena);
    passes_ahead_ = ahead->passes();
    run_ahead_ = [ahead](Exec const& on) { ahead->run(on); };
  }
  /// Of a statement whose leaves know already which way their matrices lie.
  Plan(Exec const& exec, Tuple<Assigns...> const& assigns, How const& how)
      : Plan(exec, assigns, how, Arena(exec)) {}
  Plan(Exec const& exec, Tuple<Assigns...> const& assigns, How const& how, Arena const& arena)
      : Plan(Unprepared{}, exec, assigns, how, arena) {
    prepare(exec, how, arena, Tuple<>{});
  }

  Plan(Plan const&) = delete;
  Plan& operator=(Plan const&) = delete;
  Plan(Plan&&) = default;
  Plan& operator=(Plan&&) = default;
  ~Plan() = default;

  /// What run() does, a line per pass over memory.
  std::vector<std::string> passes() const {
    std::vector<std::string> lines = passes_ahead_;
    if (runs_reference(how_)) {
      list_exact(lines, AssignIndices{});
      return lines;
    }
    for (auto const& pass : passes_) {
      list_products(pass, lines, Products{});
      if (pass.fused < 0) {
        lines.push_back(text(extent_) + " entries; " + results(pass, AssignIndices{}));
      } else {
        lines.back() += "; " + results(pass, AssignIndices{});
      }
      list_rest(pass, lines, AssignIndices{});
    }
    return lines;
  }

  /// Asynchronous on `exec`.
  void run(Exec const& exec) const {
    detail::OpenSums<Exec> open;
    run_passes(exec, open);
    open.finish(exec, extent_.instances);
  }
  /// And then tail(instance) for each instance, by a thread of `exec`: in the launch that finishes
  /// the sums, which are written when it is called, as are all entries.
  template <std::invocable<std::int64_t> Tail>
  void run(Exec const& exec, Tail const& tail) const {
    detail::OpenSums<Exec> open;
    run_passes(exec, open);
    if (extent_.instances > 0) open.finish(exec, extent_.instances, tail);
  }

  /// The first assignment's values as the operand of another product: to memory, before the plan
  /// runs, ..
  template <Real T>
  void write_first_to(Leaf<T> const& target) {
    get<0>(assigns_).write_to(target);
  }
  /// .. or chunk by chunk straight into it, where its shape and this one's allow.
  template <Real T>
  bool chains_to(SignProduct<Exec, T> const& outer) const {
    if constexpr (product_count > 0) {
      return passes_.size() == 1 && one_product(Products{}) &&
             get<product_count - 1>(contractions_).chains_to(outer);
    } else {
      return false;
    }
  }
  template <Real T>
  void chain(Exec const& exec, SignProduct<Exec, T> const& outer,
             SignMatrix<Exec> const& outer_matrix, detail::OpenSums<Exec>& open) const {
    if constexpr (product_count > 0) {
      get<product_count - 1>(contractions_)
          .chain(exec, tile_statement(passes_[0], Products{}, AssignIndices{}), sums_, outer,
                 outer_matrix);
      finish(exec, passes_[0], open, AssignIndices{});
    }
  }
  /// All but the sums of the last pass, which are left open.
  void run_passes(Exec const& exec, detail::OpenSums<Exec>& open) const {
    if (run_ahead_) run_ahead_(exec);
    if (extent_.instances == 0) return;
    if (runs_reference(how_)) {
      run_exact(exec, AssignIndices{});
      return;
    }
    for (auto const& pass : passes_) {
      open.finish(exec, extent_.instances);  // which this pass may read
      make_kept(exec, pass, open, Products{});
      visit(exec, pass, tile_statement(pass, Products{}, AssignIndices{}), open, Products{});
      finish(exec, pass, open, AssignIndices{});
    }
  }

 private:
  using Types = detail::StatementTypes<Assigns...>;
  static constexpr int product_count = Types::product_count;
  static constexpr int sum_count = Types::sum_count;
  using Products = std::make_index_sequence<product_count>;
  using AssignIndices = std::index_sequence_for<Assigns...>;
  using AssignTuple = Tuple<Assigns...>;

  /// Assignments first .. last - 1, made together.
  struct Pass {
    int first, last;
    int fused;  // the contraction whose rows go straight to them, or -1

    bool makes(std::size_t assign) const {
      return first <= static_cast<int>(assign) && static_cast<int>(assign) < last;
    }
    bool contracts(int product) const {
      return Types::first_product(static_cast<std::size_t>(first)) <= product &&
             product < Types::first_product(static_cast<std::size_t>(last));
    }
  };

  template <class Tuple>
  struct PlansOf;
  template <class... C>
  struct PlansOf<Tuple<C...>> {
    using type = Tuple<detail::ContractionPlan<Exec, C>...>;
  };
  using Contractions = typename PlansOf<typename Statement<Assigns...>::Contractions>::type;

  mattis::detail::SignProductShape shape() const { return {extent_.length, 0, extent_.instances}; }

  template <std::size_t... A>
  auto make_assigns(Arena const& arena, AssignTuple const& assigns,
                    std::index_sequence<A...>) const {
    return Tuple<detail::AssignPlan<Exec, Assigns>...>{
        detail::AssignPlan<Exec, Assigns>(arena, get<A>(assigns), extent_)...};
  }
  template <std::size_t... J>
  Contractions make_contractions([[maybe_unused]] Exec const& exec, AssignTuple const& assigns,
                                 [[maybe_unused]] How const& how,
                                 [[maybe_unused]] Arena const& arena,
                                 std::index_sequence<J...>) const {
    [[maybe_unused]] auto const nodes = Statement<Assigns...>{assigns}.contractions();
    return Contractions{std::tuple_element_t<J, Contractions>(exec, get<J>(nodes),
                                                              extent_.instances, how, arena)...};
  }

  struct Unprepared {};
  /// Workspace and shapes; prepare() then says who makes what.
  Plan(Unprepared, Exec const& exec, Tuple<Assigns...> const& assigns, How const& how,
       Arena const& arena)
      : how_(how),
        extent_(detail::index_space(assigns)),
        assigns_(make_assigns(arena, assigns, AssignIndices{})),
        contractions_(make_contractions(exec, assigns, how, arena, Products{})),
        sums_(arena.template take<mattis::detail::TileSums<Exec, sum_count>>(
            "mattis::expr::sums", extent_.instances, shape().tiles())) {}

  /// Whether both contract the same, `statement` is one pass, and it reads and writes nothing that
  /// `first` writes.
  template <class First>
  bool shares(First const& first, Statement<Assigns...> const& statement) const {
    auto const outer = get<product_count - 1>(statement.contractions());
    auto const all = tuple_cat(outer.operand.contractions(), first.contractions());
    bool const one =
        apply([](auto const& a, auto const&... rest) { return (same(a, rest) && ...); }, all);
    bool apart = true;
    auto const keep_apart = [&](auto const& writes) {
      auto const check = [&](Places const& other, bool) {
        apart = apart && !overlap(other.footprint, writes.target_places().footprint);
      };
      apply(
          [&](auto const&... later) {
        (later.value.visit_places(check, false), ...);
        (check(later.target_places(), false), ...);
          },
          statement.assigns);
    };
    apply([&](auto const&... assign) { (keep_apart(assign), ...); }, first.assigns);
    return one && apart && first_of_passes(AssignIndices{}).size() == 1;
  }

  template <std::size_t... A>
  std::vector<std::size_t> first_of_passes(std::index_sequence<A...>) const {
    return detail::first_of_passes({&get<A>(assigns_).access()...});
  }

  template <std::size_t... A>
  void run_exact(Exec const& exec, std::index_sequence<A...>) const {
    (..., get<A>(assigns_).run_exact(exec, extent_));
  }
  template <std::size_t... A>
  void list_exact(std::vector<std::string>& lines, std::index_sequence<A...>) const {
    (..., lines.push_back(text(extent_) + " entries on the host, node by node in double; writes " +
                          get<A>(assigns_).text()));
  }

  template <class Riders>
  void prepare(Exec const& exec, How const& how, Arena const& arena, Riders const& riders) {
    if (runs_reference(how)) return;
    auto const first = first_of_passes(AssignIndices{});
    for (std::size_t p = 0; p < first.size(); ++p) {
      std::size_t const end = p + 1 < first.size() ? first[p + 1] : sizeof...(Assigns);
      int const products = Types::first_product(end) - Types::first_product(first[p]);
      passes_.push_back({static_cast<int>(first[p]), static_cast<int>(end),
                         products > 0 ? Types::first_product(end) - 1 : -1});
    }
    find_makers(Products{});
    prepare_contractions(exec, how, arena, riders, Products{});
  }
  template <std::size_t... J>
  void find_makers(std::index_sequence<J...>) {
    (..., (maker_[J] = last_equal<J>(Products{})));
  }
  template <class Riders, std::size_t... J>
  void prepare_contractions([[maybe_unused]] Exec const& exec, [[maybe_unused]] How const& how,
                            [[maybe_unused]] Arena const& arena,
                            [[maybe_unused]] Riders const& riders, std::index_sequence<J...>) {
    (..., prepare_contraction<J>(exec, how, arena, riders));
  }
  template <std::size_t... J>
  bool one_product(std::index_sequence<J...>) const {
    return ((maker_[J] == product_count - 1) && ...);
  }
  Pass const& pass_of(int product) const {
    return *std::find_if(passes_.begin(), passes_.end(),
                         [&](Pass const& pass) { return pass.contracts(product); });
  }
  /// Which contraction makes the product of contraction J: the last one of its pass that is equal
  /// to it.
  template <std::size_t J, std::size_t... I>
  int last_equal(std::index_sequence<I...>) const {
    int last = static_cast<int>(J);
    Pass const& pass = pass_of(last);
    (..., (pass.contracts(I) && same(get<I>(contractions_).node(), get<J>(contractions_).node())
               ? void(last = static_cast<int>(I))
               : void()));
    return last;
  }
  template <std::size_t J, class Riders>
  void prepare_contraction(Exec const& exec, How const& how, Arena const& arena,
                           Riders const& riders) {
    if (maker_[J] != static_cast<int>(J)) return;
    auto& contraction = get<J>(contractions_);
    Pass const& pass = pass_of(static_cast<int>(J));
    constexpr bool last = J + 1 == product_count;
    bool const fused = pass.fused == static_cast<int>(J);
    bool const overwritten = fused && writes_into(pass, contraction, AssignIndices{});
    if constexpr (last) {
      contraction.plan_operand(exec, overwritten, how, arena, riders);
    } else {
      contraction.plan_operand(exec, overwritten, how, arena);
    }
    if (!fused) contraction.keep(arena);
  }
  /// Whether the entries of the pass go to places that a contraction reads.
  template <class C, std::size_t... A>
  bool writes_into(Pass const& pass, C const& contraction, std::index_sequence<A...>) const {
    return ((pass.makes(A) && !std::tuple_element_t<A, AssignTuple>::reduction &&
             contraction.reads(get<A>(assigns_).access().target)) ||
            ...);
  }

  template <std::size_t... J>
  void list_products(Pass const& pass, [[maybe_unused]] std::vector<std::string>& lines,
                     std::index_sequence<J...>) const {
    (..., (pass.contracts(J) && maker_[J] == static_cast<int>(J)
               ? get<J>(contractions_).list_passes(lines)
               : void()));
  }
  template <std::size_t... A>
  std::string results(Pass const& pass, std::index_sequence<A...>) const {
    std::string list;
    (...,
     (pass.makes(A) ? void(list += (list.empty() ? "" : ", ") + get<A>(assigns_).text()) : void()));
    return "writes " + list;
  }
  template <std::size_t... A>
  void list_rest(Pass const& pass, std::vector<std::string>& lines,
                 std::index_sequence<A...>) const {
    (..., (pass.makes(A) ? get<A>(assigns_).list_pass(lines) : void()));
    bool const sums = ((pass.makes(A) && std::tuple_element_t<A, AssignTuple>::reduction) || ...);
    if (sums) lines.push_back("sums of " + to_text(shape().tiles()) + " tiles");
  }

  template <std::size_t... J>
  void make_kept([[maybe_unused]] Exec const& exec, [[maybe_unused]] Pass const& pass,
                 [[maybe_unused]] detail::OpenSums<Exec>& open, std::index_sequence<J...>) const {
    (...,
     (pass.contracts(J) && maker_[J] == static_cast<int>(J) && pass.fused != static_cast<int>(J)
          ? get<J>(contractions_).run(exec, open)
          : void()));
  }
  template <std::size_t... J, std::size_t... A>
  auto tile_statement(Pass const& pass, std::index_sequence<J...>,
                      std::index_sequence<A...>) const {
    return detail::TileStatement<
        Exec, product_count, sum_count,
        decltype(get<A>(assigns_).template planned<Types::first_product(A)>())...>{
        {get<A>(assigns_).template planned<Types::first_product(A)>()...},
        {kept_by_maker(maker_[J], Products{})...},
        {!pass.contracts(J) ||
         maker_[J] == pass.fused...},  // what other passes contract is not looked at
        pass.first,
        pass.last,
        set_of<Exec>(how_)};
  }

  /// The pass over the entries.
  template <class Tiles, std::size_t... J>
  void visit(Exec const& exec, Pass const& pass, Tiles const& statement,
             [[maybe_unused]] detail::OpenSums<Exec>& open, std::index_sequence<J...>) const {
    (..., visit_fused<J>(exec, pass, statement, open));
    if constexpr (Types::may_contract_nothing()) {
      if (pass.fused < 0 && extent_.length > 0) visit_entries(exec, statement);
    }
  }
  template <std::size_t J, class Tiles>
  void visit_fused(Exec const& exec, Pass const& pass, Tiles const& statement,
                   detail::OpenSums<Exec>& open) const {
    if constexpr (Types::may_be_fused(static_cast<int>(J))) {
      if (pass.fused == static_cast<int>(J))
        get<J>(contractions_).run(exec, statement, sums_, open);
    }
  }
  template <class Tiles>
  void visit_entries(Exec const& exec, Tiles const& statement) const {
    if constexpr (is_host_execution_space<Exec> && product_count > 0) {
      // The copies of the statement that its products call anyway.
      mattis::detail::HostEpilogue<sum_count> const take(how_.vector_bytes(), statement);
      mattis::detail::visit_tiles(exec, "mattis::expr::entries", shape(),
                                  detail::WithoutProduct<sum_count>{take}, sums_, how_);
    } else {
      mattis::detail::visit_tiles(exec, "mattis::expr::entries", shape(), statement, sums_, how_);
    }
  }

  /// What comes after the pass over the entries.
  template <std::size_t... A>
  void finish(Exec const& exec, Pass const& pass, detail::OpenSums<Exec>& open,
              std::index_sequence<A...>) const {
    (..., (pass.makes(A) ? get<A>(assigns_).finish(exec) : void()));
    [[maybe_unused]] int next = 0;
    auto const leave_open = [&](auto const& assign, bool made) {
      if constexpr (std::remove_cvref_t<decltype(assign)>::reduction) {
        if (made) open.add(exec, sums_, next, assign.sum_target(extent_.length));
        ++next;
      }
    };
    (..., leave_open(get<A>(assigns_), pass.makes(A)));
  }
  template <std::size_t... I>
  Array<double**, Exec> kept_by_maker(int maker, std::index_sequence<I...>) const {
    Array<double**, Exec> kept;
    (..., (maker == static_cast<int>(I) ? void(kept = get<I>(contractions_).kept()) : void()));
    return kept;
  }

  How how_;
  Extent extent_;
  Tuple<detail::AssignPlan<Exec, Assigns>...> assigns_;
  Contractions contractions_;
  mattis::detail::TileSums<Exec, sum_count> sums_;
  std::vector<Pass> passes_;
  int maker_[product_count > 0 ? product_count : 1] = {};
  std::function<void(Exec const&)> run_ahead_;
  std::vector<std::string> passes_ahead_;
};

}  // namespace expr

/// The plan of a statement: it owns all workspace, and running it allocates nothing.
/// \throws Error when shapes do not fit
template <ExecutionSpace Exec, class... Assigns>
expr::Plan<Exec, Assigns...> plan(Exec const& exec, expr::Statement<Assigns...> const& statement,
                                  How const& how = {}) {
  return {exec, statement, how};
}

/// The plan of two statements, the second after the first. Where the second reads a function of an
/// overlap (or a field) that the first records, `plan(exec, total(E) = sum(pow(m, 2)), lazy(h) =
/// field(xi, m))` with `m = overlap(xi, phi)`, both products are one operation: the overlap is made
/// once, and short patterns go from one product into the other through the cache. \throws Error
/// when shapes do not fit
template <ExecutionSpace Exec, class... First, class... Assigns>
expr::Plan<Exec, Assigns...> plan(Exec const& exec, expr::Statement<First...> const& first,
                                  expr::Statement<Assigns...> const& second, How const& how = {}) {
  return {exec, first, second, how};
}

}  // namespace mattis
