// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mattis {
namespace {

constexpr int most_ensembles = 16;
constexpr std::int64_t drawn_samples = 1024;
constexpr std::int64_t fewest_given_samples = 8;

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
  if (!options.samples) return {most_ensembles, std::min(options.M, drawn_samples), options.M};
  auto const count = static_cast<int>(std::min<std::int64_t>(most_ensembles, options.M / fewest_given_samples));
  return {count, count > 0 ? options.M / count : 0, 0};
}

template <ExecutionSpace Exec, Real T>
void estimate_standard_errors(Ensemble<Exec, T>& ensemble, SolveOptions const& options, OrderParameters const& order,
                              Solution& solution) {
  auto const plan = sub_ensembles(options);
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  if (plan.count < 2) {
    for (auto const& se : {solution.m_se, solution.C_phi_se, solution.S_phi_se, solution.E_se}) {
      std::fill_n(se.data(), se.size(), nan);
    }
    return;
  }
  // Ten times below the spread of an ensemble, which is what is estimated.
  double const enough = 0.1 / std::sqrt(static_cast<double>(plan.samples));
  int const most_sweeps = order.steps() + 1;  // one more step of time is exact after each
  OrderParameters now(order.steps(), order.condensed());
  OrderParameters next(order.steps(), order.condensed());
  HostArray<double**> const E("mattis::dmft::E", static_cast<std::size_t>(order.steps()), 2);
  Spread m(order.m), C(order.C), S(order.S), energy(E);
  for (int r = 0; r < plan.count; ++r) {
    copy(order, now);
    double change = enough;
    for (int sweep = 0; sweep < most_sweeps && change >= enough; ++sweep) {
      ensemble.map(now, plan.first + r * plan.samples, plan.samples, next);
      change = largest_change(now, next);
      std::swap(now, next);
      if (options.progress) {
        options.progress(
            {.stage = "standard errors", .fraction = static_cast<double>(r) / plan.count, .residual = change});
      }
    }
    ensemble.energies(now, E);
    m.add(now.m);
    C.add(now.C);
    S.add(now.S);
    energy.add(E);
  }
  double const scale = std::sqrt(static_cast<double>(plan.samples) / static_cast<double>(options.M));
  m.standard_deviation(scale, solution.m_se);
  C.standard_deviation(scale, solution.C_phi_se);
  S.standard_deviation(scale, solution.S_phi_se);
  energy.standard_deviation(scale, solution.E_se);
}

#define MATTIS_INSTANTIATE_STANDARD_ERRORS(EXEC)                                                               \
  template void estimate_standard_errors(Ensemble<EXEC, float>&, SolveOptions const&, OrderParameters const&,  \
                                         Solution&);                                                           \
  template void estimate_standard_errors(Ensemble<EXEC, double>&, SolveOptions const&, OrderParameters const&, \
                                         Solution&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_STANDARD_ERRORS)

}  // namespace mattis
