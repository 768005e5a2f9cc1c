// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/kernels/compressed_kernel.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <support/neurons.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace mattis::test {
namespace {

constexpr int width = largest_kernel_rank;

CompressedKernel<Exec> result_of(KernelCompression const& compression) {
  return {compression.rank(), compression.read(), compression.write(), compression.keep()};
}

/// The definition, entry by entry: read(t) keep(p - 1) .. keep(q + 1) write(s) for s of a panel q
/// before t's panel p.
double entry(CompressedKernel<Exec> const& kernel, int t, int s) {
  std::vector<double> state(width), next(width);
  for (int j = 0; j < kernel.rank; ++j) state[static_cast<std::size_t>(j)] = kernel.write(s, j);
  for (int p = s / kernel_panel + 1; p < t / kernel_panel; ++p) {
    for (int j = 0; j < kernel.rank; ++j) {
      next[static_cast<std::size_t>(j)] = 0;
      for (int k = 0; k < kernel.rank; ++k)
        next[static_cast<std::size_t>(j)] +=
            kernel.keep(p, j, k) * state[static_cast<std::size_t>(k)];
    }
    std::swap(state, next);
  }
  double sum = 0;
  for (int j = 0; j < kernel.rank; ++j)
    sum += kernel.read(t, j) * state[static_cast<std::size_t>(j)];
  return sum;
}

/// A kernel of exactly this rank, which F follows off the blocks on its diagonal.
CompressedKernel<Exec> random_kernel(int T, int rank, Matrix& F) {
  int const panels = kernel_panels(T);
  auto const keep = random_matrix(panels * width, width, 1.5 / rank, 43);
  Array<double***, Exec> const keeps("mattis::test::keep", static_cast<std::size_t>(panels), width,
                                     width);
  std::copy(keep.entries.begin(), keep.entries.end(), keeps.data());
  CompressedKernel<Exec> const kernel{rank, array_of(random_matrix(T, width, 1.0 / T, 41)),
                                      array_of(random_matrix(T, width, 1.0, 42)), keeps};
  for (int t = 0; t < T; ++t)
    for (int s = 0; s < t / kernel_panel * kernel_panel; ++s) F(t, s) = entry(kernel, t, s);
  return kernel;
}

/// Decays of several rates, whose amplitude depends on the time, and a spike on the diagonal.
Matrix smooth_kernel(int T) {
  Matrix F{T, T, std::vector<double>(static_cast<std::size_t>(T) * static_cast<std::size_t>(T))};
  for (int t = 0; t < T; ++t) {
    for (int s = 0; s <= t; ++s)
      F(t, s) = 0.05 * (1 + 0.3 * std::cos(0.03 * s)) *
                (std::exp(-0.05 * (t - s)) - 0.4 * std::exp(-0.3 * (t - s)) * std::cos(0.1 * t));
    F(t, t) += 0.4;
  }
  return F;
}

double largest_row(Matrix const& F) {
  double largest = 0;
  for (int t = 0; t < F.rows; ++t) {
    double sum = 0;
    for (int s = 0; s <= t; ++s) sum += std::abs(F(t, s));
    largest = std::max(largest, sum);
  }
  return largest;
}

int rank_of(Matrix const& F, double tol) {
  KernelCompression compression(F.rows);
  compression.compress(array_of(F), tol);
  return compression.rank();
}

}  // namespace

TEST_CASE("compressed kernel: the error is as said and within the tolerance", "[kernels]") {
  int const T = GENERATE(97, 120, 260);
  double const tol = GENERATE(1e-3, 1e-6, 1e-9);
  auto const F = smooth_kernel(T);
  KernelCompression compression(T);
  compression.compress(array_of(random_matrix(T, T, 1.0, 40)),
                       tol);  // what it leaves behind must not matter
  compression.compress(array_of(F), tol);
  INFO("T " << T << ", tol " << tol << ", rank " << compression.rank());
  REQUIRE(compression.rank() > 0);
  CHECK(compression.rank() <= 4);
  double worst = 0;
  for (int t = 0; t < T; ++t) {
    double sum = 0;
    for (int s = 0; s < t / kernel_panel * kernel_panel; ++s)
      sum += std::abs(entry(result_of(compression), t, s) - F(t, s));
    worst = std::max(worst, sum);
  }
  CHECK(worst <= tol * largest_row(F));
  CHECK(std::abs(compression.error() - worst / largest_row(F)) <= 1e-13);
}

TEST_CASE("compressed kernel: none where it does not pay", "[kernels]") {
  CHECK(rank_of(smooth_kernel(200), 1e-6) > 0);
  CHECK(rank_of(smooth_kernel(200), 0) == 0);
  CHECK(rank_of(random_matrix(200, 200, 1.0, 7), 1e-6) == 0);
  for (int const T : {2, 3, 24, 30}) CHECK(rank_of(smooth_kernel(T), 1e-6) == 0);
  CHECK(rank_of({200, 200, std::vector<double>(40000)}, 1e-6) == 0);
  for (double const broken :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    auto F = smooth_kernel(200);
    F(150, 3) = broken;
    CHECK(rank_of(F, 1e-6) == 0);
  }
}

TEST_CASE("compressed kernel: one without memory carries nothing", "[kernels]") {
  Matrix F{100, 100, std::vector<double>(10000)};
  for (int t = 0; t < 100; ++t) F(t, t) = 0.4;
  KernelCompression compression(100);
  compression.compress(array_of(F), 1e-9);
  CHECK(compression.rank() == 1);
  CHECK(compression.error() == 0);
  for (int t = 0; t < 100; ++t)
    for (int s = 0; s < t / kernel_panel * kernel_panel; ++s)
      REQUIRE(entry(result_of(compression), t, s) == 0);
}

TEMPLATE_TEST_CASE("compressed kernel: every target sweeps as with the whole of it", "[kernels]",
                   float, double) {
  auto const [T, K, M, rank] = GENERATE(table<int, int, int, int>({{2, 0, 1, 1},
                                                                   {3, 1, 17, 2},
                                                                   {24, 1, 31, 3},
                                                                   {25, 0, 33, 4},
                                                                   {26, 2, 5, 6},
                                                                   {49, 1, 257, 7},
                                                                   {70, 1, 100, 13},
                                                                   {97, 1, 65, 48},
                                                                   {150, 1, 20, 5}}));
  SweepProblem problem{T, K, M};
  auto const compressed = random_kernel(T, rank, problem.F);
  int const response_samples = (M + 1) / 2;
  auto const expected = problem.expected(response_samples);
  auto input = problem.input();
  input.response_samples = response_samples;
  input.compressed = compressed;
  double const bound = sweep_error_bound<TestType>(T);
  for (auto const& [name, means, plan] : sweeps<TestType>(input, problem)) {
    INFO(name << ", T " << T << ", K " << K << ", M " << M << ", rank " << rank);
    plan.run(Exec{});
    Exec{}.fence();
    problem.check(means, expected, bound);
  }
}

TEST_CASE("compressed kernel: same bits for any number of threads", "[kernels]") {
  SweepProblem problem{60, 1, 3000};
  auto input = problem.drawn_input(0);
  input.compressed = random_kernel(60, 5, problem.F);
  std::vector<std::vector<std::vector<double>>> seen;
  for (auto const& exec : instances_of_different_size()) {
    std::size_t target = 0;
    for (auto const& [name, means, plan] : sweeps<float>(input, problem, exec)) {
      INFO(name << " with " << exec.concurrency() << " threads");
      plan.run(exec);
      exec.fence();
      if (target == seen.size()) seen.push_back(all_bits(means));
      CHECK(all_bits(means) == seen[target++]);
    }
  }
}

TEST_CASE("compressed kernel: the workspace is as large as said and nothing else is allocated",
          "[kernels]") {
  static std::uint64_t allocated;
  SweepProblem problem{60, 1, 600};
  auto input = problem.drawn_input(0);
  input.compressed = random_kernel(60, 5, problem.F);
  auto const F = array_of(smooth_kernel(200));
  SampleMeans<Exec> const means(Exec{}, problem.T, problem.K);
  auto const plan =
      plan_sweep<float>(Exec{}, input, means, GENERATE(Target::best, Target::portable));
  allocated = 0;
  Kokkos::Tools::Experimental::set_allocate_data_callback(
      [](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t size) {
    allocated += size;
  });
  KernelCompression compression(200);
  auto const by_compression = allocated;
  compression.compress(F, 1e-6);
  plan.run(Exec{});
  Exec{}.fence();
  Kokkos::Tools::Experimental::set_allocate_data_callback(nullptr);
  CHECK(by_compression == KernelCompression::bytes(200));
  CHECK(allocated == by_compression);
}

TEST_CASE("compressed kernel: a bad one is named", "[kernels][errors]") {
  SweepProblem problem{30, 1, 10};
  SampleMeans<Exec> const means(Exec{}, problem.T, problem.K);
  auto input = problem.input();
  auto const plan = plan_sweep<float>(Exec{}, input, means);
  input.compressed = random_kernel(30, 5, problem.F);
  input.compressed.rank = 49;
  CHECK_THROWS_WITH(plan.run(Exec{}, input), "compressed rank: expected 0 to 48, got 49");
  input.compressed.rank = 5;
  input.compressed.read = array_of(random_matrix(29, 48, 1.0, 1));
  CHECK_THROWS_WITH(plan.run(Exec{}, input),
                    "compressed read: expected shape (30, 48), got (29, 48)");
}

}  // namespace mattis::test
