// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/expr/plan.hpp>

#include <functional>
#include <memory>

namespace mattis::detail {

/// A planned statement behind one call, whose further arguments are a tail of Plan::run. Its
/// workspace is taken from `arena`.
template <class... Tail, ExecutionSpace Exec, class... Assigns>
std::function<void(Exec const&, Tail const&...)> planned(
    Exec const& exec, expr::Statement<Assigns...> const& statement, How const& how,
    Arena<Exec> const& arena) {
  auto const steps =
      std::make_shared<expr::Plan<Exec, Assigns...> const>(exec, statement, how, arena);
  return [steps](Exec const& on, Tail const&... tail) { steps->run(on, tail...); };
}

/// Two of them, the second after the first (expr/plan.hpp).
template <class... Tail, ExecutionSpace Exec, class... First, class... Assigns>
std::function<void(Exec const&, Tail const&...)> planned(Exec const& exec,
                                                         expr::Statement<First...> const& first,
                                                         expr::Statement<Assigns...> const& second,
                                                         How const& how, Arena<Exec> const& arena) {
  auto const steps =
      std::make_shared<expr::Plan<Exec, Assigns...> const>(exec, first, second, how, arena);
  return [steps](Exec const& on, Tail const&... tail) { steps->run(on, tail...); };
}

}  // namespace mattis::detail
