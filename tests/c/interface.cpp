// SPDX-License-Identifier: BSD-3-Clause
// The C interface gives the bits of the library.
#include <mattis/mattis.h>
#include <mattis/mattis.hpp>

#include <support/arrays.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace mattis::test {
namespace {

constexpr std::int64_t P = 40, N = 300, T = 12, M = 600;

template <class Number>
std::vector<Number> numbers(std::int64_t count) {
  auto const values = random_values(static_cast<std::size_t>(count), 1.0, 7);
  return {values.begin(), values.end()};
}
template <class Number>
auto view(std::vector<Number>& values, std::int64_t rows) {
  auto const count = static_cast<std::size_t>(rows);
  return Array<Number**, Exec>(values.data(), count, values.size() / count);
}
template <class Number>
mattis_plan_options options_of(std::int64_t states = 0) {
  mattis_plan_options options{};
  options.size = sizeof options;
  options.precision = std::is_same_v<Number, double> ? MATTIS_DOUBLE : MATTIS_FLOAT;
  options.states = states;
  return options;
}
mattis_patterns drawn_patterns() {
  mattis_patterns patterns{};
  REQUIRE(mattis_patterns_random(P, N, 5, &patterns) == MATTIS_SUCCESS);
  return patterns;
}
mattis_model hopfield(double const* a = nullptr, std::int64_t K = 0) {
  mattis_model model{};
  model.size = sizeof model;
  model.alpha = 0.1;
  model.g = 1.2;
  model.a = a;
  model.condensed = K;
  return model;
}

template <class Number>
constexpr auto run_overlap = mattis_overlap_float;
template <>
constexpr auto run_overlap<double> = mattis_overlap_double;
template <class Number>
constexpr auto run_field = mattis_field_float;
template <>
constexpr auto run_field<double> = mattis_field_double;
template <class Number>
constexpr auto run_covariance = mattis_covariance_float;
template <>
constexpr auto run_covariance<double> = mattis_covariance_double;
template <class Number>
constexpr auto run_response = mattis_response_float;
template <>
constexpr auto run_response<double> = mattis_response_double;
template <class Number>
constexpr auto run_rhs = mattis_rhs_float;
template <>
constexpr auto run_rhs<double> = mattis_rhs_double;

}  // namespace

TEST_CASE("c: patterns drawn, packed and unpacked", "[c]") {
  auto const patterns = drawn_patterns();
  std::int64_t rows = 0, columns = 0;
  REQUIRE(mattis_patterns_shape(patterns, &rows, &columns) == MATTIS_SUCCESS);
  CHECK(rows == P);
  CHECK(columns == N);
  std::vector<std::int8_t> signs(P * N), again(P * N);
  REQUIRE(mattis_patterns_unpack(patterns, signs.data()) == MATTIS_SUCCESS);
  auto const expected = unpack_patterns(Exec{}, random_patterns(Exec{}, P, N, 5));
  CHECK(std::equal(signs.begin(), signs.end(), expected.data()));
  mattis_patterns packed{};
  REQUIRE(mattis_patterns_pack(P, N, signs.data(), &packed) == MATTIS_SUCCESS);
  CHECK(packed.id != patterns.id);
  REQUIRE(mattis_patterns_unpack(packed, again.data()) == MATTIS_SUCCESS);
  CHECK(again == signs);
  CHECK(mattis_patterns_free(packed) == MATTIS_SUCCESS);
  CHECK(mattis_patterns_free(patterns) == MATTIS_SUCCESS);
}

TEMPLATE_TEST_CASE("c: plans give the bits of the library, in a caller's scratch too", "[c]", float,
                   double) {
  using Number = TestType;
  Exec const exec;
  auto const patterns = drawn_patterns();
  auto const xi = random_patterns(exec, P, N, 5);
  std::vector<Number> of_neurons = numbers<Number>(3 * N), of_patterns = numbers<Number>(3 * P),
                      samples = numbers<Number>(T * M), m(3 * P), h(3 * N), dxdt(3 * N);
  std::vector<double> F = numbers<double>(T * T), C(T * T), S(T * T);
  auto const model = hopfield();

  std::vector<Number> m_expected(3 * P), h_expected(3 * N), dxdt_expected(3 * N);
  std::vector<double> C_expected(T * T), S_expected(T * T);
  overlap(exec, xi, view(of_neurons, N), view(m_expected, P));
  field(exec, xi, view(of_patterns, P), view(h_expected, N));
  covariance(exec, view(samples, T), view(C_expected, T));
  response(exec, view(samples, T), Array<double const**, Exec>(view(F, T)), 0.1,
           view(S_expected, T));
  rhs(RightHandSide<Exec, Number>(exec, xi, Hopfield{.alpha = 0.1, .g = 1.2}, {.states = 3}), exec,
      view(of_neurons, 3), view(dxdt_expected, 3));
  exec.fence();

  for (bool const given : {false, true}) {
    auto options = options_of<Number>(3);
    options.caller_scratch = given;
    mattis_plan overlaps{}, fields{}, covariances{}, responses{}, network{};
    REQUIRE(mattis_overlap_plan(patterns, &options, &overlaps) == MATTIS_SUCCESS);
    REQUIRE(mattis_field_plan(patterns, &options, &fields) == MATTIS_SUCCESS);
    REQUIRE(mattis_covariance_plan(T, M, &options, &covariances) == MATTIS_SUCCESS);
    REQUIRE(mattis_response_plan(T, M, &options, &responses) == MATTIS_SUCCESS);
    REQUIRE(mattis_rhs_plan(patterns, &model, &options, &network) == MATTIS_SUCCESS);
    std::vector<char> scratch;  // of all, one after the other
    if (given) {
      std::size_t most = 0, bytes = 0;
      for (auto const plan : {overlaps, fields, covariances, responses, network}) {
        REQUIRE(mattis_plan_workspace_bytes(plan, &bytes) == MATTIS_SUCCESS);
        most = std::max(most, bytes);
      }
      scratch.resize(most);
      for (auto const plan : {overlaps, fields, covariances, responses, network})
        REQUIRE(mattis_plan_use_scratch(plan, scratch.data(), most) == MATTIS_SUCCESS);
    }
    REQUIRE(run_overlap<Number>(overlaps, of_neurons.data(), m.data()) == MATTIS_SUCCESS);
    REQUIRE(run_field<Number>(fields, of_patterns.data(), h.data()) == MATTIS_SUCCESS);
    REQUIRE(run_covariance<Number>(covariances, samples.data(), C.data()) == MATTIS_SUCCESS);
    REQUIRE(run_response<Number>(responses, samples.data(), F.data(), 0.1, S.data()) ==
            MATTIS_SUCCESS);
    REQUIRE(run_rhs<Number>(network, of_neurons.data(), dxdt.data()) == MATTIS_SUCCESS);
    CHECK(m == m_expected);
    CHECK(h == h_expected);
    CHECK(C == C_expected);
    CHECK(S == S_expected);
    CHECK(dxdt == dxdt_expected);
    auto in_place = of_neurons;
    REQUIRE(run_rhs<Number>(network, in_place.data(), in_place.data()) == MATTIS_SUCCESS);
    CHECK(in_place == dxdt_expected);
    for (auto const plan : {overlaps, fields, covariances, responses, network})
      CHECK(mattis_plan_free(plan) == MATTIS_SUCCESS);
  }
  CHECK(mattis_patterns_free(patterns) == MATTIS_SUCCESS);
}

TEST_CASE("c: a plan keeps the patterns that it was made of", "[c]") {
  auto const patterns = drawn_patterns();
  mattis_plan plan{};
  REQUIRE(mattis_overlap_plan(patterns, nullptr, &plan) == MATTIS_SUCCESS);
  REQUIRE(mattis_patterns_free(patterns) == MATTIS_SUCCESS);
  auto phi = numbers<float>(N);
  std::vector<float> m(P), expected(P);
  CHECK(mattis_overlap_float(plan, phi.data(), m.data()) == MATTIS_SUCCESS);
  overlap(Exec{}, random_patterns(Exec{}, P, N, 5), view(phi, N), view(expected, P));
  Exec{}.fence();
  CHECK(m == expected);
  CHECK(mattis_plan_free(plan) == MATTIS_SUCCESS);
}

TEST_CASE("c: simulate and solve give the numbers of the library", "[c]") {
  double const a[] = {1.08};
  auto const model = hopfield(a, 1);
  mattis_simulate_options how_to_simulate{};
  how_to_simulate.size = sizeof how_to_simulate;
  how_to_simulate.T = 6;
  how_to_simulate.trials = 2;
  how_to_simulate.seed = 3;
  std::vector<double> m(2 * 6), E(2 * 6 * 2), x(2 * 6 * 200);
  mattis_simulation simulation{};
  simulation.size = sizeof simulation;
  simulation.rows = 2;
  simulation.T = 6;
  simulation.K = 1;
  simulation.N = 200;
  simulation.m = m.data();
  simulation.E = E.data();
  simulation.x = x.data();
  REQUIRE(mattis_simulate(&model, &how_to_simulate, &simulation) == MATTIS_SUCCESS);
  Hopfield const network{.alpha = 0.1, .g = 1.2, .a = {1.08}};
  auto const simulated =
      simulate(Exec{}, network, {.T = 6, .trials = 2, .seed = 3, .save_states = true});
  CHECK(std::equal(m.begin(), m.end(), simulated.m.data()));
  CHECK(std::equal(E.begin(), E.end(), simulated.E.data()));
  CHECK(std::equal(x.begin(), x.end(), simulated.x.data()));
  CHECK(simulation.P == 20);
  CHECK(simulation.wall_seconds > 0);

  std::size_t bytes = 0;
  REQUIRE(mattis_simulate_workspace_bytes(&model, &how_to_simulate, 1, &bytes) == MATTIS_SUCCESS);
  std::vector<unsigned char> memory(bytes);
  how_to_simulate.scratch = memory.data();
  how_to_simulate.scratch_bytes = bytes;
  std::fill(x.begin(), x.end(), 0.0);
  REQUIRE(mattis_simulate(&model, &how_to_simulate, &simulation) == MATTIS_SUCCESS);
  CHECK(std::equal(x.begin(), x.end(), simulated.x.data()));

  mattis_solve_options how_to_solve{};
  how_to_solve.size = sizeof how_to_solve;
  how_to_solve.precision = MATTIS_DOUBLE;
  how_to_solve.T = 6;
  how_to_solve.M = 2000;
  std::vector<double> overlaps(6), errors(6), C(36), S(36);
  mattis_solution solution{};
  solution.size = sizeof solution;
  solution.T = 6;
  solution.K = 1;
  solution.m = overlaps.data();
  solution.m_se = errors.data();
  solution.C_phi = C.data();
  solution.S_phi = S.data();
  REQUIRE(mattis_solve(&model, &how_to_solve, &solution) == MATTIS_SUCCESS);
  auto const theory = solve<double>(Exec{}, network, {.T = 6, .M = 2000});
  CHECK(std::equal(overlaps.begin(), overlaps.end(), theory.m.data()));
  CHECK(std::equal(errors.begin(), errors.end(), theory.m_se.data()));
  CHECK(std::equal(C.begin(), C.end(), theory.C_phi.data()));
  CHECK(std::equal(S.begin(), S.end(), theory.S_phi.data()));
  CHECK(solution.sweeps == theory.sweeps);
  CHECK(solution.residual == theory.residual);

  REQUIRE(mattis_solve_workspace_bytes(&model, &how_to_solve, &bytes) == MATTIS_SUCCESS);
  memory.assign(bytes, 0xA5);
  how_to_solve.scratch = memory.data();
  how_to_solve.scratch_bytes = bytes;
  std::fill(C.begin(), C.end(), 0.0);
  REQUIRE(mattis_solve(&model, &how_to_solve, &solution) == MATTIS_SUCCESS);
  CHECK(std::equal(C.begin(), C.end(), theory.C_phi.data()));

  // A caller whose header has no scratch yet: what lies behind its struct is not looked at.
  how_to_solve.size = offsetof(mattis_solve_options, scratch);
  how_to_solve.scratch_bytes = 1;
  CHECK(mattis_solve(&model, &how_to_solve, &solution) == MATTIS_SUCCESS);
}

TEST_CASE("c: older structs are shorter, newer ones may be longer", "[c]") {
  auto const patterns = drawn_patterns();
  mattis_plan plan{};
  // The size alone: an older header's struct, with nothing behind it that may be read.
  std::size_t const shortest = sizeof(std::size_t);
  std::vector<unsigned char> older(shortest);
  std::memcpy(older.data(), &shortest, shortest);
  CHECK(mattis_overlap_plan(patterns, reinterpret_cast<mattis_plan_options const*>(older.data()),
                            &plan) == MATTIS_SUCCESS);
  CHECK(mattis_plan_free(plan) == MATTIS_SUCCESS);
  std::vector<unsigned char> newer(sizeof(mattis_plan_options) + 16);
  std::size_t const longer = newer.size();
  std::memcpy(newer.data(), &longer, sizeof longer);
  auto const* const options = reinterpret_cast<mattis_plan_options const*>(newer.data());
  CHECK(mattis_overlap_plan(patterns, options, &plan) == MATTIS_SUCCESS);
  CHECK(mattis_plan_free(plan) == MATTIS_SUCCESS);
  newer.back() = 1;
  CHECK(mattis_overlap_plan(patterns, options, &plan) == MATTIS_INVALID_ARGUMENT);
  CHECK(mattis_message() ==
        std::string("options.size: expected the struct's, 32 bytes, got 48 with a field that this "
                    "library does not know"));
  CHECK(mattis_patterns_free(patterns) == MATTIS_SUCCESS);
}

TEST_CASE("c: threads run plans of their own at the same time", "[c]") {
  auto const patterns = drawn_patterns();
  auto const phi = numbers<float>(N);
  std::vector<float> expected(P);
  mattis_plan first{};
  REQUIRE(mattis_overlap_plan(patterns, nullptr, &first) == MATTIS_SUCCESS);
  REQUIRE(mattis_overlap_float(first, phi.data(), expected.data()) == MATTIS_SUCCESS);
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      std::vector<float> m(P);
      for (int run = 0; run < 50; ++run) {
        mattis_plan plan{};
        bool const ran = mattis_overlap_plan(patterns, nullptr, &plan) == MATTIS_SUCCESS &&
                         mattis_overlap_float(plan, phi.data(), m.data()) == MATTIS_SUCCESS &&
                         mattis_plan_free(plan) == MATTIS_SUCCESS;
        right += ran && m == expected ? 1 : 0;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(right == 200);
  CHECK(mattis_plan_free(first) == MATTIS_SUCCESS);
  CHECK(mattis_patterns_free(patterns) == MATTIS_SUCCESS);
}

TEST_CASE("c: threads have messages of their own, and a plan runs once at a time", "[c]") {
  mattis_plan plan{};
  REQUIRE(mattis_covariance_plan(50, 20000, nullptr, &plan) == MATTIS_SUCCESS);
  CHECK(mattis_covariance_plan(0, 1, nullptr, &plan) == MATTIS_INVALID_ARGUMENT);
  std::string const here = mattis_message();
  auto const phi = numbers<float>(50 * 20000);
  std::atomic<int> done{0}, busy{0}, other{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&] {
      std::vector<double> C(50 * 50);
      for (int run = 0; run < 8; ++run) {
        int const status = mattis_covariance_float(plan, phi.data(), C.data());
        ++(status == MATTIS_SUCCESS ? done : status == MATTIS_BUSY ? busy : other);
        if (status == MATTIS_BUSY &&
            std::string(mattis_message()) !=
                "plan: expected one that runs nowhere, got one that runs in another thread")
          ++other;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(other == 0);
  CHECK(done >= 1);
  CHECK(done + busy == 32);
  CHECK(mattis_message() == here);
  CHECK(here == "T: expected at least 1, got 0");
  CHECK(mattis_plan_free(plan) == MATTIS_SUCCESS);
}

}  // namespace mattis::test
