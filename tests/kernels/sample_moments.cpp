// SPDX-License-Identifier: BSD-3-Clause
// Second moments of the random numbers that samples are made of, against a loop over the generator.
#include <mattis/kernels/sample_moments.hpp>

#include <support/neurons.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>

using namespace mattis;
using namespace mattis::test;

namespace {

template <Real T>
std::vector<double> moments_of_loop(int steps, int condensed, std::uint64_t seed,
                                    std::int64_t first, std::int64_t samples) {
  auto const D = static_cast<std::size_t>(condensed + 1 + steps);
  std::vector<double> moments(D * D, 0);
  for (std::int64_t i = 0; i < samples; ++i) {
    auto const u = random_numbers<T>(steps, condensed, seed, first + i);
    for (std::size_t p = 0; p < D; ++p)
      for (std::size_t q = 0; q < D; ++q)
        moments[p * D + q] += u[p] * u[q] / static_cast<double>(samples);
  }
  return moments;
}

}  // namespace

TEMPLATE_TEST_CASE("sample moments: those of the numbers that a sweep draws", "[kernels][moments]",
                   float, double) {
  struct Shape {
    int steps, condensed;
    std::int64_t first, samples;
  };
  // 20000 samples take two chunks where rows are kept.
  for (auto const& shape : {Shape{1, 0, 0, 1}, Shape{5, 2, 7, 3}, Shape{9, 130, 0, 300},
                            Shape{33, 1, 1000, 2500}, Shape{3, 1, 5, 20000}}) {
    INFO("T " << shape.steps << ", K " << shape.condensed << ", M " << shape.samples);
    auto const D = static_cast<std::size_t>(shape.condensed + 1 + shape.steps);
    auto const expected =
        moments_of_loop<TestType>(shape.steps, shape.condensed, 11, shape.first, shape.samples);
    for (auto const target : {Target::best, Target::portable}) {
      SampleMoments<Exec, TestType> plan(Exec{}, shape.steps, shape.condensed, shape.samples,
                                         target);
      Array<double**, Exec> const moments("mattis::test::moments", D, D);
      plan.run(Exec{}, 11, shape.first, moments);
      Exec{}.fence("mattis::test");
      // The normals are rounded, and then the sums.
      CHECK(largest_difference(moments, expected) <=
            4 * covariance_error_bound<TestType>(shape.samples));
    }
  }
}

TEST_CASE("sample moments: bad arguments are named", "[kernels][moments]") {
  using Plan = SampleMoments<Exec, float>;
  CHECK_THROWS_WITH(Plan(Exec{}, 0, 1, 10), "T: expected at least 1, got 0");
  CHECK_THROWS_WITH(Plan(Exec{}, 5, -1, 10), "K: expected at least 0, got -1");
  CHECK_THROWS_WITH(Plan(Exec{}, 5, 1, 0), "M: expected at least 1, got 0");
}
