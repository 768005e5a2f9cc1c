// SPDX-License-Identifier: BSD-3-Clause
// A call that is asked to stop ends, whatever it is doing, and what it saves goes on to the same
// bits.
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/recovery.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/models/simulation_checkpoint.hpp>
#include <support/same_bits.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using mattis::Stopped;
using mattis::test::same_bits;

namespace {

using Exec = Kokkos::DefaultHostExecutionSpace;

/// Says stop from the `limit`-th question on.
mattis::StopCallback after(std::int64_t limit, std::atomic<std::int64_t>& asked) {
  return [limit, &asked] { return asked.fetch_add(1, std::memory_order_relaxed) >= limit; };
}

bool same(mattis::Solution const& a, mattis::Solution const& b) {
  return same_bits(a.m, b.m) && same_bits(a.m_se, b.m_se) && same_bits(a.C_phi, b.C_phi) &&
         same_bits(a.C_phi_se, b.C_phi_se) && same_bits(a.S_phi, b.S_phi) &&
         same_bits(a.S_phi_se, b.S_phi_se) && same_bits(a.E, b.E) && same_bits(a.E_se, b.E_se) &&
         a.residuals == b.residuals && a.sweeps == b.sweeps;
}

/// A copy that later steps do not change.
template <class View>
View copy_of(View const& from) {
  auto const to = Kokkos::create_mirror(from);
  Kokkos::deep_copy(to, from);
  return to;
}

mattis::SolutionCheckpoint copy_of(mattis::SolutionCheckpoint state) {
  for (auto* const view : {&state.order.m, &state.order.C, &state.order.S, &state.results.E})
    *view = copy_of(*view);
  if (state.stage < mattis::SolutionCheckpoint::Stage::ensembles) return state;
  mattis::EnsembleSpread spread(state.order.steps(), state.order.condensed());
  copy(state.spread, spread);
  state.spread = spread;
  return state;
}

mattis::SimulationCheckpoint copy_of(mattis::SimulationCheckpoint state) {
  state.x = copy_of(state.x);
  for (auto* const view :
       {&state.results.m, &state.results.E, &state.results.x, &state.results.phi})
    *view = copy_of(*view);
  return state;
}

/// Options that stop at the `limit`-th question and keep what is saved then.
template <class State, class Options>
Options stopping(Options options, std::int64_t limit, std::atomic<std::int64_t>& asked,
                 std::shared_ptr<State const>& saved) {
  options.should_stop = after(limit, asked);
  options.checkpoint.save = [&saved](State const& state) {
    saved = std::make_shared<State const>(copy_of(state));
  };
  options.checkpoint.resume = saved;
  return options;
}

std::shared_ptr<mattis::Choices const> in_groups_of_one_mebibyte(
    mattis::SimulateOptions const& options) {
  mattis::Choices choices;
  choices.set(
      mattis::choice_key<Exec, float>(
          {}, "networks", {options.N / 10, options.N, std::max(options.trials, options.cues)}),
      "groups1M");
  return std::make_shared<mattis::Choices const>(std::move(choices));
}

}  // namespace

TEST_CASE("stop: a solution that is stopped again and again ends in the same bits", "[stop]") {
  Exec const exec;
  using mattis::Method;
  auto const [n, method] = GENERATE(std::pair{1, Method::picard}, std::pair{1, Method::causal},
                                    std::pair{1, Method::damped}, std::pair{4, Method::causal});
  mattis::Dense const model{.n = n, .alpha = 0.1, .g = 1.4, .a = {1.08}};
  mattis::SolveOptions options{
      .T = 24, .dt = 0.1, .M = 2000, .tol = 1e-5, .method = method, .iterations = 30, .seed = 3};
  CAPTURE(model.n, method_name(options.method));
  auto const whole = mattis::solve<double>(exec, model, options);
  std::shared_ptr<mattis::SolutionCheckpoint const> saved;
  int stops = 0;
  std::optional<mattis::Solution> pieces;
  for (std::int64_t limit = 500; !pieces; limit += 1000) {
    std::atomic<std::int64_t> asked = 0;
    try {
      pieces = mattis::solve<double>(exec, model, stopping(options, limit, asked, saved));
    } catch (Stopped const&) {
      ++stops;
    }
    REQUIRE(stops < 1000);
  }
  CHECK(stops >= 3);
  CHECK(saved != nullptr);
  CHECK(same(whole, *pieces));
}

TEST_CASE("stop: a simulation that is stopped again and again ends in the same bits", "[stop]") {
  Exec const exec;
  mattis::Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  mattis::SimulateOptions options{.T = 20, .N = 300, .trials = 700, .seed = 3, .save_states = true};
  if (GENERATE(false, true)) {
    options.trials = 3;
    options.cues = 300;
  }
  CAPTURE(options.trials);
  auto const whole = mattis::simulate(exec, model, options);
  // Begun in groups of another size, as on another machine.
  options.how = mattis::How().with(in_groups_of_one_mebibyte(options));
  std::shared_ptr<mattis::SimulationCheckpoint const> saved;
  int stops = 0;
  std::size_t begun_with = 0;  // networks of a group
  std::optional<mattis::Simulation> pieces;
  for (std::int64_t limit = 20; !pieces; limit += 300) {
    std::atomic<std::int64_t> asked = 0;
    try {
      pieces = mattis::simulate(exec, model, stopping(options, limit, asked, saved));
    } catch (Stopped const&) {
      if (++stops == 1 && saved != nullptr) begun_with = saved->x.extent(0);
    }
    options.how = {};
    REQUIRE(stops < 1000);
  }
  CHECK(stops >= 3);
  CHECK(begun_with > 0);
  CHECK(begun_with < 250);
  CHECK(same_bits(whole.m, pieces->m));
  CHECK(same_bits(whole.E, pieces->E));
  CHECK(same_bits(whole.x, pieces->x));
  CHECK(same_bits(whole.phi, pieces->phi));
}

TEST_CASE("stop: a sweep of the load that is stopped goes on from its rows", "[stop]") {
  Exec const exec;
  mattis::RecoveryOptions options{
      .alpha = {0.05, 0.1, 0.4}, .g = 1.5, .a = {0.6, 1.35}, .capacity_tol = 0.1};
  options.solve.T = 20;
  options.solve.dt = 0.1;
  options.solve.M = 200;
  auto const whole = mattis::recovery(exec, options);
  std::vector<mattis::RecoveryRow> rows;
  options.on_row = [&](mattis::RecoveryRow const& row) { rows.push_back(row); };
  int stops = 0;
  std::optional<mattis::Recovery> pieces;
  for (std::int64_t limit = 1000; !pieces; limit += 1000) {
    std::atomic<std::int64_t> asked = 0;
    options.finished = rows;
    options.solve.should_stop = after(limit, asked);
    try {
      pieces = mattis::recovery(exec, options);
    } catch (Stopped const&) {
      ++stops;
    }
    REQUIRE(stops < 1000);
  }
  CHECK(stops >= 2);
  REQUIRE(pieces->rows.size() == whole.rows.size());
  for (std::size_t row = 0; row < whole.rows.size(); ++row) {
    CHECK(whole.rows[row].alpha == pieces->rows[row].alpha);
    CHECK(whole.rows[row].m == pieces->rows[row].m);
    CHECK(whole.rows[row].converged);
  }
  CHECK(whole.capacities[0].alpha == pieces->capacities[0].alpha);
}

TEST_CASE("stop: it is heard within a second in the middle of one sweep", "[stop]") {
  Exec const exec;
  mattis::Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  mattis::SolveOptions options{.T = 400, .dt = 0.02, .M = 2000000};
  options.method = mattis::Method::damped;
  options.kernel_tol = GENERATE(0.0, 1e-6);
  using Clock = std::chrono::steady_clock;
  auto const asked = Clock::now() + std::chrono::milliseconds(300);
  options.should_stop = [asked] { return Clock::now() >= asked; };
  CHECK_THROWS_AS(mattis::solve(exec, model, options), Stopped);
  double const seconds = std::chrono::duration<double>(Clock::now() - asked).count();
  CHECK_NOFAIL(seconds < 1);  // a matter of how busy the machine is ..
  CHECK(seconds < 10);        // .. which this is not
}

TEST_CASE("stop: loops of teams hear it, and the call that made them throws", "[stop]") {
  using Policy = Kokkos::TeamPolicy<Exec>;
  constexpr int teams = 100;
  std::atomic<int> done{0};
  auto const run = [&] {
    mattis::detail::for_teams(Exec{}, "mattis::test::teams", Policy(Exec{}, teams, 1),
                              [&](Policy::member_type const&, int) { ++done; });
  };
  std::atomic<std::int64_t> asked{0};
  {
    mattis::detail::StoppableCall const call(after(10, asked));
    CHECK_THROWS_AS(run(), Stopped);
    CHECK(done.load() <= 10);
  }
  done = 0;
  run();
  CHECK(done.load() == teams);
}

TEST_CASE("stop: the request of a call ends with it", "[stop]") {
  Exec const exec;
  mattis::Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  mattis::SolveOptions options{.T = 10, .M = 100};
  options.should_stop = [] { return true; };
  CHECK_THROWS_AS(mattis::solve(exec, model, options), Stopped);
  CHECK_FALSE(mattis::detail::stop_heard());
  options.should_stop = {};
  CHECK_NOTHROW(mattis::solve(exec, model, options));
}
