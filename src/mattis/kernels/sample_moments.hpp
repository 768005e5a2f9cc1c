// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/team.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <cstdint>

namespace mattis {

/// Plan of the second moments of drawn samples of the effective neuron: of the D = K + 1 + T random
/// numbers
///
///     u = (xi_1, .., xi_K, nu, z(0), .., z(T-1))
///
/// that x(0) = a.xi + ic_noise nu and eta = L z are made of (SweepInput). It owns all workspace: on
/// a host O(T^2 + 1024 T) per thread, on a device 16384 samples at most.
template <ExecutionSpace Exec, Real T>
class SampleMoments {
 public:
  /// Of `samples` samples, T = `steps`, K = `condensed`. \throws Error naming the argument
  SampleMoments(Exec const& exec, int steps, int condensed, std::int64_t samples,
                How const& how = {})
      : SampleMoments(exec, steps, condensed, samples, how, detail::Arena<Exec>(exec)) {}
  /// In memory that is taken from `arena`: not less for more steps, patterns or samples.
  SampleMoments(Exec const& exec, int steps, int condensed, std::int64_t samples, How const& how,
                detail::Arena<Exec> const& arena);
  static std::size_t bytes(int steps, int condensed, std::int64_t samples, int concurrency,
                           How const& how = {});

  std::int64_t samples() const { return samples_; }

  /// moments (D, D) = (1/M) sum over samples of u u^T, of the samples that a sweep with this seed
  /// takes from `first_sample` on. Asynchronous on `exec`; same bits for any number of threads.
  /// \param team  each process draws its share of the samples; all get the moments of all
  void run(Exec const& exec, std::uint64_t seed, std::int64_t first_sample,
           Array<double**, Exec> const& moments, Team const* team = nullptr);

 private:
  void run_blocks(Exec const& exec, std::uint64_t seed, std::int64_t first_sample,
                  Team const* team) const;
  void run_chunks(Exec const& exec, std::uint64_t seed, std::int64_t first_sample,
                  Team const* team) const;

  How how_;
  int steps_, condensed_;
  std::int64_t samples_;
  detail::BlockSums<Exec> sums_;
  Array<T**, Exec> scratch_;  // of each worker: a block's signs, noise and start, its rows and the
                              // panels of their products; else the rows of a chunk
  Array<double**, Exec> of_chunk_;  // (D, D) of a chunk
  Array<double*, Exec> no_cue_;     // (K) zeros: with a noise of 1 the start is nu
};

}  // namespace mattis
