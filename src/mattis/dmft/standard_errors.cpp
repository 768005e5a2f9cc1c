// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/dmft/causal_pass.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace mattis {
namespace {

constexpr int most_ensembles = 16;
constexpr std::int64_t drawn_samples = 1024;
constexpr std::int64_t fewest_given_samples = 8;

/// Sweeps of an ensemble of 1024 that starts from the solution. Measured: 2 for n = 1 far below capacity, 5 above it
/// (alpha 0.25, g 1.5, T 120), 2.5 for n = 2, where 1024 and 4096 samples give the same scaled spread; 50 for n = 4
/// (alpha 0.05, g 1.5, T 60), where the scaled spread of m grows by 1.8 from 1024 to 4096 samples and 2.7 to 16384.
constexpr int most_sweeps_of_weak_feedback = 10;

/// Running sum of squares about a running mean (Welford 1962), entry by entry.
class Spread {
 public:
  explicit Spread(HostArray<double**> const& shape)
      : mean_("mattis::dmft::spread_mean", shape.extent(0), shape.extent(1)),
        squares_("mattis::dmft::spread_squares", shape.extent(0), shape.extent(1)) {}

  void add(HostArray<double**> const& sample) {
    ++count_;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      double const before = sample.data()[i] - mean_.data()[i];
      mean_.data()[i] += before / count_;
      squares_.data()[i] += before * (sample.data()[i] - mean_.data()[i]);
    }
  }

  void standard_deviation(double scale, HostArray<double**> const& out) const {
    for (std::size_t i = 0; i < out.size(); ++i) out.data()[i] = scale * std::sqrt(squares_.data()[i] / (count_ - 1));
  }

 private:
  HostArray<double**> mean_;
  HostArray<double**> squares_;
  int count_ = 0;
};

}  // namespace

SubEnsembles sub_ensembles(SolveOptions const& options) {
  if (!options.samples) {
    std::int64_t const drawn = options.method == Method::damped ? options.M * options.iterations : options.M;
    return {most_ensembles, std::min(options.M, drawn_samples), drawn};
  }
  auto const count = static_cast<int>(std::min<std::int64_t>(most_ensembles, options.M / fewest_given_samples));
  return {count, count > 0 ? options.M / count : 0, 0};
}

namespace {

/// The order parameters of one ensemble after the other, and their spread.
class EnsembleSpread {
 public:
  explicit EnsembleSpread(OrderParameters const& order)
      : now(order.steps(), order.condensed()),
        E("mattis::dmft::E", static_cast<std::size_t>(order.steps()), 2),
        m_(order.m),
        C_(order.C),
        S_(order.S),
        E_(E) {}

  void add() {
    m_.add(now.m);
    C_.add(now.C);
    S_.add(now.S);
    E_.add(E);
    for (int k = 0; k < now.condensed(); ++k) final_overlaps_.push_back(now.m(now.steps() - 1, k));
  }

  /// \param samples  of an ensemble   \param all  M
  void write(std::int64_t samples, std::int64_t all, Solution& solution) const {
    double const scale = std::sqrt(static_cast<double>(samples) / static_cast<double>(all));
    m_.standard_deviation(scale, solution.m_se);
    C_.standard_deviation(scale, solution.C_phi_se);
    S_.standard_deviation(scale, solution.S_phi_se);
    E_.standard_deviation(scale, solution.E_se);
    diagnose(samples, solution.diagnosis);
  }

  void diagnose(std::int64_t samples, Diagnosis& diagnosis) const {
    auto const condensed = static_cast<std::size_t>(now.condensed());
    diagnosis.bimodality.clear();
    for (std::size_t k = 0; k < condensed; ++k) {
      std::vector<double> overlaps;
      for (std::size_t i = k; i < final_overlaps_.size(); i += condensed) overlaps.push_back(final_overlaps_[i]);
      diagnosis.bimodality.push_back(bimodality_coefficient(overlaps));
      if (is_bimodal(overlaps, static_cast<double>(samples))) {
        diagnosis.warnings.push_back("the final overlap with pattern " + to_text(static_cast<int>(k)) +
                                     " is bimodal over ensembles of " + to_text(samples) +
                                     " samples, as near a transition: more samples may settle elsewhere");
      }
    }
  }

  OrderParameters now;
  HostArray<double**> E;

 private:
  std::vector<double> final_overlaps_;  // (ensembles, K)
  Spread m_, C_, S_, E_;
};

void report(SolveOptions const& options, SubEnsembles const& plan, int ensemble) {
  if (!options.progress) return;
  options.progress({.stage = "standard errors", .fraction = static_cast<double>(ensemble) / plan.count});
}

/// Each ensemble from the solution on, by sweeps. \return sweeps of all
template <ExecutionSpace Exec, Real T>
int spread_by_sweeps(Ensemble<Exec, T>& ensemble, SolveOptions const& options, SubEnsembles const& plan,
                     OrderParameters const& order, EnsembleSpread& spread) {
  // Ten times below the spread of an ensemble, which is what is estimated.
  double const enough = 0.1 / std::sqrt(static_cast<double>(plan.samples));
  int const most_sweeps = order.steps() + 1;  // one more step of time is exact after each
  OrderParameters next(order.steps(), order.condensed());
  int sweeps = 0;
  for (int r = 0; r < plan.count; ++r) {
    copy(order, spread.now);
    double change = enough;
    for (int sweep = 0; sweep < most_sweeps && change >= enough; ++sweep, ++sweeps) {
      ensemble.map(spread.now, plan.first + r * plan.samples, plan.samples, next);
      change = largest_change(spread.now, next);
      std::swap(spread.now, next);
      report(options, plan, r);
    }
    ensemble.energies(spread.now, spread.E);
    spread.add();
  }
  return sweeps;
}

template <ExecutionSpace Exec, Real T>
void spread_by_passes(Exec const& exec, Dense const& model, SolveOptions const& options, SubEnsembles const& plan,
                      EnsembleSpread& spread) {
  CausalPass<Exec, T> pass(exec, model, options, plan.samples);
  for (int r = 0; r < plan.count; ++r) {
    pass.run(plan.first + r * plan.samples, spread.now);
    pass.energies(spread.now, spread.E);
    spread.add();
    report(options, plan, r);
  }
}

void write_nan(Solution const& solution) {
  for (auto const& se : {solution.m_se, solution.C_phi_se, solution.S_phi_se, solution.E_se})
    std::fill_n(se.data(), se.size(), std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void estimate_standard_errors(Exec const& exec, Ensemble<Exec, T>& ensemble, Dense const& model,
                              SolveOptions const& options, OrderParameters const& order, Solution& solution) {
  auto plan = sub_ensembles(options);
  if (plan.count < 2) return write_nan(solution);
  EnsembleSpread spread(order);
  int const sweeps = spread_by_sweeps(ensemble, options, plan, order, spread);
  bool const strong_feedback = sweeps > most_sweeps_of_weak_feedback * plan.count;
  if (options.samples || plan.samples == options.M || !strong_feedback)
    return spread.write(plan.samples, options.M, solution);

  plan.samples = options.M;
  EnsembleSpread full(order);
  if (CausalPass<Exec, T>::bytes(model, options, plan.samples, exec.concurrency()) <
      0.5 * static_cast<double>(available_memory())) {
    spread_by_passes<Exec, T>(exec, model, options, plan, full);
  } else {
    spread_by_sweeps(ensemble, options, plan, order, full);
  }
  full.write(plan.samples, options.M, solution);
}

#define MATTIS_INSTANTIATE_STANDARD_ERRORS(EXEC)                                                                  \
  template void estimate_standard_errors(EXEC const&, Ensemble<EXEC, float>&, Dense const&, SolveOptions const&,  \
                                         OrderParameters const&, Solution&);                                      \
  template void estimate_standard_errors(EXEC const&, Ensemble<EXEC, double>&, Dense const&, SolveOptions const&, \
                                         OrderParameters const&, Solution&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_STANDARD_ERRORS)

}  // namespace mattis
