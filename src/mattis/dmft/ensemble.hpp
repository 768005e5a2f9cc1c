// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/dmft/closure.hpp>
#include <mattis/dmft/detail/transfer.hpp>
#include <mattis/dmft/factor.hpp>
#include <mattis/dmft/moment_matching.hpp>
#include <mattis/dmft/order_parameters.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/kernels/compressed_kernel.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <cstdint>
#include <memory>

namespace mattis {

/// The map (m, C, S) -> (m', C', S') over a fixed range of samples (docs/models.md 1.3): closure,
/// noise factor, one sweep. Deterministic, because the samples are addressed by their number. What
/// lies in Exec's memory is taken from an arena; the (T, T) algebra on the host is its own.
template <ExecutionSpace Exec, Real T>
class Ensemble {
 public:
  Ensemble(Exec const& exec, Dense const& model, SolveOptions const& options,
           detail::Arena<Exec> const& arena);
  ~Ensemble();
  static std::size_t bytes(Dense const& model, SolveOptions const& options, int concurrency);

  /// One sweep over samples `first` .. first + count - 1; blocks until `next` is there. A
  /// kernel_tol above the options' takes its place, unless that is 0.
  /// \return the jitter that C_eta took
  double map(OrderParameters const& order, std::int64_t first, std::int64_t count,
             OrderParameters const& next, double kernel_tol = 0);

  /// From now on sweeps are shared by these, not by the options' team; null: this process's alone.
  void share(Team const* team) { input_.team = team; }

  /// Largest rank and error of the compressed kernels so far, of sweeps that took kernel_tol.
  int kernel_rank() const { return kernel_rank_; }
  double kernel_error() const { return kernel_error_; }

  /// (T, 2) energies of the samples last swept, at the order parameters they gave.
  void energies(OrderParameters const& order, HostArray<double**> const& E);

 private:
  void compress_kernel(double tol);

  Exec exec_;
  Dense model_;
  SolveOptions options_;
  Closure closure_;
  CovarianceFactor factor_;
  MomentMatching<Exec, T> matching_;
  KernelCompression compression_;
  int kernel_rank_ = 0;
  double kernel_error_ = 0;
  HostArray<double*> single_neuron_energy_, phi_eta_;  // of the samples last swept
  Array<double**, Exec> factor_there_, kernel_there_, drive_there_, read_there_, write_there_;
  Array<double***, Exec> keep_there_;
  detail::SampleStart<Exec> start_;
  SweepInput<Exec> input_;
  SampleMeans<Exec> means_;
  struct Sweep;  // its type is the statements'
  std::unique_ptr<Sweep> sweep_;
};

}  // namespace mattis
