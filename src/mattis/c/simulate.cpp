// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/model.hpp>
#include <mattis/models/simulate_plan.hpp>

namespace mattis::c {
namespace {

SimulateOptions read(mattis_simulate_options const& given) {
  expect(given.reserved == 0, "options.reserved", "0", given.reserved);
  SimulateOptions options;
  options.T = or_default(given.T, options.T);
  options.dt = or_default(given.dt, options.dt);
  options.N = or_default(given.N, options.N);
  options.trials = or_default(given.trials, options.trials);
  options.cues = or_default(given.cues, options.cues);
  options.seed = given.seed;
  options.distinct_indices = given.distinct_indices != 0;
  return options;
}

template <Real T>
Simulation run(SimulatePlan<Exec, T>& plan) {
  try {
    return plan.run(Exec{});
  } catch (Error const& error) {  // the arguments are good
    throw Refusal(MATTIS_FAILED, error.what());
  }
}

void simulate(mattis_model const* given_model, mattis_simulate_options const* given_options,
              mattis_simulation* given_result) {
  auto result = read_struct("simulation", given_result);
  auto const model = read_model(given_model);
  auto const chosen = read_options("options", given_options);
  auto options = read(chosen);
  options.save_states = result.x != nullptr || result.phi != nullptr;
  with_precision(chosen.precision, [&]<class T>(T) {
    SimulatePlan<Exec, T> plan(Exec{}, model, options, given_scratch(chosen));
    expect_extent("simulation.rows", result.rows, std::int64_t{options.trials} * options.cues);
    expect_extent("simulation.T", result.T, options.T);
    expect_extent("simulation.K", result.K, static_cast<std::int64_t>(model.a.size()));
    if (options.save_states) expect_extent("simulation.N", result.N, options.N);
    auto const simulation = run(plan);
    copy_to(simulation.m, result.m);
    copy_to(simulation.E, result.E);
    copy_to(simulation.x, result.x);
    copy_to(simulation.phi, result.phi);
    result.P = simulation.P;
    result.wall_seconds = simulation.wall_seconds;
  });
  write_struct(result, given_result);
}

void count(mattis_model const* given_model, mattis_simulate_options const* given_options,
           bool save_states, std::size_t* bytes) {
  expect_pointer("bytes", bytes);
  auto const model = read_model(given_model);
  auto const chosen = read_options("options", given_options);
  auto options = read(chosen);
  options.save_states = save_states;
  with_precision(chosen.precision, [&]<class T>(T) {
    *bytes =
        SimulatePlan<Exec, T>(Exec{}, model, options, Scratch<Exec>::later()).workspace_bytes();
  });
}

}  // namespace
}  // namespace mattis::c

extern "C" int mattis_simulate(mattis_model const* model, mattis_simulate_options const* options,
                               mattis_simulation* simulation) {
  using namespace mattis::c;
  return guarded([&] { mattis::c::simulate(model, options, simulation); });
}

extern "C" int mattis_simulate_workspace_bytes(mattis_model const* model,
                                               mattis_simulate_options const* options,
                                               int save_states, size_t* bytes) {
  using namespace mattis::c;
  return guarded([&] { count(model, options, save_states != 0, bytes); });
}
