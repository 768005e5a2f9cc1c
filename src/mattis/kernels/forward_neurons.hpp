// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/effective_neurons.hpp>

#include <cstdint>
#include <memory>

namespace mattis {

/// Plan of one pass through time over samples of the effective neuron (docs/models.md 1.2, 1.3;
/// Eissfeller and Opper 1992): it keeps the noise and the activity of every sample, so that the
/// coupling of a step may depend on the means of the steps before. T + 1 steps over fixed couplings
/// give the means of one EffectiveNeurons::sweep, within the same bound.
///
/// Samples are taken in blocks of 256, whose sums are added in a tree that the number of blocks
/// decides: same bits for any number of threads, and of the processes of a team, each of which
/// keeps its share of the samples. Memory: (2 T + K + 1) M numbers of T, and O(T^2) per thread.
/// Cost: that of one sweep, T^3 M / 6 multiply- adds for the response; but every step reads the
/// histories of all samples, T^2 M numbers in all.
template <ExecutionSpace Exec, Real T>
class ForwardNeurons {
 public:
  /// Allocates everything for T = `steps` >= 2, K = `condensed` >= 0 and `samples` >= 1 on `exec`.
  /// \throws Error naming the parameter
  ForwardNeurons(Exec const& exec, int steps, int condensed, std::int64_t samples,
                 How const& how = {}, Team const* team = nullptr)
      : ForwardNeurons(exec, steps, condensed, samples, how, detail::Arena<Exec>(exec), team) {}
  /// In memory that is taken from `arena`: not less for more steps, patterns or samples.
  ForwardNeurons(Exec const& exec, int steps, int condensed, std::int64_t samples, How const& how,
                 detail::Arena<Exec> const& arena, Team const* team = nullptr);
  ~ForwardNeurons();
  ForwardNeurons(ForwardNeurons&&) noexcept;
  ForwardNeurons& operator=(ForwardNeurons&&) noexcept;

  /// Bytes of such a plan with `concurrency` threads; a double, so that a size beyond 2^64 is still
  /// a size.
  static double bytes(int steps, int condensed, std::int64_t samples, int concurrency,
                      How const& how = {}, Team const* team = nullptr);

  /// Draws the samples, or takes the given ones: input.samples of them, as EffectiveNeurons::sweep
  /// would. Asynchronous. \throws Error naming the argument, when a shape does not fit or a count
  /// is not the plan's
  void start(Exec const& exec, SweepInput<Exec> const& input, SampleMeans<Exec> const& means);

  /// Step t = 0, 1, .. T in order, asynchronous on `exec`: goes from t - 1 to t with rows t - 1 of
  /// factor, kernel and drive, which gives means.phi_eta(t - 1); then, where t < T, fills row t of
  /// m, S and E1, and row and column t of C.
  void step(Exec const& exec, SweepInput<Exec> const& input, int t, SampleMeans<Exec> const& means);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace mattis
