// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/verify/detail/comparison.hpp>

namespace mattis::detail {
namespace {

template <class View>
Outcome values(View const& view) {
  return {view.data(), view.data() + view.size()};
}

/// A network's overlaps and energies, from the first step to the last.
template <ExecutionSpace Exec, Real T>
void verify_simulations(Comparison<Exec, T>& all) {
  struct Case {
    char const* what;
    Dense model;
    bool distinct;
  };
  Case const cases[] = {
      {"simulate hopfield", {.n = 1, .alpha = 0.1, .g = 1.3, .a = {1.0}}, false},
      {"simulate dense", {.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2, 0.4}}, false},
      {"simulate distinct", {.n = 3, .alpha = 0.002, .g = 1.3, .a = {1.2}}, true}};
  for (auto const& [what, model, distinct] : cases) {
    all.each_case(what, 2, [&, &model = model, distinct = distinct] {
      SimulateOptions options{.T = 6, .dt = 0.1, .N = 60 + all.size(1, 33), .trials = 2, .cues = 1};
      options.seed = all.seed() >> 1;
      options.distinct_indices = distinct;
      // Six steps of sums of some hundred terms: rounding errors add up, and grow little.
      all.compare_within("N " + to_text(options.N), 2000 * all.epsilon, [&](How const& how) {
        options.how = how;
        auto const network = simulate<T>(all.exec, model, options);
        return joined({values(network.m), values(network.E)});
      });
    });
  }
}

template <ExecutionSpace Exec, Real T>
void verify_solutions(Comparison<Exec, T>& all) {
  struct Case {
    char const* what;
    Dense model;
    Method method;
  };
  Case const cases[] = {
      {"solve hopfield", {.n = 1, .alpha = 0.1, .g = 1.3, .a = {1.0}}, Method::picard},
      {"solve dense", {.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2, 0.4}}, Method::picard},
      {"solve causal", {.n = 1, .alpha = 0.1, .g = 1.3, .a = {1.0}}, Method::causal}};
  for (auto const& [what, model, method] : cases) {
    all.each_case(what, 2, [&, &model = model, method = method] {
      SolveOptions options{.T = static_cast<int>(all.size(3, 17)), .dt = 0.1, .M = 600};
      options.seed = all.seed() >> 1;
      options.method = method;
      options.tol = 1e-6;
      options.jitter = 1e-4;
      options.standard_errors = false;
      all.compare_within("T " + to_text(std::int64_t{options.T}), options.tol + 4000 * all.epsilon,
                         [&](How const& how) {
        options.how = how;
        auto const theory = solve<T>(all.exec, model, options);
        return joined(
            {values(theory.m), values(theory.C_phi), values(theory.S_phi), values(theory.E)});
      });
    });
  }
}

// Overlaps and energies at the last step, float: `mattis simulate hopfield --N 200 --trials 400000`
// and so on, with the options below and seed 987654321 (EPYC, Zen 4, AVX-512).
struct StoredModel {
  char const* what;
  Dense model;
  std::int64_t size;  // N of a simulation
  Estimates last_step;
};

template <class MeanOf>
Estimates over_trials(std::size_t trials, std::size_t count, MeanOf const& value) {
  Estimates estimates;
  for (std::size_t k = 0; k < count; ++k) {
    double sum = 0, squares = 0;
    for (std::size_t trial = 0; trial < trials; ++trial) sum += value(trial, k);
    double const mean = sum / static_cast<double>(trials);
    for (std::size_t trial = 0; trial < trials; ++trial)
      squares += (value(trial, k) - mean) * (value(trial, k) - mean);
    estimates.values.push_back(mean);
    estimates.errors.push_back(
        std::sqrt(squares / static_cast<double>(trials) / static_cast<double>(trials - 1)));
  }
  return estimates;
}

template <ExecutionSpace Exec, Real T>
void verify_stored_simulations(Comparison<Exec, T>& all) {
  StoredModel const stored[] = {
      {"simulate hopfield, stored",
       {.n = 1, .alpha = 0.1, .g = 1.3, .a = {1.0}},
       200,
       {{0.985618932, -2.229375743, 0.669552226}, {2.17e-5, 9.54e-5, 1.56e-5}}},
      {"simulate dense, stored",
       {.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2, 0.4}},
       100,
       {{0.984838845, 0.003301612, -2.234734657, 0.677777827},
        {4.74e-5, 3.16e-4, 6.08e-4, 3.10e-5}}}};
  for (auto const& [what, model, N, last_step] : stored) {
    all.each_case(what, 1, [&, &model = model, N = N, &last_step = last_step] {
      SimulateOptions options{.T = 20, .dt = 0.1, .N = N, .trials = 200};
      options.seed = all.seed() >> 1;
      all.compare_estimates("N " + to_text(N) + ", 200 trials", last_step, [&](How const& how) {
        options.how = how;
        auto const network = simulate<T>(all.exec, model, options);
        auto const K = network.m.extent(2);
        return over_trials(network.m.extent(0), K + 2, [&](std::size_t trial, std::size_t k) {
          return k < K ? network.m(trial, 19, k) : network.E(trial, 19, k - K);
        });
      });
    });
  }
}

template <ExecutionSpace Exec, Real T>
void verify_stored_solutions(Comparison<Exec, T>& all) {
  StoredModel const stored[] = {
      {"solve hopfield, stored",
       {.n = 1, .alpha = 0.1, .g = 1.3, .a = {1.0}},
       0,
       {{0.984993348, -2.238613736, 0.668267188}, {1.44e-5, 4.35e-5, 8.52e-6}}},
      {"solve dense, stored",
       {.n = 2, .alpha = 0.05, .g = 1.5, .a = {1.2, 0.4}},
       0,
       {{0.985693002, 0.001405405, -2.233627776, 0.677842268},
        {1.92e-5, 2.36e-4, 3.39e-5, 6.51e-6}}}};
  for (auto const& [what, model, N, last_step] : stored) {
    all.each_case(what, 1, [&, &model = model, &last_step = last_step] {
      SolveOptions options{.T = 20, .dt = 0.1, .M = 20000};
      options.seed = all.seed() >> 1;
      all.compare_estimates("T 20, M 20000", last_step, [&](How const& how) {
        options.how = how;
        auto const theory = solve<T>(all.exec, model, options);
        Estimates estimates;
        for (std::size_t k = 0; k < theory.m.extent(1); ++k) {
          estimates.values.push_back(theory.m(19, k));
          estimates.errors.push_back(theory.m_se(19, k));
        }
        for (std::size_t k = 0; k < 2; ++k) {
          estimates.values.push_back(theory.E(19, k));
          estimates.errors.push_back(theory.E_se(19, k));
        }
        return estimates;
      });
    });
  }
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void verify_models(Comparison<Exec, T>& comparison) {
  verify_simulations(comparison);
  verify_solutions(comparison);
  verify_stored_simulations(comparison);
  verify_stored_solutions(comparison);
}

#define MATTIS_INSTANTIATE_VERIFY_MODELS(EXEC)                        \
  template void verify_models<EXEC, float>(Comparison<EXEC, float>&); \
  template void verify_models<EXEC, double>(Comparison<EXEC, double>&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_VERIFY_MODELS)

}  // namespace mattis::detail
