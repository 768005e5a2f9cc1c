// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/models/simulation_checkpoint.hpp>
#include <mattis/mpi/operations.hpp>
#include <mpi/some_ranks.hpp>
#include <support/same_bits.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <memory>
#include <random>
#include <utility>
#include <vector>

using namespace mattis;
using test::for_numbers_of_ranks;
using test::same_bits;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

void check_same(Simulation const& a, Simulation const& b) {
  CHECK(same_bits(a.m, b.m));
  CHECK(same_bits(a.E, b.E));
  CHECK(same_bits(a.x, b.x));
  CHECK(same_bits(a.phi, b.phi));
}

}  // namespace

TEST_CASE("Trials and cues have the same bits for any number of ranks", "[mpi][simulate]") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 16; ++trial) {
    Dense const model{.n = 1 + trial % 3, .alpha = 0.05, .g = 1.2, .a = {1.08}};
    SimulateOptions options{.T = 4, .dt = 0.1, .N = 30 + 7 * trial};
    if (model.n > 1) options.N = 20;
    options.trials = std::uniform_int_distribution<int>(1, 9)(random);
    options.cues = trial % 2 == 0 ? 1 : std::uniform_int_distribution<int>(1, 9)(random);
    options.seed = static_cast<std::uint64_t>(trial);
    options.save_states = trial % 4 == 0;
    INFO(options.trials << " trials, " << options.cues << " cues, n " << model.n);
    auto const alone = simulate<float>(Exec{}, model, options);
    for_numbers_of_ranks([&](mpi::Communicator const& communicator) {
      INFO(communicator.size() << " ranks");
      check_same(mpi::simulate<float>(Exec{}, communicator, model, options), alone);
    });
  }
}

TEST_CASE("A simulation goes on with another number of ranks", "[mpi][simulate]") {
  Dense const model{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}};
  // More than fit one group of each of four ranks, 1024 at most, so that there are several rounds.
  SimulateOptions options{.T = 4, .dt = 0.1, .N = 30, .trials = 4500};
  auto const whole = simulate<float>(Exec{}, model, options);
  for_numbers_of_ranks([&](mpi::Communicator const& communicator) {
    std::vector<std::shared_ptr<SimulationCheckpoint>> states;
    auto saving = options;
    saving.checkpoint.due = [] { return true; };
    saving.checkpoint.save = [&](SimulationCheckpoint const& state) {
      auto const copy = [](auto const& array) {
        auto const made = Kokkos::create_mirror(array);
        Kokkos::deep_copy(made, array);
        return made;
      };
      states.push_back(std::make_shared<SimulationCheckpoint>(state));
      states.back()->x = copy(state.x);
      states.back()->results.m = copy(state.results.m);
      states.back()->results.E = copy(state.results.E);
    };
    mpi::simulate<float>(Exec{}, communicator, model, saving);
    REQUIRE(!states.empty());
    auto const of_ranks = std::exchange(states, {});
    simulate<float>(Exec{}, model, saving);
    auto resumed = options;
    for (auto const& state : of_ranks) {
      resumed.checkpoint.resume = state;
      check_same(simulate<float>(Exec{}, model, resumed), whole);
    }
    for (std::size_t i = 0; i < states.size(); i += 2) {
      resumed.checkpoint.resume = states[i];
      check_same(mpi::simulate<float>(Exec{}, communicator, model, resumed), whole);
    }
  });
}

TEST_CASE("Blocks of patterns have the same bits for any number of ranks", "[mpi][simulate]") {
  for (int const n : {1, 2}) {
    Dense const model{.n = n, .alpha = n == 1 ? 12.0 : 0.1, .g = 1.2, .a = {1.08, 0.2}};
    for (std::int64_t const N : {100, 260, 700}) {  // 1200 to 49000 patterns
      SimulateOptions options{.T = 5, .dt = 0.1, .N = N, .trials = 2, .by_patterns = true};
      options.cues = n;
      options.save_states = true;
      auto const alone = simulate<float>(Exec{}, model, options);
      for_numbers_of_ranks([&](mpi::Communicator const& communicator) {
        INFO("n " << n << ", N " << N << ", " << communicator.size() << " ranks");
        check_same(mpi::simulate<float>(Exec{}, communicator, model, options), alone);
      });
      options.by_patterns = false;
      auto const whole = simulate<float>(Exec{}, model, options);
      for (std::size_t i = 0; i < whole.x.size(); ++i)
        REQUIRE(std::abs(alone.x.data()[i] - whole.x.data()[i]) < 1e-4);
      for (std::size_t i = 0; i < whole.m.size(); ++i)
        REQUIRE(std::abs(alone.m.data()[i] - whole.m.data()[i]) < 1e-5);
      for (std::size_t i = 0; i < whole.E.size(); ++i)
        REQUIRE(std::abs(alone.E.data()[i] - whole.E.data()[i]) <
                1e-5 * (1 + std::abs(whole.E.data()[i])));
    }
  }
}
