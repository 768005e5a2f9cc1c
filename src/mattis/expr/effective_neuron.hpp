// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Expressions over the samples of the effective neuron (docs/models.md 1.2). The samples are in no
// memory: one sweep makes them block by block in the cache, and every statement of it takes what it
// needs from there (expr/sweep.hpp).
#include <mattis/expr/covariance.hpp>
#include <mattis/expr/functions.hpp>
#include <mattis/expr/statement.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <memory>
#include <string>

namespace mattis {
namespace expr {

/// The rows of the samples being visited: the first entry of each kind's current row.
template <Real T>
struct SampleRows {
  T const* row[4];
};

/// Entries of a row, which outlives them.
template <Real T>
struct RowEntries {
  T const* first;

  KOKKOS_FUNCTION T operator()(int r) const { return first[r]; }
  KOKKOS_FUNCTION T const* side_by_side() const { return first; }
};

template <Real T, NeuronRow kind>
struct PlannedSampleRow {
  using value_type = T;

  template <int Max>
  KOKKOS_FUNCTION RowEntries<T> evaluate(Block const& block, SampleRows<T> const& rows) const {
    return {rows.row[static_cast<int>(kind)] + block.first};
  }
};

/// One kind of row of the samples of an effective neuron: a leaf.
template <ExecutionSpace Exec, Real T, NeuronRow Kind>
struct SampleRow : LeafWithoutView {
  using mattis_expression = void;
  using value_type = T;
  using execution_space = Exec;
  static constexpr bool scalar = false;
  static constexpr int products = 0;
  static constexpr NeuronRow kind = Kind;
  static constexpr int sample_rows = 1 << static_cast<int>(kind);

  std::shared_ptr<SweepInput<Exec> const> input;

  template <int J>
  PlannedSampleRow<T, kind> planned() const {
    return {};
  }
  std::string text() const {
    constexpr char const* names[] = {"eta", "x", "phi", "xi"};
    return names[static_cast<int>(kind)];
  }
};

/// Whether the leaves of a node are rows of samples and numbers alone.
template <class E>
inline constexpr bool of_samples_alone = SampleNode<E>;
template <Real T>
inline constexpr bool of_samples_alone<Scalar<T>> = true;
template <class F, class... Args>
inline constexpr bool of_samples_alone<Apply<F, Args...>> = (of_samples_alone<Args> && ...);

/// Calls visit(row) for every row in a node.
template <Node E, class Visit>
void for_each_row(E const&, Visit const&) {}
template <ExecutionSpace Exec, Real T, NeuronRow kind, class Visit>
void for_each_row(SampleRow<Exec, T, kind> const& row, Visit const& visit) {
  visit(row);
}
template <class F, class... Args, class Visit>
void for_each_row(Apply<F, Args...> const& function, Visit const& visit) {
  apply([&](auto const&... arg) { (for_each_row(arg, visit), ...); }, function.args);
}

/// Any row in a node.
template <ExecutionSpace Exec, Real T, NeuronRow kind>
auto first_row(SampleRow<Exec, T, kind> const& row) {
  return row;
}
template <class F, class... Args>
auto first_row(Apply<F, Args...> const& function) {
  constexpr std::size_t first = [] {
    bool const rows[] = {SampleNode<Args>...};
    std::size_t i = 0;
    while (!rows[i]) ++i;
    return i;
  }();
  return first_row(get<first>(function.args));
}

/// Whether a mean over the samples of `Value` has an entry for every step, every condensed pattern,
/// or both.
template <SampleNode Value>
struct SampleEntries {
  static constexpr int xi = 1 << static_cast<int>(NeuronRow::xi);
  static constexpr bool of_steps = (Value::sample_rows & ~xi) != 0;
  static constexpr bool of_patterns = (Value::sample_rows & xi) != 0;
};

/// target = mean over the samples of value, or their sum.
template <SampleNode Value, class Space>
struct SampleMean : SampleEntries<Value> {
  static_assert(of_samples_alone<Value>,
                "an expression over the samples of an effective neuron is of its rows and of "
                "numbers: a View has no "
                "entries for samples that are made block by block");
  using value_type = typename Value::value_type;

  KeptLeaf<double> target;
  Value value;
  bool mean;

  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return Kokkos::SpaceAccessibility<Exec, Space>::accessible;
  }
  std::string text() const { return (mean ? "mean(" : "sum(") + value.text() + ")"; }
};

/// target = second moments over the samples of a row between all steps.
template <SampleNode Row, class Space>
struct SampleCovariance {
  static_assert(of_samples_alone<Row>);
  static_assert(
      requires { Row::kind; } && (Row::sample_rows & 1 << static_cast<int>(NeuronRow::xi)) == 0,
      "covariances over the samples of an effective neuron are of its rows x, phi or eta");
  using value_type = typename Row::value_type;

  KeptLeaf<double> target;
  Row value;

  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return Kokkos::SpaceAccessibility<Exec, Space>::accessible;
  }
  std::string text() const { return "covariance(" + value.text() + ")"; }
};

/// target = mean response of phi(t) to eta(s).
template <ExecutionSpace Exec, Real T, class Space>
struct SampleResponse {
  using value_type = T;

  KeptLeaf<double> target;
  SampleRow<Exec, T, NeuronRow::phi> value;

  template <ExecutionSpace On>
  static constexpr bool reachable() {
    return Kokkos::SpaceAccessibility<On, Space>::accessible;
  }
  std::string text() const { return "response(phi, eta)"; }
};

/// What response() gives, to be assigned to a View of double.
template <ExecutionSpace Exec, Real T>
struct Response {
  SampleRow<Exec, T, NeuronRow::phi> phi;

  template <class Space>
  SweepStatement<SampleResponse<Exec, T, Space>> assigned_to(
      ViewLeaf<double, Space> const& target) const {
    return {{{target, phi}}};
  }
};

template <ExecutionSpace Exec, class... Parts>
class SweepPlan;

/// Means over the samples of one effective neuron, taken in one sweep.
template <class... Parts>
struct [[nodiscard(
    "nothing runs until run(exec), or run() of its plan, is called")]] SweepStatement {
  Tuple<Parts...> parts;

  /// Plans and runs, asynchronously on `exec`. In a loop make the plan once: plan(exec, statement).
  /// \throws Error when shapes do not fit, before anything runs
  template <ExecutionSpace Exec>
  void run(Exec const& exec, How const& how = {}) const {
    SweepPlan<Exec, Parts...>(exec, *this, how).run(exec);
  }
};

/// The samples of an effective neuron, not drawn before a statement over them runs.
template <ExecutionSpace Exec, Real T>
struct EffectiveNeuron {
  SampleRow<Exec, T, NeuronRow::eta> eta;  ///< (T) noise
  SampleRow<Exec, T, NeuronRow::x> x;      ///< (T) state
  SampleRow<Exec, T, NeuronRow::phi> phi;  ///< (T) activation tanh x
  SampleRow<Exec, T, NeuronRow::xi> xi;    ///< (K) signs of the condensed patterns
};

}  // namespace expr

/// Samples of the effective neuron of docs/models.md 1.2 in precision T, as operands: `.eta`, `.x`
/// and `.phi` have an entry for each of T steps, `.xi` one for each of K condensed patterns, and
/// products of both one for each pair.
///
///     auto const neuron = effective_neuron<float>(input);
///     auto const step = plan(exec, together(lazy(C) = covariance(neuron.phi),
///                                           lazy(m) = mean(neuron.phi * neuron.xi)));
///     step.run(exec);         // the couplings are Views: what they hold when it runs
///     step.run(exec, input);  // other couplings, or other samples
template <Real T, ExecutionSpace Exec>
expr::EffectiveNeuron<Exec, T> effective_neuron(SweepInput<Exec> const& input) {
  auto const shared = std::make_shared<SweepInput<Exec> const>(input);
  return {{{}, shared}, {{}, shared}, {{}, shared}, {{}, shared}};
}

/// Mean response d phi(t) / d eta(s) over the samples of an effective neuron, to be assigned to a
/// (T, T) View of double: zero on and above the diagonal, and from the first
/// SweepInput::response_samples alone where these are given.
template <ExecutionSpace Exec, Real T>
expr::Response<Exec, T> response(expr::SampleRow<Exec, T, NeuronRow::phi> const& phi,
                                 expr::SampleRow<Exec, T, NeuronRow::eta> const& eta) {
  if (phi.input != eta.input)
    throw Error("response: expected phi and eta of one effective neuron, got those of two");
  return {phi};
}

}  // namespace mattis
