// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/covariance.hpp>
#include <mattis/expr/plan.hpp>

#include <string>
#include <vector>

namespace mattis {
namespace expr::detail {

/// The space a statement's patterns live in; the default one where it has none.
template <class Contractions>
struct SpaceOf {
  using type = Kokkos::DefaultExecutionSpace;
};
template <ExecutionSpace Exec, Node Operand, class... Others>
struct SpaceOf<Tuple<Contraction<Exec, Operand>, Others...>> {
  using type = Exec;
};

inline std::string numbered(std::vector<std::string> const& passes) {
  std::string text;
  int number = 0;
  for (auto const& pass : passes) text += to_text(++number) + ". " + pass + "\n";
  return text;
}

}  // namespace expr::detail

/// The passes over memory that a statement makes, a line each:
///
///     1. overlap with 2000 x 20000 signs; reads tanh(vector); writes pow(overlap(tanh(vector)))
///     2. field with 20000 x 2000 signs; reads the line above; writes add(multiply(0.9, vector),
///     ..)
///
/// Plans the statement on `exec` to tell (the plan's workspace is allocated and freed), runs
/// nothing. \throws Error when shapes do not fit
template <ExecutionSpace Exec, class... Assigns>
std::string explain(Exec const& exec, expr::Statement<Assigns...> const& statement) {
  return expr::detail::numbered(plan(exec, statement).passes());
}
template <ExecutionSpace Exec, expr::Node Value, class Space>
std::string explain(Exec const& exec, expr::CovarianceStatement<Value, Space> const& statement) {
  return expr::detail::numbered(plan(exec, statement).passes());
}

/// The same of two statements that are planned together.
template <ExecutionSpace Exec, class... First, class... Assigns>
std::string explain(Exec const& exec, expr::Statement<First...> const& first,
                    expr::Statement<Assigns...> const& second) {
  return expr::detail::numbered(plan(exec, first, second).passes());
}

/// The same on the default instance of the space that the patterns are for, or of the default
/// space.
template <class... Assigns>
std::string explain(expr::Statement<Assigns...> const& statement) {
  using Exec =
      typename expr::detail::SpaceOf<typename expr::Statement<Assigns...>::Contractions>::type;
  return explain(Exec{}, statement);
}
template <class... First, class... Assigns>
std::string explain(expr::Statement<First...> const& first,
                    expr::Statement<Assigns...> const& second) {
  using Exec =
      typename expr::detail::SpaceOf<typename expr::Statement<Assigns...>::Contractions>::type;
  return explain(Exec{}, first, second);
}
template <expr::Node Value, class Space>
std::string explain(expr::CovarianceStatement<Value, Space> const& statement) {
  return explain(Kokkos::DefaultExecutionSpace{}, statement);
}

}  // namespace mattis
