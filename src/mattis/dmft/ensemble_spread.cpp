// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/ensemble_spread.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mattis {

RunningSpread::RunningSpread(HostArray<double const**> const& shape)
    : mean("mattis::dmft::spread_mean", shape.extent(0), shape.extent(1)),
      squares("mattis::dmft::spread_squares", shape.extent(0), shape.extent(1)) {}

void RunningSpread::add(HostArray<double const**> const& sample, int count) const {
  for (std::size_t i = 0; i < sample.size(); ++i) {
    double const before = sample.data()[i] - mean.data()[i];
    mean.data()[i] += before / count;
    squares.data()[i] += before * (sample.data()[i] - mean.data()[i]);
  }
}

void RunningSpread::standard_deviation(double scale, int count,
                                       HostArray<double**> const& out) const {
  for (std::size_t i = 0; i < out.size(); ++i)
    out.data()[i] = scale * std::sqrt(squares.data()[i] / (count - 1));
}

EnsembleSpread::EnsembleSpread(int steps, int condensed)
    : now(steps, condensed),
      E("mattis::dmft::E", static_cast<std::size_t>(steps), 2),
      m(now.m),
      C(now.C),
      S(now.S),
      E_spread(E) {}

double EnsembleSpread::take(OrderParameters& next) {
  constexpr double slowest = 0.6;
  double squares = 0;
  for (std::size_t i = 0; i < now.C.size(); ++i) {
    double const step = next.C.data()[i] - now.C.data()[i];
    squares += step * step;
  }
  double const before = std::exchange(change, std::sqrt(squares));
  std::swap(now, next);
  ++sweeps;
  ++sweeps_of_ensemble;
  if (sweeps_of_ensemble == 1 || !(before > 0)) return 0;
  double const ratio = std::min(change / before, slowest);
  return ratio / (1 - ratio);
}

void EnsembleSpread::extrapolate(OrderParameters const& before, double share) const {
  auto const go_on = [share](HostArray<double**> const& to, HostArray<double**> const& from) {
    for (std::size_t i = 0; i < to.size(); ++i)
      to.data()[i] += share * (to.data()[i] - from.data()[i]);
  };
  go_on(now.m, before.m);
  go_on(now.C, before.C);
  go_on(now.S, before.S);
}

void EnsembleSpread::add() {
  ++ensembles;
  sweeps_of_ensemble = 0;
  m.add(now.m, ensembles);
  C.add(now.C, ensembles);
  S.add(now.S, ensembles);
  E_spread.add(E, ensembles);
  for (int k = 0; k < now.condensed(); ++k) final_overlaps.push_back(now.m(now.steps() - 1, k));
}

void EnsembleSpread::write(std::int64_t samples, std::int64_t all, Solution& solution) const {
  double const scale = std::sqrt(static_cast<double>(samples) / static_cast<double>(all));
  m.standard_deviation(scale, ensembles, solution.m_se);
  C.standard_deviation(scale, ensembles, solution.C_phi_se);
  S.standard_deviation(scale, ensembles, solution.S_phi_se);
  E_spread.standard_deviation(scale, ensembles, solution.E_se);
  diagnose(samples, solution.diagnosis);
}

void EnsembleSpread::diagnose(std::int64_t samples, Diagnosis& diagnosis) const {
  auto const condensed = static_cast<std::size_t>(now.condensed());
  diagnosis.bimodality.clear();
  for (std::size_t k = 0; k < condensed; ++k) {
    std::vector<double> overlaps;
    for (std::size_t i = k; i < final_overlaps.size(); i += condensed)
      overlaps.push_back(final_overlaps[i]);
    diagnosis.bimodality.push_back(bimodality_coefficient(overlaps));
    if (is_bimodal(overlaps, static_cast<double>(samples))) {
      diagnosis.warnings.push_back(
          "the final overlap with pattern " + to_text(static_cast<int>(k)) +
          " is bimodal over ensembles of " + to_text(samples) +
          " samples, as near a transition: more samples may settle elsewhere");
    }
  }
}

namespace {

void copy(HostArray<double**> const& from, HostArray<double**> const& to) {
  std::copy_n(from.data(), from.size(), to.data());
}

void copy(RunningSpread const& from, RunningSpread const& to) {
  copy(from.mean, to.mean);
  copy(from.squares, to.squares);
}

}  // namespace

void copy(EnsembleSpread const& from, EnsembleSpread& to) {
  to.ensembles = from.ensembles;
  to.sweeps = from.sweeps;
  to.sweeps_of_ensemble = from.sweeps_of_ensemble;
  to.change = from.change;
  copy(from.now, to.now);
  copy(from.E, to.E);
  copy(from.m, to.m);
  copy(from.C, to.C);
  copy(from.S, to.S);
  copy(from.E_spread, to.E_spread);
  to.final_overlaps = from.final_overlaps;
}

}  // namespace mattis
