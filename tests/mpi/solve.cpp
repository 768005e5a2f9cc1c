// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/mpi/operations.hpp>
#include <mpi/some_ranks.hpp>
#include <support/solutions.hpp>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <random>
#include <utility>
#include <vector>

using namespace mattis;
using test::for_numbers_of_ranks;
using test::same_bits;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

void check_same(Solution const& a, Solution const& b) {
  test::check_same_bits(a, b);
  CHECK(same_bits(a.m_se, b.m_se));
  CHECK(same_bits(a.C_phi_se, b.C_phi_se));
  CHECK(same_bits(a.S_phi_se, b.S_phi_se));
  CHECK(same_bits(a.E_se, b.E_se));
  CHECK(a.residuals == b.residuals);
  CHECK(a.kernel_rank == b.kernel_rank);
  CHECK(a.kernel_error == b.kernel_error);
}

template <Real T>
void check_ranks(Dense const& model, SolveOptions const& options) {
  auto const alone = solve<T>(Exec{}, model, options);
  for_numbers_of_ranks([&](mpi::Communicator const& communicator) {
    INFO(communicator.size() << " ranks");
    check_same(mpi::solve<T>(Exec{}, communicator, model, options), alone);
  });
}

Samples drawn_samples(int steps, std::int64_t count) {
  auto const M = static_cast<std::size_t>(count);
  Samples samples{HostArray<std::int8_t**>("xi", M, 1), HostArray<double*>("x0", M),
                  HostArray<double**>("z", static_cast<std::size_t>(steps), M)};
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  for (std::size_t i = 0; i < M; ++i) {
    samples.xi(i, 0) = random() % 2 == 0 ? std::int8_t{1} : std::int8_t{-1};
    samples.x0(i) = samples.xi(i, 0) + 0.5 * normal(random);
  }
  for (std::size_t i = 0; i < samples.z.size(); ++i) samples.z.data()[i] = normal(random);
  return samples;
}

}  // namespace

TEST_CASE("The theory has the same bits for any number of ranks, by every method", "[mpi][solve]") {
  Dense const model{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}};
  for (auto const method : {Method::picard, Method::causal, Method::damped}) {
    INFO(method_name(method));
    SolveOptions options{.T = 12, .dt = 0.1, .M = 5000, .method = method, .iterations = 40};
    options.seed = 3;
    check_ranks<float>(model, options);
    check_ranks<double>(model, options);
  }
}

TEST_CASE("Given samples are shared out", "[mpi][solve]") {
  Dense const model{.n = 2, .alpha = 0.05, .g = 1.2, .a = {1.0}};
  SolveOptions options{.T = 10, .dt = 0.1, .M = 1300};
  options.samples = drawn_samples(options.T, options.M);
  check_ranks<float>(model, options);
}

TEST_CASE("Ensembles of all samples, where feedback is strong, are shared out", "[mpi][solve]") {
  Dense const model{.n = 4, .alpha = 0.05, .g = 1.5, .a = {1.2}};
  check_ranks<float>(model, {.T = 30, .dt = 0.1, .M = 3000, .method = Method::causal});
}

TEST_CASE("Sizes smaller and larger than the number of ranks", "[mpi][solve]") {
  std::mt19937 random(11);
  for (int trial = 0; trial < 12; ++trial) {
    auto const T = std::uniform_int_distribution<int>(2, 20)(random);
    auto const blocks = std::uniform_int_distribution<std::int64_t>(0, 9)(random);
    auto const more = std::uniform_int_distribution<std::int64_t>(1, 256)(random);
    bool const cued = trial % 3 != 0;
    Dense const model{.n = 1 + trial % 2,
                      .alpha = 0.1,
                      .g = 1.1,
                      .a = cued ? std::vector<double>{0.9, 0.3} : std::vector<double>{}};
    SolveOptions options{.T = T,
                         .dt = 0.1,
                         .M = 256 * blocks + more,
                         .tol = 1e-2,
                         .method = trial % 4 == 0 ? Method::picard : Method::causal};
    options.seed = static_cast<std::uint64_t>(trial);
    options.standard_errors = trial % 2 == 0;
    INFO("T " << T << ", M " << options.M << ", n " << model.n);
    check_ranks<float>(model, options);
  }
}

TEST_CASE("Portable kernels and the reference, too", "[mpi][solve]") {
  Dense const model{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}};
  for (auto const target : {Target::portable, Target::reference}) {
    for (auto const method : {Method::picard, Method::causal}) {
      SolveOptions options{.T = 6, .dt = 0.1, .M = target == Target::portable ? 40000 : 600};
      options.method = method;
      options.standard_errors = false;
      options.how = target;
      check_ranks<float>(model, options);
    }
  }
}

TEST_CASE("A checkpoint goes on with another number of ranks", "[mpi][solve]") {
  Dense const model{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}};
  SolveOptions options{.T = 12, .dt = 0.1, .M = 3000};
  auto const whole = solve<float>(Exec{}, model, options);
  for_numbers_of_ranks([&](mpi::Communicator const& communicator) {
    // Every state of a shared run, gone on alone, and the reverse.
    std::vector<std::shared_ptr<SolutionCheckpoint>> states;
    auto saving = options;
    saving.checkpoint.due = [] { return true; };
    saving.checkpoint.save = [&](SolutionCheckpoint const& state) {
      LatestSolution latest;
      latest.keep(state);
      states.push_back(std::make_shared<SolutionCheckpoint>(*latest.state()));
    };
    check_same(mpi::solve<float>(Exec{}, communicator, model, saving), whole);
    REQUIRE(states.size() > 3);
    auto const of_ranks = std::exchange(states, {});
    solve<float>(Exec{}, model, saving);
    for (std::size_t i = 0; i < of_ranks.size(); i += 3) {
      auto resumed = options;
      resumed.checkpoint.resume = of_ranks[i];
      check_same(solve<float>(Exec{}, model, resumed), whole);
    }
    for (std::size_t i = 0; i < states.size(); i += 3) {
      auto resumed = options;
      resumed.checkpoint.resume = states[i];
      check_same(mpi::solve<float>(Exec{}, communicator, model, resumed), whole);
    }
  });
}
