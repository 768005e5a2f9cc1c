// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/nested_scratch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/dmft/detail/host_blocks.hpp>
#include <mattis/dmft/detail/transfer.hpp>
#include <mattis/dmft/moment_matching.hpp>
#include <mattis/kernels/detail/dot.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace {

constexpr int columns_at_once = 48;
using detail::rows_at_once;

HostArray<double**> matrix(std::string const& what, int rows, int columns) {
  return HostArray<double**>("mattis::moment_matching::" + what, static_cast<std::size_t>(rows),
                             static_cast<std::size_t>(columns));
}

/// row <- row B^-1, B the `size` square block of the lower triangular `lambda` at (first, first).
void solve_row(HostArray<double const**> const& lambda, int first, int size, double* row) {
  for (int r = size - 1; r >= 0; --r) {
    row[r] /= lambda(first + r, first + r);
    detail::add_scaled(-row[r], &lambda(first + r, first), row, r);
  }
}

}  // namespace

int numbers_of_sample(Dense const& model, SolveOptions const& options) {
  return static_cast<int>(model.a.size()) + 1 + options.T;
}

namespace {

bool may_match(SolveOptions const& options) {
  return options.match_moments && !options.samples && options.method != Method::damped;
}

}  // namespace

bool matches_moments(Dense const& model, SolveOptions const& options, std::int64_t samples) {
  return may_match(options) && samples >= 2 * std::int64_t{numbers_of_sample(model, options)};
}

double sampling_error(Dense const& model, SolveOptions const& options, std::int64_t samples) {
  double const independent = 1 / std::sqrt(static_cast<double>(samples));
  return matches_moments(model, options, samples) ? 0.3 * independent : independent;
}

double negligible_error(Dense const& model, SolveOptions const& options, std::int64_t samples) {
  return 0.01 * sampling_error(model, options, samples);
}

template <ExecutionSpace Exec, Real T>
MomentMatching<Exec, T>::MomentMatching(Exec const& exec, Dense const& model,
                                        SolveOptions const& options,
                                        detail::Arena<Exec> const& arena)
    : model_(model),
      options_(options),
      steps_(options.T),
      condensed_(static_cast<int>(model.a.size())),
      // The moments of twice as many samples as numbers are well conditioned: no jitter.
      lambda_(matches_moments(model, options, options.M) ? numbers_of_sample(model, options) : 0,
              0.0, 0.0, options.how),
      factor_(matrix("factor", steps_, steps_)) {
  if (!may_match(options)) return;
  if (!arena.allocates())
    scratch_ = detail::nested_scratch(
        arena, detail::bytes_taken<Exec>([&](detail::Arena<Exec> const& counting) {
          SampleMoments<Exec, T>(exec, steps_, condensed_, options.M, How{}, counting);
        }));
  if (is_host_execution_space<Exec> && !matches_moments(model, options, options.M)) return;
  int const D = numbers_of_sample(model, options);
  moments_ = matrix("moments", D, D);
  regression_ = matrix("regression", steps_, condensed_ + 1);
  a_ = HostArray<double*>("mattis::moment_matching::a", model.a.size());
  moments_there_ = detail::mirror(arena, moments_);
  regression_there_ = detail::mirror(arena, regression_);
  a_there_ = detail::mirror(arena, a_);
}

template <ExecutionSpace Exec, Real T>
std::size_t MomentMatching<Exec, T>::bytes(Dense const& model, SolveOptions const& options,
                                           int concurrency) {
  auto const T_ = static_cast<std::size_t>(options.T);
  std::size_t const factor = sizeof(double) * T_ * T_;
  if (!matches_moments(model, options, options.M)) return factor;
  auto const D = static_cast<std::size_t>(numbers_of_sample(model, options));
  auto const condensed = static_cast<int>(model.a.size());
  return factor + sizeof(double) * D * D +
         CovarianceFactor::bytes(numbers_of_sample(model, options)) +
         sizeof(double) * (T_ * (model.a.size() + 1) + model.a.size()) +
         SampleMoments<Exec, T>::bytes(options.T, condensed, options.M, concurrency, options.how);
}

template <ExecutionSpace Exec, Real T>
void MomentMatching<Exec, T>::start(Exec const& exec, std::int64_t first, std::int64_t count,
                                    SweepInput<Exec>& input) {
  input.first_sample = first;
  input.samples = count;
  if (!drawn_a_) drawn_a_ = input.a;
  bool const matching = matches_moments(model_, options_, count);
  if (matching && !(matched_ && plan_->samples() == count && first_sample_ == first)) {
    if (!plan_ || plan_->samples() != count) {
      bool const own = scratch_.source() == Scratch<Exec>::Source::own;
      plan_.emplace(exec, steps_, condensed_, count, How{},
                    own ? detail::Arena<Exec>(exec) : detail::Arena<Exec>(scratch_));
    }
    plan_->run(exec, options_.seed, first, moments_there_, input.team);
    detail::transfer(exec, moments_, moments_there_);
    exec.fence("mattis::moment_matching::moments");
    lambda_.factor(detail::host_side(exec), moments_);
    replace_start();
    detail::transfer(exec, regression_there_, regression_);
    detail::transfer(exec, a_there_, a_);
    first_sample_ = first;
  }
  matched_ = matching;
  input.a = matching ? Array<double const*, Exec>(a_there_) : *drawn_a_;
  input.ic_noise = matching ? ic_noise_ : initial_noise(model_);
  input.regression =
      matching ? Array<double const**, Exec>(regression_there_) : Array<double const**, Exec>();
}

/// a, ic_noise and the regression from Lambda.
template <ExecutionSpace Exec, Real T>
void MomentMatching<Exec, T>::replace_start() {
  auto const& lambda = lambda_.L();
  int const K = condensed_;
  ic_noise_ = initial_noise(model_) / lambda(K, K);
  std::copy_n(&lambda(K, 0), K, a_.data());
  solve_row(lambda, 0, K, a_.data());  // nu's regression on xi
  for (int k = 0; k < K; ++k) a_(k) = model_.a[static_cast<std::size_t>(k)] - ic_noise_ * a_(k);
  for (int t = 0; t < steps_; ++t) {
    std::copy_n(&lambda(K + 1 + t, 0), K + 1, &regression_(t, 0));
    solve_row(lambda, 0, K + 1, &regression_(t, 0));
  }
}

template <ExecutionSpace Exec, Real T>
void MomentMatching<Exec, T>::colour(detail::HostExec const& exec,
                                     HostArray<double const**> const& L) const {
  detail::for_each_range(exec, "mattis::moment_matching::colour", steps_, rows_at_once,
                         matched_ ? 0.1 * steps_ * steps_ : 0.5 * steps_,
                         [&](int first, int end) { colour_rows(L, first, end); });
}

/// X Lambda_zz = L in these rows, the last columns first.
template <ExecutionSpace Exec, Real T>
void MomentMatching<Exec, T>::colour_rows(HostArray<double const**> const& L, int first,
                                          int end) const {
  for (int t = first; t < end; ++t) {
    std::copy_n(&L(t, 0), t + 1, &factor_(t, 0));
    std::fill(&factor_(t, 0) + t + 1, &factor_(t, 0) + end, 0.0);
  }
  if (!matched_) return;
  auto const& kernels = options_.how.template micro<double>().matrix;
  auto const& lambda = lambda_.L();
  int const z = condensed_ + 1;
  for (int s = (end - 1) / columns_at_once * columns_at_once; s >= 0; s -= columns_at_once) {
    int const after = std::min(end, s + columns_at_once);
    if (after < end)
      kernels.multiply_add(end - first, after - s, end - after, -1, &factor_(first, after), steps_,
                           &lambda(z + after, z + s), static_cast<std::ptrdiff_t>(lambda.extent(1)),
                           &factor_(first, s), steps_);
    for (int t = first; t < end; ++t) solve_row(lambda, z + s, after - s, &factor_(t, s));
  }
}

#define MATTIS_INSTANTIATE_MOMENT_MATCHING(EXEC) \
  template class MomentMatching<EXEC, float>;    \
  template class MomentMatching<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_MOMENT_MATCHING)

}  // namespace mattis
