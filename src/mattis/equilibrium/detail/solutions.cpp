// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/detail/roots.hpp>
#include <mattis/equilibrium/detail/solutions.hpp>
#include <mattis/equilibrium/gaussian_average.hpp>

#include <cmath>
#include <limits>

namespace mattis::equilibrium::detail {

namespace {

struct State {
  double alpha, T;
  FieldAverages at;   ///< their errors: how far the solution can be
  Bounded deviation;  ///< s = sqrt(alpha r)
  Bounded C;
  Bounded one_less_C;
};

/// C and 1 - C, each of the ways to it that leaves most digits.
State state(double alpha, double T, FieldAverages const& at, Bounded deviation) {
  auto one_less = sqrt(exactly(alpha) * at.q) / deviation;
  auto C = tighter(1 - one_less, at.slope / deviation);
  if (T > 0) C = tighter(C, (1 - at.q) / T);
  one_less = tighter(one_less, 1 - C);
  if (T > 1) one_less = tighter(one_less, (exactly(T) - 1 + at.q) / T);
  return {alpha, T, at, deviation, C, one_less};
}

State state(RetrievalCurve const& curve, double alpha, Retrieval const& solution) {
  auto const at = widened(solution.at, solution_distance(curve, solution, alpha));
  return state(alpha, curve.temperature(), at, at.ratio);  // s = m / y, which is T / tau
}

Bounded log_one_less(Bounded C, Bounded one_less_C) {
  return C.value < 0.5 ? log1p(-C) : log(one_less_C);
}

/// ln(1 - C) + C/(1 - C) = sum_k C^k (k - 1)/k
Bounded loss(Bounded C, Bounded one_less_C) {
  if (C.value > 0.1) return log_one_less(C, one_less_C) + C / one_less_C;
  Bounded sum;
  for (int k = 20; k >= 2; --k) sum = C * (sum + exactly(k - 1) / k);
  return C * sum;
}

/// f = m^2/2 + s^2 C/2 + (alpha/2) [T (ln(1 - C) + C/(1 - C)) - C/(1 - C)] - T <ln 2cosh>
/// is stationary in m, s and C at the solution: their errors come in squared.
Bounded free_energy(State const& s, bool retrieved) {
  double const m = retrieved ? s.at.m.value : 0, deviation = s.deviation.value;
  double const one_less_C = s.one_less_C.value;
  auto const C = exactly(s.C.value), rest = exactly(one_less_C);
  auto f = exactly(m) * exactly(m) / 2 + exactly(deviation) * exactly(deviation) * C / 2 -
           mean_log_2cosh({m, deviation, s.T});
  f = f + exactly(s.alpha) / 2 * (s.T * loss(C, rest) - C / rest);

  double const dm = retrieved ? s.at.m.error : 0, dC = s.one_less_C.error;
  double const step = s.deviation.error / deviation, relative = 2 * step + step * step;
  double const by_deviation =
      std::abs(s.at.y * s.at.slope_y) + std::abs(s.at.tau * s.at.slope_tau) + s.at.slope.value;
  double const share = dC / one_less_C;
  f.error += (1 + C.value) * dm * dm + deviation * deviation * relative * dC +
             s.alpha * (s.T + 2 * s.at.q.value / one_less_C) * share * share +
             (by_deviation * deviation * relative + std::abs(s.at.slope_y) * dm) * relative;
  return f;
}

/// <ln 2cosh x - x tanh x> - (alpha/2) [ln(1 - C) + C/(1 - C)]
Bounded entropy(State const& s, bool retrieved) {
  double const deviation = s.deviation.value;
  auto spins = mean_entropy({retrieved ? s.at.m.value : 0, deviation, s.T});
  double const by_field = std::abs(s.at.m_tau) * (retrieved ? s.at.m.error : 0) +
                          std::abs(s.at.slope_tau) * s.deviation.error;
  spins.error += 1.5 * by_field / deviation;
  return spins - exactly(s.alpha) / 2 * loss(s.C, s.one_less_C);
}

HopfieldSolution thermodynamics(State const& s, SolutionKind kind) {
  bool const retrieved = kind != SolutionKind::spin_glass;
  HopfieldSolution solution{.kind = kind};
  if (retrieved) solution.m = s.at.m;
  solution.q = s.at.q;
  solution.r = tighter(s.deviation * s.deviation / s.alpha, s.at.q / (s.one_less_C * s.one_less_C));
  solution.susceptibility = s.C;
  solution.f = free_energy(s, retrieved);
  solution.entropy = entropy(s, retrieved);
  solution.energy = s.T > 0 ? solution.f + s.T * solution.entropy : solution.f;
  solution.replicon = replicon(s.at);
  solution.stable = kind != SolutionKind::retrieval_unstable;
  return solution;
}

}  // namespace

Bounded replicon(FieldAverages const& at) {
  if (at.tau == 0) return {-infinity, 0};
  return 1 - sech_fourth_density(at.y, at.tau) / (at.tau * at.q);
}

HopfieldSolution describe(double alpha, double T, SpinGlass const& solution) {
  return thermodynamics(state(alpha, T, solution.at, solution.deviation), SolutionKind::spin_glass);
}

HopfieldSolution describe(RetrievalCurve const& curve, double alpha, bool stable) {
  return thermodynamics(state(curve, alpha, curve.solve(alpha, stable)),
                        stable ? SolutionKind::retrieval : SolutionKind::retrieval_unstable);
}

Bounded free_energy(double alpha, double T, SpinGlass const& solution) {
  return free_energy(state(alpha, T, solution.at, solution.deviation), false);
}

Bounded free_energy(RetrievalCurve const& curve, double alpha, Retrieval const& solution) {
  return free_energy(state(curve, alpha, solution), true);
}

HopfieldSolution paramagnet(double alpha, double T) {
  HopfieldSolution solution;
  auto const beta = exactly(1) / T;
  auto const one_less = T > 2 ? 1 - beta : (exactly(T) - 1) / T;
  auto const ln2 = rounded(0.69314718055994531, 0);
  solution.susceptibility = beta;
  solution.f = std::isinf(T)
                   ? Bounded{-infinity, 0}
                   : exactly(alpha) / 2 * (1 + T * log_one_less(beta, one_less)) - T * ln2;
  solution.entropy = ln2 - exactly(alpha) / 2 * loss(beta, one_less);
  solution.energy = 0 - exactly(alpha) / 2 * beta / one_less;
  auto const away = exactly(T) - 1;
  solution.replicon = std::isinf(T) ? exactly(1) : 1 - exactly(alpha) / away / away;
  solution.stable = T >= 1 + std::sqrt(alpha);
  return solution;
}

std::vector<HopfieldSolution> without_load(double T) {
  std::vector<HopfieldSolution> solutions;
  auto const ln2 = rounded(0.69314718055994531, 0);
  HopfieldSolution none;
  none.susceptibility = exactly(1) / T;
  none.f = std::isinf(T) ? Bounded{-infinity, 0} : -(T * ln2);
  none.entropy = ln2;
  none.replicon = exactly(1);
  none.stable = T >= 1;
  if (T < 1) {
    auto const state = curie_weiss(1, 0, T).states.back();
    HopfieldSolution retrieval{.kind = SolutionKind::retrieval};
    retrieval.m = state.m;
    retrieval.q = state.m * state.m;
    retrieval.susceptibility = state.slope;
    auto const one_less_C = 1 - state.slope;
    retrieval.r = retrieval.q / (one_less_C * one_less_C);
    retrieval.f = state.f;
    retrieval.entropy = state.entropy;
    retrieval.energy = -(state.m * state.m / 2);
    retrieval.replicon = exactly(1);
    retrieval.stable = true;
    solutions.push_back(retrieval);
  }
  solutions.push_back(none);
  return solutions;
}

}  // namespace mattis::equilibrium::detail
