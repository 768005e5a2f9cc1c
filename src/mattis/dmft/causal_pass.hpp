// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/detail/transfer.hpp>
#include <mattis/dmft/factor.hpp>
#include <mattis/dmft/moment_matching.hpp>
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/kernels/forward_neurons.hpp>

#include <cstdint>

namespace mattis {

/// The theory solved in one pass through time (Eissfeller and Opper 1992; docs/models.md 1.3): rows
/// 0 .. t of m, C and S fix row t of the noise factor and of the self-coupling, which take all
/// samples to t + 1. Keeps every sample's history. What lies in Exec's memory is taken from an
/// arena.
template <ExecutionSpace Exec, Real T>
class CausalPass {
 public:
  /// For ensembles of `samples` samples.
  CausalPass(Exec const& exec, Dense const& model, SolveOptions const& options,
             std::int64_t samples, detail::Arena<Exec> const& arena);
  static double bytes(Dense const& model, SolveOptions const& options, std::int64_t samples,
                      int concurrency);

  /// Solves for the samples numbered from `first` on; blocks. \return the jitter that C_eta took
  double run(std::int64_t first, OrderParameters const& order,
             ProgressCallback const& progress = {});

  /// (T, 2) energies of the samples last solved for.
  void energies(OrderParameters const& order, HostArray<double**> const& E) const;

 private:
  void fetch_row(OrderParameters const& order, int t);

  Exec exec_;
  Closure closure_;
  CovarianceFactor factor_;
  MomentMatching<Exec, T> matching_;
  SolveOptions options_;
  detail::SampleStart<Exec> start_;
  SweepInput<Exec> input_;
  ForwardNeurons<Exec, T> neurons_;
  SampleMeans<Exec> means_;
  HostArray<double*> single_neuron_energy_, phi_eta_;
  Array<double**, Exec> factor_there_, kernel_there_, drive_there_;
};

}  // namespace mattis
