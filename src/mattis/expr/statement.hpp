// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Statements: what an expression is assigned to. They run when run(exec) is called, or through a plan (expr/plan.hpp).
#include <mattis/expr/leaf.hpp>

namespace mattis {
namespace expr {

template <ExecutionSpace Exec, class... Assigns>
class Plan;

template <Node Value>
struct Covariance;
template <Node Value>
struct CovarianceStatement;

// expr/effective_neuron.hpp
template <SampleNode Value>
struct SampleMean;
template <SampleNode Row>
struct SampleCovariance;
template <class... Parts>
struct SweepStatement;

/// Assignments over one index space, evaluated in one pass in the order written: each sees what those before it wrote.
template <class... Assigns>
struct Statement {
  std::tuple<Assigns...> assigns;

  using Contractions = decltype(std::tuple_cat(std::declval<Assigns>().value.contractions()...));

  Contractions contractions() const {
    return std::apply([](auto const&... assign) { return std::tuple_cat(assign.value.contractions()...); }, assigns);
  }
  /// The same with matrices read as a row per instance, or as a column.
  Statement oriented(bool batch_first) const {
    auto const orient = [batch_first](auto& assign) {
      assign.value.orient(batch_first);
      if constexpr (requires { assign.target.orient(true); }) assign.target.orient(batch_first);
    };
    Statement statement = *this;
    std::apply([&](auto&... assign) { (orient(assign), ...); }, statement.assigns);
    return statement;
  }
  /// Matrices: a row per instance, but a column per state where one set of patterns serves all.
  Statement oriented() const {
    if constexpr (std::tuple_size_v < Contractions >> 0) {
      return oriented(std::get<0>(contractions()).matrix.sets() > 1);
    } else {
      return oriented(true);
    }
  }

  /// Plans and runs, asynchronously on `exec`. In a loop make the plan once: plan(exec, statement).
  /// \throws Error when shapes do not fit, before anything runs
  template <ExecutionSpace Exec>
  void run(Exec const& exec) const {
    Plan<Exec, Assigns...>(exec, *this).run(exec);
  }
};

/// target(i) = value(i) for every entry i of the target; the value may have more (see head()).
template <Real T, Node Value>
struct EntryAssign {
  static constexpr bool reduction = false;
  using value_node = Value;

  Leaf<T> target;
  Value value;
  bool head = false;  // the value may have more entries

  Memory target_memory() const { return target.memory(); }
};

/// target = factor * sum of value over the entries of each instance; divided by their number for a mean.
template <Node Value>
struct SumAssign {
  static constexpr bool reduction = true;
  using value_node = Value;

  double* target;
  std::int64_t stride;     // between the results of two instances
  std::int64_t instances;  // results that the target holds
  Value value;
  bool mean;

  Memory target_memory() const {
    return instances == 0 ? Memory{} : Memory{target, target + (instances - 1) * stride + 1};
  }
};

/// The sum or mean of an expression over its entries, to be assigned to a View of double.
template <Node Value>
struct Reduction {
  Value value;
  bool mean;
};

/// The first entries of a vector as a target.
template <Real T>
struct Head {
  Leaf<T> target;

  template <Operand V>
  auto operator=(V const& value) const {
    auto node = as_node<T>(value);
    return Statement<EntryAssign<T, decltype(node)>>{{EntryAssign<T, decltype(node)>{target, node, true}}};
  }
};

/// A View that can be assigned to. In an expression it is the View.
template <Real T>
class Variable {
 public:
  using mattis_expression = void;
  using value_type = T;

  explicit Variable(Leaf<T> const& leaf) : leaf_(leaf) {}
  Variable(Variable const&) = default;

  Leaf<T> const& leaf() const { return leaf_; }

  template <Operand V>
  auto operator=(V const& value) const {
    static_assert(!SampleNode<V>, "samples of an effective neuron are in no memory: assign their means or covariances");
    auto node = as_node<T>(value);
    return Statement<EntryAssign<T, decltype(node)>>{{EntryAssign<T, decltype(node)>{leaf_, node}}};
  }
  /// Of covariance(value), expr/covariance.hpp.
  template <Node V>
  auto operator=(Covariance<V> const& covariance) const {
    static_assert(std::is_same_v<T, double>, "covariances are accumulated in double");
    if constexpr (SampleNode<V>) {
      return SweepStatement<SampleCovariance<V>>{{SampleCovariance<V>{leaf_, covariance.value}}};
    } else {
      return CovarianceStatement<V>{leaf_, covariance.value};
    }
  }
  /// Of mean(value) or sum(value) over the samples of an effective neuron.
  template <SampleNode V>
  auto operator=(Reduction<V> const& reduction) const {
    static_assert(std::is_same_v<T, double>, "means are accumulated in double");
    return SweepStatement<SampleMean<V>>{{SampleMean<V>{leaf_, reduction.value, reduction.mean}}};
  }
  /// Of response(phi, eta) over those samples.
  template <class R>
  requires requires(R const& response, Leaf<T> const& leaf) { response.assigned_to(leaf); }
  auto operator=(R const& response) const { return response.assigned_to(leaf_); }
  auto operator=(Variable const& value) const {
    return Statement<EntryAssign<T, Leaf<T>>>{{EntryAssign<T, Leaf<T>>{leaf_, value.leaf_}}};
  }

 private:
  Leaf<T> leaf_;
};

/// One double, or one per instance, that a sum or a mean can be assigned to.
struct Total {
  double* data;
  std::int64_t stride;
  std::int64_t instances;

  template <Node Value>
  auto operator=(Reduction<Value> const& reduction) const {
    if constexpr (SampleNode<Value>) {
      return SweepStatement<SampleMean<Value>>{
          {SampleMean<Value>{Leaf<double>{data, 1, instances, 0, stride}, reduction.value, reduction.mean}}};
    } else {
      return Statement<SumAssign<Value>>{{SumAssign<Value>{data, stride, instances, reduction.value, reduction.mean}}};
    }
  }
};

}  // namespace expr

/// A View that statements assign to: `auto x = lazy(view); (x = (1 - dt) * x + dt * h).run(exec);`
template <RealView View>
requires(!std::is_const_v<typename View::value_type>) auto lazy(View const& view) {
  return expr::Variable<typename View::value_type>(expr::Leaf<typename View::value_type>::of(view));
}

/// A matrix whose rows are instances, also where one set of patterns would make them its columns: trials, be it one.
template <RealView View>
requires(View::rank() == 2 && !std::is_const_v<typename View::value_type>) auto lazy_rows(View const& view) {
  auto leaf = expr::Leaf<typename View::value_type>::of(view);
  leaf.turns = false;
  return expr::Variable<typename View::value_type>(leaf);
}

/// The first entries of a longer result, as many as the View has: `head(m) = overlap(xi, phi)` keeps the first
/// overlaps.
template <RealView View>
auto head(View const& view) {
  return expr::Head<typename View::value_type>{expr::Leaf<typename View::value_type>::of(view)};
}

template <Real T>
auto head(expr::Variable<T> const& variable) {
  return expr::Head<T>{variable.leaf()};
}

/// Where sums and means go: a View of double of rank 0, or of rank 1 with an entry per instance.
template <class View>
requires(Kokkos::is_view_v<View>&& std::is_same_v<typename View::value_type, double>&& View::rank() <= 1) expr::Total
    total(View const& view) {
  if constexpr (View::rank() == 0) {
    return {view.data(), 0, 1};
  } else {
    return {view.data(), static_cast<std::int64_t>(view.stride(0)), static_cast<std::int64_t>(view.extent(0))};
  }
}

/// Sum over the entries of a vector, in double and in a fixed tree. Of a matrix: of each instance.
template <expr::Lazy V>
auto sum(V const& value) {
  auto node = expr::as_node<expr::CommonValue<V>>(value);
  return expr::Reduction<decltype(node)>{node, false};
}

/// Mean over the entries of a vector; of a matrix (T, M): of each row; of the rows of an effective neuron: over its
/// samples.
template <expr::Lazy V>
auto mean(V const& value) {
  auto node = expr::as_node<expr::CommonValue<V>>(value);
  return expr::Reduction<decltype(node)>{node, true};
}

/// Several assignments in one pass over memory, in the order written.
template <class... A>
auto together(expr::Statement<A>... statements) {
  return expr::Statement<A...>{std::tuple_cat(statements.assigns...)};
}

}  // namespace mattis
