// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/effective_neurons.hpp>
#include <mattis/kernels/response.hpp>

#include <support/neurons.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

namespace mattis::test {
namespace {

/// phi' between 0 and 1.
Matrix random_slopes(int T, int M) {
  Matrix slope = random_matrix(T, M, 1.0, 31);
  for (auto& entry : slope.entries) entry = static_cast<float>(1 - entry * entry);
  return slope;
}

template <class T>
Array<T**, Exec> state_of(Matrix const& matrix) {
  Array<T**, Exec> state("mattis::test::state", static_cast<std::size_t>(matrix.rows),
                         static_cast<std::size_t>(matrix.columns));
  std::transform(matrix.entries.begin(), matrix.entries.end(), state.data(),
                 [](double v) { return static_cast<T>(v); });
  return state;
}

}  // namespace

TEMPLATE_TEST_CASE("response: every target meets its error bound", "[kernels]", float, double) {
  auto const [T, M] = GENERATE(
      table<int, int>({{1, 1}, {2, 3}, {5, 17}, {12, 256}, {13, 257}, {37, 600}, {70, 65}}));
  auto const target = GENERATE(Target::best, Target::portable);
  Matrix const slope = random_slopes(T, M);
  Matrix const F = random_matrix(T, T, 1.0, 32);
  Array<double**, Exec> const S("mattis::test::S", static_cast<std::size_t>(T),
                                static_cast<std::size_t>(T));
  response(Exec{}, state_of<TestType>(slope), array_of(F), 0.05, S, target);
  Exec{}.fence();
  INFO("T " << T << ", M " << M << (target == Target::best ? ", best" : ", portable"));
  CHECK(largest_difference(S, reference::response(slope, F, 0.05, M).entries) <=
        0.05 * sweep_error_bound<TestType>(T));
}

TEST_CASE("response: causal to the bit, and dt phi' just below the diagonal", "[kernels]") {
  auto const target = GENERATE(Target::best, Target::portable);
  Matrix const slope = random_slopes(20, 1);
  Array<double**, Exec> const S("mattis::test::S", 20, 20);
  response(Exec{}, state_of<double>(slope), array_of(random_matrix(20, 20, 1.0, 33)), 0.1, S,
           target);
  Exec{}.fence();
  for (int t = 0; t < 20; ++t) {
    for (int s = t; s < 20; ++s) CHECK(S(t, s) == 0);
    if (t > 0) CHECK(S(t, t - 1) == slope(t, 0) * 0.1);
  }
}

TEST_CASE("response: same bits for any number of threads", "[kernels]") {
  auto const target = GENERATE(Target::best, Target::portable);
  auto const slope = state_of<float>(random_slopes(33, 3000));
  auto const F = array_of(random_matrix(33, 33, 1.0, 34));
  std::vector<double> first;
  for (auto const& exec : instances_of_different_size()) {
    Array<double**, Exec> const S("mattis::test::S", 33, 33);
    response(exec, slope, F, 0.05, S, target);
    exec.fence();
    if (first.empty()) first = bits(S);
    CHECK(bits(S) == first);
  }
}

TEST_CASE("response: a bad argument is named", "[kernels][errors]") {
  Array<float**, Exec> const slope("mattis::test::slope", 3, 8);
  Array<double**, Exec> const square("mattis::test::square", 3, 3);
  CHECK_THROWS_WITH(
      response(Exec{}, slope, Array<double**, Exec>("mattis::test::F", 3, 2), 0.1, square),
      "kernel: expected shape (3, 3), got (3, 2)");
  CHECK_THROWS_WITH(response(Exec{}, slope, square, 1.5, square),
                    "dt: expected a number in (0, 1], got 1.5");
}

}  // namespace mattis::test
