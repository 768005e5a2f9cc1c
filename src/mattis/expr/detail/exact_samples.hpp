// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Statements over the samples of an effective neuron on Target::reference.
#include <mattis/expr/effective_neuron.hpp>
#include <mattis/kernels/detail/samples_on_host.hpp>

#include <vector>

namespace mattis::expr::detail {

/// All rows of all samples of a sweep.
struct ExactSamples {
  reference::Samples start;
  reference::Rows rows;
  reference::Matrix F;
  double dt;
  int response_samples;

  /// Of a sweep in precision T, whose random numbers they are made of.
  template <Real T, ExecutionSpace Exec>
  static ExactSamples of(Exec const& exec, SweepInput<Exec> const& input, int steps,
                         int condensed) {
    auto start = mattis::detail::samples_on_host<T>(exec, input, steps, condensed);
    auto const L = mattis::detail::matrix_on_host(exec, input.factor);
    auto const F = mattis::detail::matrix_on_host(exec, input.kernel);
    auto const drive = mattis::detail::matrix_on_host(exec, input.drive);
    auto rows = reference::trajectories(start, L, F, drive, input.dt);
    return {std::move(start), std::move(rows), F, input.dt,
            static_cast<int>(input.response_samples.value_or(input.samples))};
  }

  int samples() const { return start.z.columns; }
  reference::Matrix const& row(NeuronRow kind) const {
    return kind == NeuronRow::eta ? rows.eta : kind == NeuronRow::x ? rows.x : rows.phi;
  }
  reference::Matrix response() const {
    return reference::response(rows.slope, F, dt, response_samples);
  }
};

/// A node over such samples, for sample i at step t and pattern k.
template <ExecutionSpace Exec, Real T, NeuronRow kind>
double exact_entry(SampleRow<Exec, T, kind> const&, ExactSamples const& samples, int t, int k,
                   int i) {
  if constexpr (kind == NeuronRow::xi) {
    return samples.start.xi(i, k);
  } else {
    return samples.row(kind)(t, i);
  }
}
template <Real T>
double exact_entry(Scalar<T> const& number, ExactSamples const&, int, int, int) {
  return static_cast<double>(number.value);
}
template <class F, class... Args>
double exact_entry(Apply<F, Args...> const& node, ExactSamples const& samples, int t, int k,
                   int i) {
  return apply(
      [&](auto const&... arg) {
    return static_cast<double>(node.function(exact_entry(arg, samples, t, k, i)...));
      },
      node.args);
}

/// Means, or sums, over the samples: (steps, patterns), (steps) or (patterns).
template <SampleNode Value>
std::vector<double> exact_means(Value const& value, bool mean, ExactSamples const& samples) {
  using Entries = SampleEntries<Value>;
  int const steps = Entries::of_steps ? samples.start.z.rows : 1;
  int const patterns = Entries::of_patterns ? samples.start.xi.columns : 1;
  std::vector<double> means;
  for (int t = 0; t < steps; ++t) {
    for (int k = 0; k < patterns; ++k) {
      double sum = 0;
      for (int i = 0; i < samples.samples(); ++i) sum += exact_entry(value, samples, t, k, i);
      means.push_back(mean ? sum / samples.samples() : sum);
    }
  }
  return means;
}

}  // namespace mattis::expr::detail
