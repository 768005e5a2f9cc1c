// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Statements: what an expression is assigned to. They run when run(exec) is called, or through a
// plan (expr/plan.hpp).
#include <mattis/expr/leaf.hpp>

namespace mattis {
namespace expr {

template <ExecutionSpace Exec, class... Assigns>
class Plan;

template <Node Value>
struct Covariance;
template <Node Value, class Space>
struct CovarianceStatement;

// expr/effective_neuron.hpp
template <SampleNode Value, class Space>
struct SampleMean;
template <SampleNode Row, class Space>
struct SampleCovariance;
template <class... Parts>
struct SweepStatement;

/// Assignments over one index space in the order written: each sees what those before it wrote, and
/// runs as if alone. They share one pass where that makes no difference.
template <class... Assigns>
struct [[nodiscard("nothing runs until run(exec), or run() of its plan, is called")]] Statement {
  Tuple<Assigns...> assigns;

  using Contractions = decltype(tuple_cat(std::declval<Assigns>().value.contractions()...));

  Contractions contractions() const {
    return apply([](auto const&... assign) { return tuple_cat(assign.value.contractions()...); },
                 assigns);
  }
  /// The same with matrices read as a row per instance, or as a column.
  Statement oriented(bool batch_first) const {
    auto const orient = [batch_first](auto& assign) {
      assign.value.orient(batch_first);
      if constexpr (requires { assign.target.orient(true); }) assign.target.orient(batch_first);
    };
    Statement statement = *this;
    apply([&](auto&... assign) { (orient(assign), ...); }, statement.assigns);
    return statement;
  }
  /// Matrices: a row per instance, but a column per state where one set of patterns serves all.
  Statement oriented() const {
    if constexpr (std::tuple_size_v < Contractions >> 0) {
      return oriented(
          apply([](auto const&... contraction) { return (contraction.instances_in_rows() || ...); },
                contractions()));
    } else {
      return oriented(true);
    }
  }

  /// Plans and runs, asynchronously on `exec`. In a loop make the plan once: plan(exec, statement).
  /// \throws Error when shapes do not fit, before anything runs
  template <ExecutionSpace Exec>
  void run(Exec const& exec, How const& how = {}) const {
    Plan<Exec, Assigns...>(exec, *this, how).run(exec);
  }
};

/// target(i) = value(i) for every entry i of the target; the value may have more (see head()).
template <Real T, Node Value, class Space>
struct EntryAssign {
  static constexpr bool reduction = false;
  using value_node = Value;

  ViewLeaf<T, Space> target;
  Value value;
  bool head = false;  // the value may have more entries
  bool later =
      false;  // the plan says later where the target lies: in memory of its own, or nowhere

  Places target_places() const { return {target.entries.footprint()}; }
  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return ViewLeaf<T, Space>::template reachable<Exec>() && Value::template reachable<Exec>();
  }
};

/// One double, or one per instance, and their memory.
struct Results {
  double* data;
  std::int64_t stride;     // between the results of two instances
  std::int64_t instances;  // results that there are
  std::shared_ptr<void const> memory;

  Footprint footprint() const { return {data, sizeof(double), 1, {instances}, {stride}}; }
};

/// target = factor * sum of value over the entries of each instance; divided by their number for a
/// mean.
template <Node Value, class Space>
struct SumAssign {
  static constexpr bool reduction = true;
  using value_node = Value;

  Results target;
  Value value;
  bool mean;

  Places target_places() const { return {target.footprint(), false}; }
  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return Kokkos::SpaceAccessibility<Exec, Space>::accessible && Value::template reachable<Exec>();
  }
};

/// The sum or mean of an expression over its entries, to be assigned to a View of double.
template <Node Value>
struct Reduction {
  Value value;
  bool mean;
};

/// The first entries of a vector as a target.
template <Real T, class Space>
struct Head {
  ViewLeaf<T, Space> target;

  template <OperandArgument V>
  auto operator=(V const& value) const {
    auto node = as_node<T>(value);
    using Assign = EntryAssign<T, decltype(node), Space>;
    return Statement<Assign>{{Assign{target, node, true}}};
  }
};

/// A View that can be assigned to. In an expression it is the View.
template <Real T, class Space>
class Variable {
 public:
  using mattis_expression = void;
  using value_type = T;

  explicit Variable(ViewLeaf<T, Space> const& leaf) : leaf_(leaf) {}
  Variable(Variable const&) = default;

  ViewLeaf<T, Space> const& leaf() const { return leaf_; }

  template <OperandArgument V>
  auto operator=(V const& value) const {
    static_assert(
        !SampleNode<V>,
        "samples of an effective neuron are in no memory: assign their means or covariances");
    return assigned(as_node<T>(value));
  }
  /// Of covariance(value), expr/covariance.hpp.
  template <Node V>
  auto operator=(Covariance<V> const& covariance) const {
    static_assert(std::is_same_v<T, double>, "covariances are accumulated in double");
    if constexpr (SampleNode<V>) {
      return SweepStatement<SampleCovariance<V, Space>>{
          {SampleCovariance<V, Space>{leaf_, covariance.value}}};
    } else {
      return CovarianceStatement<V, Space>{leaf_, covariance.value};
    }
  }
  /// Of mean(value) or sum(value) over the samples of an effective neuron.
  template <SampleNode V>
  auto operator=(Reduction<V> const& reduction) const {
    static_assert(std::is_same_v<T, double>, "means are accumulated in double");
    return SweepStatement<SampleMean<V, Space>>{
        {SampleMean<V, Space>{{}, leaf_, reduction.value, reduction.mean}}};
  }
  /// Of response(phi, eta) over those samples.
  template <class R>
  requires requires(R const& response, ViewLeaf<T, Space> const& leaf) {
    response.assigned_to(leaf);
  }
  auto operator=(R const& response) const { return response.assigned_to(leaf_); }
  auto operator=(Variable const& value) const { return assigned(value.leaf_); }

 private:
  template <Node Value>
  Statement<EntryAssign<T, Value, Space>> assigned(Value const& value) const {
    return {{EntryAssign<T, Value, Space>{leaf_, value}}};
  }

  ViewLeaf<T, Space> leaf_;
};

/// What a sum or a mean can be assigned to.
template <class Space>
struct Total {
  Results results;

  template <Node Value>
  auto operator=(Reduction<Value> const& reduction) const {
    if constexpr (SampleNode<Value>) {
      KeptLeaf<double> const target{{results.data, 1, results.instances, 0, results.stride},
                                    results.memory};
      return SweepStatement<SampleMean<Value, Space>>{
          {SampleMean<Value, Space>{{}, target, reduction.value, reduction.mean}}};
    } else {
      return Statement<SumAssign<Value, Space>>{
          {SumAssign<Value, Space>{results, reduction.value, reduction.mean}}};
    }
  }
};

}  // namespace expr

namespace expr {

/// What can be handed to lazy(), lazy_rows() and head(): any View or array, to say in one line what
/// it should be.
template <class V>
concept TargetArgument = Kokkos::is_view_v<V> || Mistaken<V>;

template <class V>
constexpr bool is_target() {
  if constexpr (RealView<V>) {
    return !std::is_const_v<typename V::value_type>;
  } else {
    return false;
  }
}

/// The leaf of a View that is assigned to.
template <class V>
auto target_leaf(V const& view) {
  static_assert(is_target<V>(),
                "what a statement assigns to is a Kokkos::View of float or double that is not "
                "const; a const View stands "
                "in an expression as it is");
  if constexpr (is_target<V>()) {
    return ViewLeaf<typename V::value_type, typename V::memory_space>::of(view);
  } else {
    return ViewLeaf<double, Kokkos::HostSpace>{};
  }
}

}  // namespace expr

/// A View that statements assign to: `auto x = lazy(view); (x = (1 - dt) * x + dt * h).run(exec);`
template <expr::TargetArgument View>
auto lazy(View const& view) {
  return expr::Variable(expr::target_leaf(view));
}

/// A matrix whose rows are instances, also where one set of patterns would make them its columns:
/// trials, be it one.
template <expr::TargetArgument View>
auto lazy_rows(View const& view) {
  auto leaf = expr::target_leaf(view);
  if constexpr (expr::is_target<View>())
    static_assert(View::rank() == 2, "lazy_rows() takes a matrix of instances");
  leaf.entries.turns = false;
  return expr::Variable(leaf);
}

/// The first entries of a longer result, as many as the View has: `head(m) = overlap(xi, phi)`
/// keeps the first overlaps.
template <Real T, class Space>
auto head(expr::Variable<T, Space> const& variable) {
  return expr::Head<T, Space>{variable.leaf()};
}

template <expr::TargetArgument View>
auto head(View const& view) {
  return mattis::head(lazy(view));
}

/// Where sums and means go: a View of double of rank 0, or of rank 1 with an entry per instance.
template <class View>
requires(Kokkos::is_view_v<View>) auto total(View const& view) {
  static_assert(std::is_same_v<typename View::value_type, double> && View::rank() <= 1,
                "sums and means go to a View of double that is not const, of rank 0 or with an "
                "entry per instance");
  std::int64_t stride = 0;
  std::int64_t instances = 1;
  if constexpr (View::rank() == 1) {
    stride = static_cast<std::int64_t>(view.stride(0));
    instances = static_cast<std::int64_t>(view.extent(0));
  }
  using Sums = expr::Total<typename View::memory_space>;
  if constexpr (std::is_same_v<typename View::value_type, double>) {
    return Sums{{view.data(), stride, instances, expr::keep(view)}};
  } else {
    return Sums{};
  }
}

/// Sum over the entries of a vector, in double and in a fixed tree. Of a matrix: of each instance.
template <expr::Argument V>
auto sum(V const& value) {
  auto node = expr::as_node<expr::CommonValue<V>>(value);
  return expr::Reduction<decltype(node)>{node, false};
}

/// Mean over the entries of a vector; of a matrix (T, M): of each row; of the rows of an effective
/// neuron: over its samples.
template <expr::Argument V>
auto mean(V const& value) {
  auto node = expr::as_node<expr::CommonValue<V>>(value);
  return expr::Reduction<decltype(node)>{node, true};
}

/// Several assignments in the order written, in one pass over memory where none of them needs
/// another to be complete.
template <class... A>
auto together(expr::Statement<A>... statements) {
  return expr::Statement<A...>{tuple_cat(statements.assigns...)};
}

}  // namespace mattis
