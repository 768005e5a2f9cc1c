// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/forward_layout.hpp>
#include <mattis/kernels/detail/samples_on_host.hpp>

namespace mattis::detail {

/// The forward pass of Target::reference: all rows of all samples in double, and at each step the
/// response of all steps so far once more.
template <ExecutionSpace Exec, Real T>
class ForwardNeuronsReference {
 public:
  ForwardNeuronsReference(ForwardLayout layout)
      : layout_(layout),
        factor_{layout.steps, layout.steps},
        kernel_{layout.steps, layout.steps},
        drive_{layout.steps, layout.condensed},
        rows_(layout.steps, static_cast<int>(layout.samples)) {}

  static double bytes(ForwardLayout layout) {
    double const rows = 5.0 * layout.steps + layout.condensed + 1;
    double const couplings = 2.0 * layout.steps + layout.condensed;
    return sizeof(double) * (rows * static_cast<double>(layout.samples) + couplings * layout.steps);
  }

  void start(Exec const& exec, SweepInput<Exec> const& input) {
    samples_ = samples_on_host<T>(exec, input, layout_.steps, layout_.condensed);
  }

  void step(Exec const& exec, SweepInput<Exec> const& input, int t,
            SampleMeans<Exec> const& means) {
    auto const M = static_cast<int>(layout_.samples);
    if (t > 0) {
      take_row(exec, input.factor, factor_, t - 1);
      take_row(exec, input.kernel, kernel_, t - 1);
      take_row(exec, input.drive, drive_, t - 1);
    }
    if (t < layout_.steps) {
      reference::advance(rows_, t, samples_, factor_, kernel_, drive_, input.dt);
    } else {
      reference::colour_noise(rows_, t - 1, samples_, factor_);
    }
    if (t > 0) {
      double work = 0;
      for (int i = 0; i < M; ++i) work += rows_.phi(t - 1, i) * rows_.eta(t - 1, i);
      give(exec, {work / M}, Kokkos::subview(means.phi_eta, std::pair(t - 1, t)));
    }
    if (t < layout_.steps) give_row(exec, input.dt, t, means);
  }

 private:
  template <class View>
  static void take_row(Exec const& exec, View const& view, reference::Matrix& matrix, int t) {
    auto const row = matrix_on_host(exec, Kokkos::subview(view, t, Kokkos::ALL));
    for (int s = 0; s < matrix.columns; ++s) matrix(t, s) = row(0, s);
  }
  template <class View>
  static void give(Exec const& exec, std::vector<double> const& values, View const& view) {
    from_host(exec, values, StridedEntries<double>::of(view));
  }

  /// Row t of m, S and E1, row and column t of C.
  void give_row(Exec const& exec, double dt, int t, SampleMeans<Exec> const& means) const {
    auto const M = static_cast<int>(layout_.samples);
    auto const mean = [&](auto const& of_sample) {
      double sum = 0;
      for (int i = 0; i < M; ++i) sum += of_sample(i);
      return sum / M;
    };
    std::vector<double> C, m, S(static_cast<std::size_t>(layout_.steps));
    for (int s = 0; s <= t; ++s)
      C.push_back(mean([&](int i) { return rows_.phi(t, i) * rows_.phi(s, i); }));
    for (int k = 0; k < layout_.condensed; ++k)
      m.push_back(mean([&](int i) { return rows_.phi(t, i) * samples_.xi(i, k); }));
    reference::Matrix slope{t + 1, M};
    std::copy_n(rows_.slope.entries.begin(), slope.entries.size(), slope.entries.begin());
    reference::Matrix F{t + 1, t + 1};
    for (int r = 0; r <= t; ++r)
      for (int s = 0; s <= r; ++s) F(r, s) = kernel_(r, s);
    auto const response = reference::response(slope, F, dt, M);
    for (int s = 0; s < t; ++s) S[static_cast<std::size_t>(s)] = response(t, s);
    double const E1 = mean(
        [&](int i) { return reference::single_neuron_energy(rows_.x(t, i), rows_.phi(t, i)); });
    auto const so_far = std::pair(0, t + 1);
    give(exec, C, Kokkos::subview(means.C, t, so_far));
    give(exec, C, Kokkos::subview(means.C, so_far, t));
    give(exec, m, Kokkos::subview(means.m, t, Kokkos::ALL));
    give(exec, S, Kokkos::subview(means.S, t, Kokkos::ALL));
    give(exec, {E1}, Kokkos::subview(means.E1, std::pair(t, t + 1)));
  }

  ForwardLayout layout_;
  reference::Matrix factor_, kernel_, drive_;  // the rows that were given so far
  reference::Samples samples_;
  reference::Rows rows_;
};

}  // namespace mattis::detail
