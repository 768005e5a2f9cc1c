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

}  // namespace

template <ExecutionSpace Exec, Real T>
void verify_models(Comparison<Exec, T>& comparison) {
  verify_simulations(comparison);
  verify_solutions(comparison);
}

#define MATTIS_INSTANTIATE_VERIFY_MODELS(EXEC)                        \
  template void verify_models<EXEC, float>(Comparison<EXEC, float>&); \
  template void verify_models<EXEC, double>(Comparison<EXEC, double>&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_VERIFY_MODELS)

}  // namespace mattis::detail
