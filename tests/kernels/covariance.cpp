// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/covariance.hpp>

#include <support/neurons.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

namespace mattis::test {
namespace {

template <class T>
Array<T**, Exec> state_of(Matrix const& matrix) {
  Array<T**, Exec> state("mattis::test::state", static_cast<std::size_t>(matrix.rows),
                         static_cast<std::size_t>(matrix.columns));
  std::transform(matrix.entries.begin(), matrix.entries.end(), state.data(),
                 [](double v) { return static_cast<T>(v); });
  return state;
}

}  // namespace

TEMPLATE_TEST_CASE("covariance: every target meets its error bound", "[kernels]", float, double) {
  auto const [T, M] = GENERATE(
      table<int, int>({{1, 1}, {2, 3}, {5, 17}, {4, 1024}, {11, 1025}, {70, 300}, {31, 2100}}));
  auto const target = GENERATE(Target::best, Target::portable);
  Matrix const phi = random_matrix(T, M, 1.0, 21);
  Array<double**, Exec> const C("mattis::test::C", static_cast<std::size_t>(T),
                                static_cast<std::size_t>(T));
  covariance(Exec{}, state_of<TestType>(phi), C, target);
  Exec{}.fence();
  INFO("T " << T << ", M " << M << (target == Target::best ? ", best" : ", portable"));
  CHECK(largest_difference(C, reference::covariance(phi).entries) <=
        covariance_error_bound<TestType>(M));
}

TEST_CASE("covariance: same bits for any number of threads", "[kernels]") {
  auto const target = GENERATE(Target::best, Target::portable);
  auto const phi = state_of<float>(random_matrix(33, 9000, 1.0, 22));
  std::vector<double> first;
  for (auto const& exec : instances_of_different_size()) {
    Array<double**, Exec> const C("mattis::test::C", 33, 33);
    covariance(exec, phi, C, target);
    exec.fence();
    if (first.empty()) first = bits(C);
    CHECK(bits(C) == first);
  }
}

TEST_CASE("covariance: an argument of the wrong shape is named", "[kernels][errors]") {
  Array<float**, Exec> const phi("mattis::test::phi", 3, 8);
  Array<double**, Exec> const C("mattis::test::C", 3, 2);
  CHECK_THROWS_WITH(covariance(Exec{}, phi, C), "C: expected shape (3, 3), got (3, 2)");
  CHECK_THROWS_WITH(covariance(Exec{}, Array<float**, Exec>("mattis::test::phi", 3, 0), C),
                    "M: expected at least 1, got 0");
  Kokkos::View<float**, Kokkos::LayoutStride, Exec> const row(phi.data(),
                                                              Kokkos::LayoutStride(1, 24, 3, 2));
  CHECK_THROWS_WITH(covariance(Exec{}, row, Array<double**, Exec>("mattis::test::C", 1, 1)),
                    "phi: expected a row-major View without gaps, got strides (24, 2)");
  Array<double**, Exec> const samples("mattis::test::phi", 3, 3);
  CHECK_THROWS_WITH(covariance(Exec{}, samples, samples),
                    "C: expected memory apart from phi, got an overlapping View");
}

}  // namespace mattis::test
