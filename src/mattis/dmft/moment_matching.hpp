// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/dmft/factor.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/kernels/sample_moments.hpp>

#include <cstdint>
#include <optional>

namespace mattis {

/// D = K + 1 + T, the random numbers (xi, nu, z) of a sample.
int numbers_of_sample(Dense const& model, SolveOptions const& options);

/// Whether so many samples are matched: drawn ones, 2 D or more; not for method damped.
bool matches_moments(Dense const& model, SolveOptions const& options, std::int64_t samples);

/// What the order parameters of so many samples scatter by, roughly and at most.
double sampling_error(Dense const& model, SolveOptions const& options, std::int64_t samples);
/// A hundredth of it: an error of a sweep that leaves the scatter as it is.
double negligible_error(Dense const& model, SolveOptions const& options, std::int64_t samples);

/// Second-order moment matching of drawn samples (quadratic resampling: Barraquand, Management
/// Science 41:1882, 1995): the random numbers u = (xi, nu, z) of a range of samples are replaced by
/// linear combinations whose second moments over that range are exactly those of the distribution,
///
///     Lambda Lambda^T = (1/M) sum u u^T,     nu <- (nu - c.xi) / Lambda_nu,nu,     z <-
///     Lambda_zz^-1 (z - B (xi, nu)),
///
/// Lambda lower triangular, so that z(t) still needs no later one: x(0) takes other amplitudes, and
/// eta = L z the factor L Lambda_zz^-1. The signs xi stay what they are. A mean over samples keeps
/// the sampling error of what is not quadratic in u, about a third of the whole (spread over 64
/// seeds: see docs/performance.md); the bias stays O(1/M).
template <ExecutionSpace Exec, Real T>
class MomentMatching {
 public:
  /// What lies in Exec's memory is taken from `arena`: as much for few samples, which are not
  /// matched, as for many.
  MomentMatching(Exec const& exec, Dense const& model, SolveOptions const& options,
                 detail::Arena<Exec> const& arena);
  static std::size_t bytes(Dense const& model, SolveOptions const& options, int concurrency);

  /// Lets `input` take `count` samples from number `first` on, matched where they can be; blocks.
  void start(Exec const& exec, std::int64_t first, std::int64_t count, SweepInput<Exec>& input);

  /// Writes the factor of these samples' noise, given that of C_eta; blocks. Same bits for any
  /// number of threads.
  void colour(Kokkos::DefaultHostExecutionSpace const& exec,
              HostArray<double const**> const& L) const;
  /// The same of row t alone.
  void colour_row(HostArray<double const**> const& L, int t) const { colour_rows(L, t, t + 1); }
  /// (T, T), lower triangular
  HostArray<double**> const& factor() const { return factor_; }

 private:
  void replace_start();
  void colour_rows(HostArray<double const**> const& L, int first, int end) const;

  Dense model_;
  SolveOptions options_;
  int steps_, condensed_;
  Scratch<Exec> scratch_;  // of plan_, for all samples or fewer
  std::optional<SampleMoments<Exec, T>> plan_;
  bool matched_ = false;
  std::int64_t first_sample_ = 0;  // of the samples that are
  CovarianceFactor lambda_;
  HostArray<double**> moments_, factor_, regression_;
  HostArray<double*> a_;
  double ic_noise_ = 0;
  Array<double**, Exec> moments_there_, regression_there_;
  Array<double*, Exec> a_there_;
  std::optional<Array<double const*, Exec>> drawn_a_;  // the amplitudes of samples that are not
};

}  // namespace mattis
