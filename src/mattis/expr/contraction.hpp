// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/expr/function.hpp>
#include <mattis/kernels/patterns.hpp>

namespace mattis {
namespace expr {

/// y = scale * A v with A the patterns in one orientation and v a node.
template <ExecutionSpace Exec, Node Operand>
struct Contraction {
  using mattis_expression = void;
  using value_type = typename Operand::value_type;
  static constexpr bool scalar = false;
  static constexpr int products = 1;

  SignMatrix<Exec> matrix;
  double scale;
  Operand operand;
  char const* name;  // "overlap" or "field"

  template <int J>
  Product<J, value_type> planned() const {
    return {};
  }
  Tuple<Contraction> contractions() const { return {*this}; }
  Extent extent() const {
    if (matrix.rows < 1)
      throw Error("patterns: expected a set of P patterns of N signs, got an empty one");
    auto const inner = common_extent(
        operand.extent(), {matrix.sets() > 1 ? matrix.sets() : any_extent, matrix.columns});
    return {inner.instances, matrix.rows};
  }
  void orient(bool batch_first) { operand.orient(batch_first); }
  bool instances_in_rows() const { return matrix.sets() > 1 || operand.instances_in_rows(); }
  template <class Visit>
  void visit_places(Visit const& visit, bool) const {
    operand.visit_places(visit, true);
  }
  template <ExecutionSpace On>
  static constexpr bool reachable() {
    return std::is_same_v<On, Exec> && Operand::template reachable<On>();
  }
  std::string text() const { return std::string(name) + "(" + operand.text() + ")"; }
};

/// Whether two contractions are the same product, so that one pass over the patterns serves both.
template <class A, class B>
bool same(A const& a, B const& b) {
  if constexpr (!std::is_same_v<A, B>) {
    return false;
  } else {
    return a.matrix.words.data() == b.matrix.words.data() && a.scale == b.scale &&
           same_operand(a.operand, b.operand);
  }
}

/// Leaves of the same memory; functions of the same leaves (a functor with state is never taken for
/// the same).
template <class T, class Space>
bool same_operand(ViewLeaf<T, Space> const& a, ViewLeaf<T, Space> const& b) {
  return same_places(a.entries.footprint(), b.entries.footprint());
}
template <class T>
bool same_operand(Scalar<T> const& a, Scalar<T> const& b) {
  return a.value == b.value;
}
template <class Exec, class Operand>
bool same_operand(Contraction<Exec, Operand> const& a, Contraction<Exec, Operand> const& b) {
  return same(a, b);
}
template <class F, class... Args>
bool same_operand(Apply<F, Args...> const& a, Apply<F, Args...> const& b);

template <class F, class... Args, std::size_t... I>
bool same_arguments(Apply<F, Args...> const& a, Apply<F, Args...> const& b,
                    std::index_sequence<I...>) {
  return (same_operand(get<I>(a.args), get<I>(b.args)) && ...);
}
template <class F, class... Args>
bool same_operand(Apply<F, Args...> const& a, Apply<F, Args...> const& b) {
  return std::is_empty_v<F> && same_arguments(a, b, std::index_sequence_for<Args...>{});
}

}  // namespace expr

/// m_mu = (1/N) sum_i xi^mu_i v_i of an expression v over the neurons, as an expression over the
/// patterns (docs/models.md 1.1). Views of rank 2: a column per state with one set of patterns, a
/// row per trial with several.
template <ExecutionSpace Exec, expr::Argument V>
auto overlap(PatternSet<Exec> const& xi, V const& v) {
  auto node = expr::as_node<expr::CommonValue<V>>(v);
  node.orient(xi.trials() > 1);
  return expr::Contraction<Exec, decltype(node)>{
      xi.by_pattern(), 1.0 / static_cast<double>(xi.neurons()), node, "overlap"};
}

/// h_i = sum_mu xi^mu_i v_mu of an expression v over the patterns, as an expression over the
/// neurons (docs/models.md 1.1).
template <ExecutionSpace Exec, expr::Argument V>
auto field(PatternSet<Exec> const& xi, V const& v) {
  auto node = expr::as_node<expr::CommonValue<V>>(v);
  node.orient(xi.trials() > 1);
  return expr::Contraction<Exec, decltype(node)>{xi.by_neuron(), 1.0, node, "field"};
}

}  // namespace mattis
