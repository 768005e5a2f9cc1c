// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/model.hpp>
#include <mattis/dmft/solve_plan.hpp>

namespace mattis::c {
namespace {

SolveOptions read(mattis_solve_options const& given) {
  SolveOptions options;
  expect(given.method >= MATTIS_PICARD && given.method <= MATTIS_DAMPED, "options.method",
         "MATTIS_PICARD (0), MATTIS_CAUSAL (1) or MATTIS_DAMPED (2)", given.method);
  options.method = given.method == MATTIS_PICARD   ? Method::picard
                   : given.method == MATTIS_CAUSAL ? Method::causal
                                                   : Method::damped;
  options.T = or_default(given.T, options.T);
  options.dt = or_default(given.dt, options.dt);
  options.M = or_default(given.M, options.M);
  options.tol = or_default(given.tol, options.tol);
  options.max_sweeps = given.max_sweeps;
  options.update_stepsize = or_default(given.update_stepsize, options.update_stepsize);
  options.iterations = or_default(given.iterations, options.iterations);
  options.seed = given.seed;
  options.standard_errors = given.no_standard_errors == 0;
  return options;
}

template <Real T>
Solution run(SolvePlan<Exec, T> const& plan) {
  try {
    return plan.run(Exec{});
  } catch (Error const& error) {  // the arguments are good
    throw Refusal(MATTIS_FAILED, error.what());
  }
}

void solve(mattis_model const* given_model, mattis_solve_options const* given_options,
           mattis_solution* given_result) {
  auto result = read_struct("solution", given_result);
  auto const model = read_model(given_model);
  auto const chosen = read_options("options", given_options);
  auto const options = read(chosen);
  with_precision(chosen.precision, [&]<class T>(T) {
    SolvePlan<Exec, T> const plan(Exec{}, model, options, given_scratch(chosen));
    expect_extent("solution.T", result.T, options.T);
    expect_extent("solution.K", result.K, static_cast<std::int64_t>(model.a.size()));
    auto const solution = run(plan);
    copy_to(solution.m, result.m);
    copy_to(solution.m_se, result.m_se);
    copy_to(solution.C_phi, result.C_phi);
    copy_to(solution.C_phi_se, result.C_phi_se);
    copy_to(solution.S_phi, result.S_phi);
    copy_to(solution.S_phi_se, result.S_phi_se);
    copy_to(solution.E, result.E);
    copy_to(solution.E_se, result.E_se);
    result.sweeps = solution.sweeps;
    result.residual = solution.residual;
    result.wall_seconds = solution.wall_seconds;
  });
  write_struct(result, given_result);
}

void count(mattis_model const* given_model, mattis_solve_options const* given_options,
           std::size_t* bytes) {
  expect_pointer("bytes", bytes);
  auto const model = read_model(given_model);
  auto const chosen = read_options("options", given_options);
  auto const options = read(chosen);
  with_precision(chosen.precision, [&]<class T>(T) {
    *bytes = SolvePlan<Exec, T>(Exec{}, model, options, Scratch<Exec>::later()).workspace_bytes();
  });
}

}  // namespace
}  // namespace mattis::c

extern "C" int mattis_solve(mattis_model const* model, mattis_solve_options const* options,
                            mattis_solution* solution) {
  using namespace mattis::c;
  return guarded([&] { mattis::c::solve(model, options, solution); });
}

extern "C" int mattis_solve_workspace_bytes(mattis_model const* model,
                                            mattis_solve_options const* options, size_t* bytes) {
  using namespace mattis::c;
  return guarded([&] { count(model, options, bytes); });
}
