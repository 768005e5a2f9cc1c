// SPDX-License-Identifier: BSD-3-Clause
// The same results whatever number of threads OpenMP grants, and wherever the caller is.
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/euler_step.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/sample_moments.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/simulate.hpp>
#include <support/same_bits.hpp>
#include <support/threads.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <array>
#include <string>

using namespace mattis;
using namespace mattis::test;

namespace {

using Result = std::vector<double>;

template <class View>
void append(Result& result, View const& view) {
  for (std::size_t i = 0; i < view.span(); ++i)
    result.push_back(static_cast<double>(view.data()[i]));
}

Array<float**, Exec> rows(int T, int M) {
  Array<float**, Exec> view(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::test::rows"),
                            static_cast<std::size_t>(T), static_cast<std::size_t>(M));
  auto const values = random_values(view.size(), 1.0, 3);
  for (std::size_t i = 0; i < view.size(); ++i) view.data()[i] = static_cast<float>(values[i]);
  return view;
}

Result pattern_kernels(Exec const& exec, Target target) {
  auto const xi = random_patterns(exec, 700, 9000, 1);
  auto const x = view_of<float>(random_values(9000, 1.0, 2));
  HostVector<float> const phi(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::test::phi"),
                              9000),
      h(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::test::h"), 9000),
      m(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::test::m"), 700);
  tanh(exec, x, phi, target);
  overlap(exec, xi, phi, m, target);
  field(exec, xi, m, h, target);
  euler_step(exec, x, h, 0.1, phi, target);
  Result result;
  append(result, m);
  append(result, phi);
  return result;
}

Result sample_kernels(Exec const& exec, Target target) {
  Array<double**, Exec> const C("mattis::test::C", 20, 20), S("mattis::test::S", 20, 20),
      F("mattis::test::F", 20, 20), moments("mattis::test::moments", 8, 8);
  for (int t = 0; t < 20; ++t)
    for (int s = 0; s < t; ++s) F(t, s) = 0.1 * (t - s);
  covariance(exec, rows(20, 9000), C, target);
  response(exec, rows(20, 3000), F, 0.05, S, target);
  SampleMoments<Exec, float>(exec, 6, 1, 20000, target).run(exec, 5, 0, moments);
  Result result;
  append(result, C);
  append(result, S);
  append(result, moments);
  return result;
}

Result statements(Exec const& exec) {
  auto const xi = random_patterns(exec, 600, 5000, 1);
  auto const view = view_of<float>(random_values(5000, 1.0, 4));
  auto x = lazy(view);
  HostVector<double> const sum(Kokkos::view_alloc(Kokkos::WithoutInitializing, "mattis::test::sum"),
                               1);
  together(x = x + field(xi, overlap(xi, mattis::tanh(x))), total(sum) = mattis::sum(x * x))
      .run(exec);
  Result result;
  append(result, view);
  append(result, sum);
  return result;
}

Result simulation(Exec const& exec) {
  auto const run =
      simulate(exec, Hopfield{.alpha = 0.2, .g = 1.2, .a = {1}},
               {.T = 5, .dt = 0.1, .N = 3000, .trials = 2, .seed = 6, .save_states = true});
  Result result;
  append(result, run.m);
  append(result, run.E);
  append(result, run.x);
  return result;
}

Result theory(Exec const& exec, int n, Method method) {
  auto const solution = solve(exec, Dense{.n = n, .alpha = 0.1, .g = 1.2, .a = {1}},
                              {.T = 30, .dt = 0.1, .M = 2000, .method = method, .seed = 7});
  Result result;
  append(result, solution.m);
  append(result, solution.m_se);
  append(result, solution.C_phi);
  append(result, solution.E);
  return result;
}

struct Operation {
  char const* name;
  Result (*run)(Exec const&);
  bool inside;  ///< may be called from inside a region
};

std::vector<Operation> operations() {
  return {
      {"pattern kernels", [](Exec const& exec) { return pattern_kernels(exec, Target::best); },
       true},
      {"pattern kernels, portable",
       [](Exec const& exec) { return pattern_kernels(exec, Target::portable); }, false},
      {"kernels of samples", [](Exec const& exec) { return sample_kernels(exec, Target::best); },
       true},
      {"kernels of samples, portable",
       [](Exec const& exec) { return sample_kernels(exec, Target::portable); }, false},
      {"statements", statements, true},
      {"simulate", simulation, true},
      {"solve", [](Exec const& exec) { return theory(exec, 1, Method::picard); }, false},
      {"solve in one pass", [](Exec const& exec) { return theory(exec, 2, Method::causal); },
       false},
  };
}

}  // namespace

TEST_CASE("threads: every item is done once, and no workspace is used by two at a time",
          "[threads]") {
  auto const count = GENERATE(0, 1, 2, 3, 63, 1000, 20011);
  auto const nanoseconds = GENERATE(0.1, 1e6);
  auto const workspaces = GENERATE(1, 2, 500);
  for (auto const& exec : instances_of_different_size()) {
    std::vector<int> times(static_cast<std::size_t>(count));
    std::vector<int> busy(static_cast<std::size_t>(workspaces));
    bool apart = true;
    auto const work = [&](int worker, std::int64_t item) {
      auto& workspace = busy.at(static_cast<std::size_t>(worker));
      if (Kokkos::atomic_fetch_add(&workspace, 1) != 0) apart = false;
      ++times[static_cast<std::size_t>(item)];
      Kokkos::atomic_fetch_add(&workspace, -1);
    };
    auto const launch = [&] {
      detail::for_items(exec, "mattis::test::items", {count, nanoseconds, workspaces}, work);
    };
    launch();
    with_one_thread_granted(launch);
    INFO(count << " items of " << nanoseconds << " ns, " << workspaces << " workspaces");
    CHECK(apart);
    CHECK(std::count(times.begin(), times.end(), 2) == count);
  }
}

TEST_CASE("threads: results are the same where OpenMP grants fewer than a space has", "[threads]") {
  for (auto const& [name, run, inside] : operations()) {
    INFO(name);
    Exec const exec = instances_of_different_size()[1 % instances_of_different_size().size()];
    auto const right = run(exec);
    Result one;
    with_one_thread_granted([&, run = run] { one = run(exec); });
    CHECK(same_bits(one, right));
#ifdef KOKKOS_ENABLE_OPENMP
    omp_set_dynamic(1);  // fewer when the machine is busy
    CHECK(same_bits(run(exec), right));
    omp_set_dynamic(0);
    auto const threads = omp_get_max_threads();
    omp_set_num_threads(1);
    CHECK(same_bits(run(exec), right));
    omp_set_num_threads(threads);
#endif
  }
}

#ifdef KOKKOS_ENABLE_OPENMP
TEST_CASE(
    "threads: inside a parallel region of the program the calling thread works alone, or an Error "
    "says so",
    "[threads][errors]") {
  Exec const exec;
  for (auto const& [name, run, inside] : operations()) {
    INFO(name);
    auto const right = run(exec);
    std::array<Result, 2> results;
    std::array<std::string, 2> errors;
    inside_a_region([&, run = run](int thread) {
      auto const i = static_cast<std::size_t>(thread);
      try {
        results[i] = run(exec);
      } catch (Error const& error) {
        errors[i] = error.what();
      }
    });
    for (std::size_t i = 0; i < 2; ++i) {
      if (inside) {
        CHECK(errors[i].empty());
        CHECK(same_bits(results[i], right));
      } else {
        CHECK(errors[i].ends_with(
            ": expected a call from outside of OpenMP's parallel regions, got one from inside"));
      }
    }
  }
}

TEST_CASE("threads: what is granted is counted", "[threads]") {
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>) {
    Exec const two(2);
    CHECK(granted_threads(two) == 2);
    CHECK(granted_threads(Exec(1)) == 1);
    int one = 0;
    with_one_thread_granted([&] { one = granted_threads(two); });
    CHECK(one == 1);
    std::array<int, 2> inside{};
    inside_a_region(
        [&](int thread) { inside[static_cast<std::size_t>(thread)] = granted_threads(two); });
    CHECK(inside == std::array<int, 2>{1, 1});
  }
}
#endif

TEST_CASE(
    "threads: a race, which scripts/check-races must see before it may say that there is none",
    "[.race]") {
  int sum = 0;
  detail::for_items(Exec{}, "mattis::test::race", {.count = 1000, .nanoseconds = 1e6},
                    [&](std::int64_t) { sum = sum + 1; });
  CHECK(sum > 0);
}
