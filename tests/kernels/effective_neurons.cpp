// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/expr/sweep.hpp>

#include <support/neurons.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace mattis::test {

TEMPLATE_TEST_CASE("effective neurons: every target meets its error bound", "[kernels]", float,
                   double) {
  auto const [T, K, M] = GENERATE(table<int, int, int>({{2, 0, 1},
                                                        {3, 1, 3},
                                                        {5, 3, 17},
                                                        {6, 1, 256},
                                                        {7, 0, 257},
                                                        {13, 3, 1000},
                                                        {24, 1, 300},
                                                        {25, 1, 31},
                                                        {64, 2, 257},
                                                        {70, 3, 100}}));
  SweepProblem const problem{T, K, M};
  int const samples = M;  // clang 16 captures no structured binding where OpenMP is on
  int const response_samples = GENERATE_COPY(samples, (samples + 2) / 3);
  auto const expected = problem.expected(response_samples);
  auto input = problem.input();
  input.response_samples = response_samples;
  double const bound = sweep_error_bound<TestType>(T);
  for (auto const& [name, means, plan] : sweeps<TestType>(input, problem)) {
    INFO(name << ", T " << T << ", K " << K << ", M " << M << ", response of " << response_samples);
    plan.run(Exec{});
    Exec{}.fence();
    problem.check(means, expected, bound);
  }
}

TEMPLATE_TEST_CASE("effective neurons: same bits for any number of threads and buffers",
                   "[kernels]", float, double) {
  SweepProblem const problem{19, 2, 6000};
  auto input = problem.drawn_input(0);
  input.response_samples = 3100;
  std::vector<std::vector<std::vector<double>>> seen;
  for (auto const& exec : instances_of_different_size()) {
    std::size_t target = 0;
    for (auto const& [name, means, plan] : sweeps<TestType>(input, problem, exec)) {
      INFO(name << " with " << exec.concurrency() << " threads");
      plan.run(exec);
      exec.fence();
      auto const first = all_bits(means);
      plan.run(exec);
      exec.fence();
      CHECK(all_bits(means) == first);
      if (target == seen.size()) seen.push_back(first);
      CHECK(first == seen[target++]);
    }
  }
}

TEMPLATE_TEST_CASE("effective neurons: drawn samples are the same on every target", "[kernels]",
                   float, double) {
  SweepProblem const problem{11, 2, 700};
  auto input = problem.drawn_input(0);
  input.first_sample = 1000;
  auto const targets = sweeps<TestType>(input, problem);
  auto const& first = targets.front().means;
  targets.front().plan.run(Exec{});
  Exec{}.fence();
  for (auto const& [name, means, plan] : targets) {
    INFO(name);
    plan.run(Exec{});
    Exec{}.fence();
    CHECK(largest_difference(means.C, bits(first.C)) <= sweep_error_bound<TestType>(problem.T));
    CHECK(largest_difference(means.m, bits(first.m)) <= sweep_error_bound<TestType>(problem.T));
    CHECK(largest_difference(means.phi_eta, bits(first.phi_eta)) <=
          sweep_error_bound<TestType>(problem.T));
  }
}

TEMPLATE_TEST_CASE("effective neurons: drawn noise less its regression is what is said",
                   "[kernels][moments]", float, double) {
  SweepProblem problem{11, 2, 700};
  Matrix const regression = random_matrix(problem.T, problem.K + 1, 0.5, 9);
  auto drawn = problem.drawn_input(1000);
  drawn.regression = array_of(regression);
  // The same samples, given.
  for (int i = 0; i < problem.M; ++i) {
    auto const u =
        random_numbers<TestType>(problem.T, problem.K, drawn.seed, drawn.first_sample + i);
    auto& start = problem.x0[static_cast<std::size_t>(i)];
    start = drawn.ic_noise * u[2];
    for (int k = 0; k < problem.K; ++k) {
      problem.xi(i, k) = u[static_cast<std::size_t>(k)];
      start += 0.5 * problem.xi(i, k);
    }
    for (int t = 0; t < problem.T; ++t) {
      problem.z(t, i) = u[static_cast<std::size_t>(problem.K + 1 + t)];
      for (int k = 0; k <= problem.K; ++k)
        problem.z(t, i) -= regression(t, k) * u[static_cast<std::size_t>(k)];
    }
  }
  auto const expected = problem.expected(problem.M);
  for (auto const& [name, means, plan] : sweeps<TestType>(drawn, problem)) {
    INFO(name);
    plan.run(Exec{});
    Exec{}.fence();
    problem.check(means, expected, sweep_error_bound<TestType>(problem.T));
  }
}

TEST_CASE("effective neurons: consecutive ranges of samples make up the whole", "[kernels]") {
  SweepProblem const problem{9, 1, 600};
  auto input = problem.drawn_input(0);
  SampleMeans<Exec> const part(Exec{}, problem.T, problem.K);
  auto const plan = plan_sweep<double>(Exec{}, input, part);
  plan.run(Exec{});
  Exec{}.fence();
  auto const whole = bits(part.C);
  std::vector<double> sum(whole.size());
  for (auto const& [first, count] : {std::pair{0, 100}, std::pair{100, 499}, std::pair{599, 1}}) {
    input.first_sample = first;
    input.samples = count;
    plan.run(Exec{}, input);
    Exec{}.fence();
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part.C.data()[i] * count / problem.M;
  }
  for (std::size_t i = 0; i < sum.size(); ++i) CHECK(std::abs(whole[i] - sum[i]) <= 1e-14);
}

TEST_CASE("effective neurons: the workspace is as large as said and a sweep allocates nothing",
          "[kernels]") {
  static std::uint64_t allocated;
  auto const target = GENERATE(Target::best, Target::portable);
  SweepProblem const problem{30, 2, 1500};
  auto const input = problem.drawn_input(0);
  Exec const exec;
  SampleMeans<Exec> const means(exec, problem.T, problem.K);
  allocated = 0;
  Kokkos::Tools::Experimental::set_allocate_data_callback(
      [](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t size) {
    allocated += size;
  });
  auto const plan = plan_sweep<float>(exec, input, means, target);
  auto const by_plan = allocated;
  plan.run(exec);
  exec.fence();
  auto const by_sweep = allocated - by_plan;
  Kokkos::Tools::Experimental::set_allocate_data_callback(nullptr);
  using Plan = std::remove_const_t<decltype(plan)>;
  auto const said = Plan::bytes(problem.T, problem.K, exec.concurrency(), target);
  CHECK(by_plan == said);
  CHECK(by_sweep == 0);
  CHECK(Plan::bytes(1000, 1, 2) < 200u << 20);
}

TEST_CASE("effective neurons: a bad argument is named", "[kernels][errors]") {
  SweepProblem const problem{5, 1, 10};
  SampleMeans<Exec> const means(Exec{}, 5, 1);
  auto const plan = plan_sweep<float>(Exec{}, problem.input(), means);
  auto const message = [&](auto change) {
    auto input = problem.input();
    change(input);
    try {
      plan.run(Exec{}, input);
    } catch (Error const& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(message([](auto&) {}) == "accepted");
  CHECK(message([](auto& in) { in.dt = 0; }).starts_with("dt: expected"));
  CHECK(message([](auto& in) { in.samples = 0; }).starts_with("samples: expected"));
  CHECK(message([](auto& in) {
          in.response_samples = 11;
        }).starts_with("response_samples: expected 1 to 10, got 11"));
  CHECK(message([](auto& in) { in.ic_noise = -1; }).starts_with("ic_noise: expected"));
  CHECK(message([](auto& in) { in.regression = Array<double**, Exec>("mattis::test::B", 5, 1); }) ==
        "regression: expected shape (5, 2), got (5, 1)");
  CHECK(message([](auto& in) { in.regression = Array<double**, Exec>("mattis::test::B", 5, 2); }) ==
        "regression: expected none with given samples, got one");
  CHECK(message([](auto& in) { in.samples = 11; }).starts_with("x0: expected"));
  CHECK(message([](auto& in) { in.kernel = Array<double**, Exec>("mattis::test::F", 5, 4); }) ==
        "kernel: expected shape (5, 5), got (5, 4)");
  using Plan = EffectiveNeurons<Exec, float>;
  CHECK_THROWS_WITH(Plan(Exec{}, 1, 0, {}), "T: expected at least 2, got 1");
  CHECK_THROWS_WITH(Plan(Exec{}, 2, -1, {}), "K: expected at least 0, got -1");
}

}  // namespace mattis::test
