// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The field of distinct indices (detail/distinct_field.hpp) where the order is near the number of
// neurons.
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/launch_shape.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/models/detail/leave_one_out.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace mattis::detail {

/// h_i = sum_mu xi^mu_i n! e_n(y without y_i) / N^n with y_j = xi^mu_j phi_j, every product formed
/// and none taken out: the error is at most (eps_T + (2 N + P) eps_double) P n! e_n(|phi| without
/// |phi_i|) / N^n, and the field is 0 where N <= n. About N log2(N) n multiply-adds in double per
/// pattern and network.
template <ExecutionSpace Exec, Real T>
class FewNeuronsField {
 public:
  FewNeuronsField(Arena<Exec> const& arena, PatternSet<Exec> const& xi, int n,
                  Array<T**, Exec> const& phi, Array<T**, Exec> const& h)
      : signs_(xi.by_pattern()),
        phi_(phi),
        h_(h),
        n_(n),
        part_(arena.template take<Array<double***, Exec>>("mattis::distinct::parts", phi.extent(0),
                                                          parts(xi.patterns()), xi.neurons())) {}

  static std::size_t bytes(std::int64_t patterns, std::int64_t neurons, std::int64_t networks) {
    return sizeof(double) * static_cast<std::size_t>(networks * parts(patterns) * neurons);
  }

  void run(Exec const& exec) const {
    auto const self = *this;
    std::int64_t const networks = static_cast<std::int64_t>(phi_.extent(0));
    std::int64_t const parts = static_cast<std::int64_t>(part_.extent(1));
    std::int64_t const neurons = signs_.columns;
    double const patterns_of_part = static_cast<double>(signs_.rows) / static_cast<double>(parts);
    double const of_pattern =
        1.5 * static_cast<double>(neurons) * std::log2(1.0 + static_cast<double>(neurons)) * n_;
    for_entries(
        exec, "mattis::distinct::few_neurons", {networks * parts, patterns_of_part * of_pattern},
        KOKKOS_LAMBDA(std::int64_t item) { self.sum_part(item / parts, item % parts); });
    for_entries(
        exec, "mattis::distinct::few_neurons_sum",
        {networks * neurons, 2 + static_cast<double>(parts)},
        KOKKOS_LAMBDA(std::int64_t item) { self.combine(item / neurons, item % neurons); });
  }

  /// The patterns of one part, in order.
  KOKKOS_FUNCTION void sum_part(std::int64_t network, std::int64_t part) const {
    int const neurons = static_cast<int>(signs_.columns);
    std::int64_t const set = signs_.words.extent(0) > 1 ? network : 0;
    std::int64_t const parts = static_cast<std::int64_t>(part_.extent(1));
    std::int64_t const begin = signs_.rows * part / parts, end = signs_.rows * (part + 1) / parts;
    for (int i = 0; i < neurons; ++i) part_(network, part, i) = 0;
    for (std::int64_t first = begin; first < end; first += side) {
      int const count = end - first < side ? static_cast<int>(end - first) : int{side};
      LeaveOneOut<side> polynomials(neurons, n_);
      for (int j = 0; j < neurons; ++j) {
        double const phi = static_cast<double>(phi_(network, j));
        for (int r = 0; r < side; ++r)
          polynomials.number(j, r) = r >= count ? 0 : signs_.sign(set, first + r, j) ? phi : -phi;
      }
      polynomials.visit([&](int i, double const* e) {
        double sum = part_(network, part, i);
        for (int r = 0; r < count; ++r) sum += signs_.sign(set, first + r, i) ? e[r] : -e[r];
        part_(network, part, i) = sum;
      });
    }
  }

  KOKKOS_FUNCTION void combine(std::int64_t network, std::int64_t i) const {
    double sum = 0;
    for (std::size_t part = 0; part < part_.extent(1); ++part) sum += part_(network, part, i);
    for (int k = 1; k <= n_; ++k) sum *= k / static_cast<double>(signs_.columns);
    h_(network, i) = static_cast<T>(sum);
  }

 private:
  // Patterns side by side, so that the compiler makes vectors of the loops; on a device they would
  // fill its registers.
  static constexpr int side = LaunchShape<Exec>::patterns_at_once;

  /// Parts that the patterns are summed in, whatever the number of threads.
  static std::int64_t parts(std::int64_t patterns) {
    return std::min<std::int64_t>(ceil_div(patterns, 4), 256);
  }

  SignMatrix<Exec> signs_;
  Array<T**, Exec> phi_, h_;
  int n_;
  Array<double***, Exec> part_;  // (networks, parts, N)
};

}  // namespace mattis::detail
