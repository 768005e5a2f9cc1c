// SPDX-License-Identifier: BSD-3-Clause
// Whatever a C program hands in wrongly is a code and a message, never a crash.
#include <mattis/mattis.h>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace {

struct Refused {
  char const* what;
  int status;
  std::string message;  // how it begins
  std::function<int()> call;
};

void check(std::vector<Refused> const& cases) {
  for (auto const& wrong : cases) {
    INFO(wrong.what);
    CHECK(wrong.call() == wrong.status);
    INFO("message: " << mattis_message());
    CHECK(std::string(mattis_message()).rfind(wrong.message, 0) == 0);
    CHECK(std::string(mattis_message()).find('\n') == std::string::npos);
  }
}

/// Good things of each kind.
struct Program {
  Program() {
    options.size = sizeof options;
    model.size = sizeof model;
    model.alpha = 0.1;
    model.g = 1.2;
    REQUIRE(mattis_patterns_random(5, 2100, 1, &patterns) == MATTIS_SUCCESS);
    REQUIRE(mattis_overlap_plan(patterns, nullptr, &overlaps) == MATTIS_SUCCESS);
    REQUIRE(mattis_field_plan(patterns, nullptr, &fields) == MATTIS_SUCCESS);
    REQUIRE(mattis_covariance_plan(4, 10, nullptr, &covariances) == MATTIS_SUCCESS);
    REQUIRE(mattis_response_plan(4, 10, nullptr, &responses) == MATTIS_SUCCESS);
    REQUIRE(mattis_rhs_plan(patterns, &model, nullptr, &network) == MATTIS_SUCCESS);
  }
  ~Program() {
    for (auto const plan : {overlaps, fields, covariances, responses, network})
      mattis_plan_free(plan);
    mattis_patterns_free(patterns);
  }
  Program(Program const&) = delete;
  Program& operator=(Program const&) = delete;

  mattis_patterns patterns{};
  mattis_plan overlaps{}, fields{}, covariances{}, responses{}, network{};
  mattis_plan_options options{};
  mattis_model model{};
  float floats[2100] = {};
  double doubles[2100] = {};
  std::int8_t signs[5 * 2100] = {};
};

}  // namespace

TEST_CASE("c: handles of nothing, of something freed and of another kind", "[c]") {
  Program good;
  mattis_plan freed{}, plan{};
  REQUIRE(mattis_overlap_plan(good.patterns, nullptr, &freed) == MATTIS_SUCCESS);
  REQUIRE(mattis_plan_free(freed) == MATTIS_SUCCESS);
  mattis_patterns gone{};
  REQUIRE(mattis_patterns_random(2, 3, 1, &gone) == MATTIS_SUCCESS);
  REQUIRE(mattis_patterns_free(gone) == MATTIS_SUCCESS);
  std::int64_t P = 0, N = 0;
  std::size_t bytes = 0;
  mattis_patterns const of_nothing{0};
  mattis_plan const none{0};
  for (mattis_patterns const& wrong :
       {of_nothing, mattis_patterns{~std::uint64_t{0}}, gone, mattis_patterns{good.overlaps.id}}) {
    std::string const message = "patterns: expected a handle of patterns that is not freed, got " +
                                std::to_string(wrong.id);
    int const code = MATTIS_INVALID_HANDLE;
    check({{"unpack", code, message, [&] { return mattis_patterns_unpack(wrong, good.signs); }},
           {"shape", code, message, [&] { return mattis_patterns_shape(wrong, &P, &N); }},
           {"free", code, message, [&] { return mattis_patterns_free(wrong); }},
           {"overlap", code, message, [&] { return mattis_overlap_plan(wrong, nullptr, &plan); }},
           {"field", code, message, [&] { return mattis_field_plan(wrong, nullptr, &plan); }},
           {"rhs", code, message,
            [&] { return mattis_rhs_plan(wrong, &good.model, nullptr, &plan); }}});
  }
  for (mattis_plan const& wrong :
       {none, mattis_plan{~std::uint64_t{0}}, freed, mattis_plan{good.patterns.id}}) {
    std::string const message =
        "plan: expected a handle of plan that is not freed, got " + std::to_string(wrong.id);
    int const code = MATTIS_INVALID_HANDLE;
    check({
        {"bytes", code, message, [&] { return mattis_plan_workspace_bytes(wrong, &bytes); }},
        {"scratch", code, message, [&] { return mattis_plan_use_scratch(wrong, good.doubles, 8); }},
        {"free", code, message, [&] { return mattis_plan_free(wrong); }},
        {"overlap", code, message,
         [&] { return mattis_overlap_float(wrong, good.floats, good.floats); }},
        {"overlap", code, message,
         [&] { return mattis_overlap_double(wrong, good.doubles, good.doubles); }},
        {"field", code, message,
         [&] { return mattis_field_float(wrong, good.floats, good.floats); }},
        {"field", code, message,
         [&] { return mattis_field_double(wrong, good.doubles, good.doubles); }},
        {"covariance", code, message,
         [&] { return mattis_covariance_float(wrong, good.floats, good.doubles); }},
        {"covariance", code, message,
         [&] { return mattis_covariance_double(wrong, good.doubles, good.doubles); }},
        {"response", code, message,
         [&] {
      return mattis_response_float(wrong, good.floats, good.doubles, 0.1, good.doubles);
         }},
        {"response", code, message,
         [&] {
      return mattis_response_double(wrong, good.doubles, good.doubles, 0.1, good.doubles);
         }},
          {"rhs", code, message, [&] { return mattis_rhs_float(wrong, good.floats, good.floats); }},
          {"rhs", code, message,
           [&] { return mattis_rhs_double(wrong, good.doubles, good.doubles); }},
        });
  }
  int const code = MATTIS_INVALID_HANDLE;
  check(
      {{"another operation", code,
        "plan: expected one of mattis_overlap_plan of float, got one of mattis_field_plan of float",
        [&] { return mattis_overlap_float(good.fields, good.floats, good.floats); }},
       {"another precision", code,
        "plan: expected one of mattis_rhs_plan of double, got one of mattis_rhs_plan of float",
        [&] { return mattis_rhs_double(good.network, good.doubles, good.doubles); }}});
}

TEST_CASE("c: null pointers", "[c]") {
  Program good;
  mattis_plan plan{};
  std::int64_t number = 0;
  int const code = MATTIS_INVALID_ARGUMENT;
  auto const null = [](char const* name) {
    return std::string(name) + ": expected a pointer, got a null pointer";
  };
  check({
      {"random", code, null("patterns"), [&] { return mattis_patterns_random(1, 1, 1, nullptr); }},
      {"pack", code, null("patterns"),
       [&] { return mattis_patterns_pack(1, 1, good.signs, nullptr); }},
      {"pack", code, null("signs"),
       [&] { return mattis_patterns_pack(1, 1, nullptr, &good.patterns); }},
      {"unpack", code, null("signs"),
       [&] { return mattis_patterns_unpack(good.patterns, nullptr); }},
      {"shape", code, null("P"),
       [&] { return mattis_patterns_shape(good.patterns, nullptr, &number); }},
      {"shape", code, null("N"),
       [&] { return mattis_patterns_shape(good.patterns, &number, nullptr); }},
      {"plan", code, null("plan"),
       [&] { return mattis_overlap_plan(good.patterns, nullptr, nullptr); }},
      {"plan", code, null("plan"),
       [&] { return mattis_field_plan(good.patterns, nullptr, nullptr); }},
      {"plan", code, null("plan"), [&] { return mattis_covariance_plan(1, 1, nullptr, nullptr); }},
      {"plan", code, null("plan"), [&] { return mattis_response_plan(1, 1, nullptr, nullptr); }},
      {"plan", code, null("plan"),
       [&] { return mattis_rhs_plan(good.patterns, &good.model, nullptr, nullptr); }},
      {"model", code, null("model"),
       [&] { return mattis_rhs_plan(good.patterns, nullptr, nullptr, &plan); }},
      {"bytes", code, null("bytes"),
       [&] { return mattis_plan_workspace_bytes(good.overlaps, nullptr); }},
      {"overlap", code, null("phi"),
       [&] { return mattis_overlap_float(good.overlaps, nullptr, good.floats); }},
      {"overlap", code, null("m"),
       [&] { return mattis_overlap_float(good.overlaps, good.floats, nullptr); }},
      {"field", code, null("f"),
       [&] { return mattis_field_float(good.fields, nullptr, good.floats); }},
      {"field", code, null("h"),
       [&] { return mattis_field_float(good.fields, good.floats, nullptr); }},
      {"covariance", code, null("phi"),
       [&] { return mattis_covariance_float(good.covariances, nullptr, good.doubles); }},
      {"covariance", code, null("C"),
       [&] { return mattis_covariance_float(good.covariances, good.floats, nullptr); }},
      {"response", code, null("slope"),
       [&] {
    return mattis_response_float(good.responses, nullptr, good.doubles, 0.1, good.doubles);
       }},
      {"response", code, null("kernel"),
       [&] {
    return mattis_response_float(good.responses, good.floats, nullptr, 0.1, good.doubles);
       }},
        {"response", code, null("S"),
         [&] {
    return mattis_response_float(good.responses, good.floats, good.doubles, 0.1, nullptr);
         }},
      {"rhs", code, null("x"),
       [&] { return mattis_rhs_float(good.network, nullptr, good.floats); }},
      {"rhs", code, null("dxdt"),
       [&] { return mattis_rhs_float(good.network, good.floats, nullptr); }},
      {"simulate", code, null("simulation"),
       [&] { return mattis_simulate(&good.model, nullptr, nullptr); }},
      {"solve", code, null("solution"),
       [&] { return mattis_solve(&good.model, nullptr, nullptr); }},
      });
  mattis_simulation simulation{};
  simulation.size = sizeof simulation;
  mattis_solution solution{};
  solution.size = sizeof solution;
  auto without_amplitudes = good.model;
  without_amplitudes.condensed = 2;
  check({{"simulate", code, null("model"),
          [&] { return mattis_simulate(nullptr, nullptr, &simulation); }},
         {"solve", code, null("model"), [&] { return mattis_solve(nullptr, nullptr, &solution); }},
         {"a", code, null("model.a"),
          [&] { return mattis_simulate(&without_amplitudes, nullptr, &simulation); }}});
}

TEST_CASE("c: scratch that is short, or not there", "[c]") {
  Program good;
  good.options.caller_scratch = 1;
  mattis_plan plan{};
  REQUIRE(mattis_overlap_plan(good.patterns, &good.options, &plan) == MATTIS_SUCCESS);
  std::size_t bytes = 0;
  REQUIRE(mattis_plan_workspace_bytes(plan, &bytes) == MATTIS_SUCCESS);
  REQUIRE(bytes > 8);
  std::vector<char> memory(bytes);
  std::string const message = "scratch: expected at least " + std::to_string(bytes) + " bytes";
  int const code = MATTIS_SHORT_SCRATCH;
  float m[5];
  check({{"none yet", code, message + " from use(), got a plan without memory",
          [&] { return mattis_overlap_float(plan, good.floats, m); }},
         {"short", code, message + ", got " + std::to_string(bytes - 1),
          [&] { return mattis_plan_use_scratch(plan, memory.data(), bytes - 1); }},
         {"null", code, message + ", got none",
          [&] { return mattis_plan_use_scratch(plan, nullptr, bytes); }}});
  CHECK(mattis_plan_use_scratch(plan, memory.data(), bytes) == MATTIS_SUCCESS);
  CHECK(mattis_overlap_float(plan, good.floats, m) == MATTIS_SUCCESS);
  CHECK(mattis_plan_free(plan) == MATTIS_SUCCESS);
}

TEST_CASE("c: sizes of structs that are none", "[c]") {
  Program good;
  mattis_plan plan{};
  mattis_simulate_options simulate_options{};
  mattis_solve_options solve_options{};
  mattis_simulation simulation{};
  mattis_solution solution{};
  simulation.size = sizeof simulation;
  solution.size = sizeof solution;
  int const code = MATTIS_INVALID_ARGUMENT;
  for (std::size_t const size :
       {std::size_t{0}, std::size_t{7}, std::size_t{4097}, ~std::size_t{0}}) {
    good.options.size = simulate_options.size = solve_options.size = size;
    auto wrong_model = good.model;
    wrong_model.size = size;
    auto wrong_simulation = simulation;
    wrong_simulation.size = size;
    auto wrong_solution = solution;
    wrong_solution.size = size;
    auto const expected = [size](char const* name, std::size_t right) {
      return std::string(name) + ".size: expected the struct's, " + std::to_string(right) +
             " bytes, got " + std::to_string(size);
    };
    check({
        {"plan options", code, expected("options", sizeof good.options),
         [&] { return mattis_overlap_plan(good.patterns, &good.options, &plan); }},
        {"plan options", code, expected("options", sizeof good.options),
         [&] { return mattis_covariance_plan(2, 2, &good.options, &plan); }},
        {"model", code, expected("model", sizeof good.model),
         [&] { return mattis_rhs_plan(good.patterns, &wrong_model, nullptr, &plan); }},
        {"simulate options", code, expected("options", sizeof simulate_options),
         [&] { return mattis_simulate(&good.model, &simulate_options, &simulation); }},
        {"solve options", code, expected("options", sizeof solve_options),
         [&] { return mattis_solve(&good.model, &solve_options, &solution); }},
        {"simulation", code, expected("simulation", sizeof simulation),
         [&] { return mattis_simulate(&good.model, nullptr, &wrong_simulation); }},
        {"solution", code, expected("solution", sizeof solution),
         [&] { return mattis_solve(&good.model, nullptr, &wrong_solution); }},
    });
  }
}

TEST_CASE("c: values that are none", "[c]") {
  Program good;
  mattis_plan plan{};
  mattis_patterns more{};
  auto wrong_precision = good.options;
  wrong_precision.precision = 2;
  auto wrong_states = good.options;
  wrong_states.states = -1;
  auto reserved = good.options;
  reserved.reserved = 1;
  auto bad_model = good.model;
  bad_model.alpha = -1;
  mattis_simulation simulation{};
  simulation.size = sizeof simulation;
  simulation.rows = 2;
  mattis_solve_options solve_options{};
  solve_options.size = sizeof solve_options;
  solve_options.method = 3;
  mattis_solve_options one_sweep{};
  one_sweep.size = sizeof one_sweep;
  one_sweep.T = 12;
  one_sweep.M = 1000;
  one_sweep.max_sweeps = 1;
  mattis_solution solution{};
  solution.size = sizeof solution;
  solution.T = 12;
  int const code = MATTIS_INVALID_ARGUMENT;
  check({
      {"P", code, "P: expected at least 1, got 0",
       [&] { return mattis_patterns_random(0, 1, 1, &more); }},
      {"N", code, "N: expected at least 1, got -1",
       [&] { return mattis_patterns_pack(1, -1, good.signs, &more); }},
      {"a sign of 0", code, "signs", [&] { return mattis_patterns_pack(1, 1, good.signs, &more); }},
      {"precision", code,
       "options.precision: expected MATTIS_FLOAT (0) or MATTIS_DOUBLE (1), got 2",
       [&] { return mattis_field_plan(good.patterns, &wrong_precision, &plan); }},
      {"states", code, "options.states: expected at least 1, got -1",
       [&] { return mattis_field_plan(good.patterns, &wrong_states, &plan); }},
      {"reserved", code, "options.reserved: expected 0, got 1",
       [&] { return mattis_field_plan(good.patterns, &reserved, &plan); }},
      {"T", code, "T: expected at least 1, got 0",
       [&] { return mattis_response_plan(0, 1, nullptr, &plan); }},
      {"dt", code, "dt: expected a number in (0, 1], got 2",
       [&] {
    return mattis_response_float(good.responses, good.floats, good.doubles, 2, good.doubles);
       }},
      {"overlapping arrays", code, "m: expected memory apart from phi, got an overlapping View",
       [&] { return mattis_overlap_float(good.overlaps, good.floats, good.floats); }},
      {"alpha", code,
       "alpha: ", [&] { return mattis_rhs_plan(good.patterns, &bad_model, nullptr, &plan); }},
      {"rows", code, "simulation.rows: expected 1, got 2",
       [&] { return mattis_simulate(&good.model, nullptr, &simulation); }},
      {"method", code, "options.method: expected MATTIS_PICARD (0), MATTIS_CAUSAL (1)",
       [&] { return mattis_solve(&good.model, &solve_options, &solution); }},
      {"no convergence", MATTIS_FAILED, "",
       [&] { return mattis_solve(&good.model, &one_sweep, &solution); }},
  });
}

TEST_CASE("c: short scratch of a simulation and a solution is refused", "[c]") {
  Program const good;
  mattis_simulate_options simulate_options{};
  simulate_options.size = sizeof simulate_options;
  mattis_solve_options solve_options{};
  solve_options.size = sizeof solve_options;
  solve_options.T = 12;
  solve_options.M = 1000;
  mattis_simulation simulation{};
  simulation.size = sizeof simulation;
  mattis_solution solution{};
  solution.size = sizeof solution;
  std::size_t of_simulation = 0, of_solution = 0;
  REQUIRE(mattis_simulate_workspace_bytes(&good.model, &simulate_options, 0, &of_simulation) ==
          MATTIS_SUCCESS);
  REQUIRE(mattis_solve_workspace_bytes(&good.model, &solve_options, &of_solution) ==
          MATTIS_SUCCESS);
  std::vector<unsigned char> memory(std::max(of_simulation, of_solution));
  simulate_options.scratch = solve_options.scratch = memory.data();
  simulate_options.scratch_bytes = of_simulation - 1;
  solve_options.scratch_bytes = of_solution - 1;
  auto const expected = [](std::size_t bytes) {
    return "scratch: expected at least " + std::to_string(bytes) + " bytes, got " +
           std::to_string(bytes - 1);
  };
  auto simulate_nowhere = simulate_options;
  simulate_nowhere.scratch = nullptr;
  std::string const nowhere =
      "scratch: expected at least " + std::to_string(of_simulation) + " bytes, got none";
  check({
      {"simulate", MATTIS_SHORT_SCRATCH, expected(of_simulation),
       [&] { return mattis_simulate(&good.model, &simulate_options, &simulation); }},
      {"solve", MATTIS_SHORT_SCRATCH, expected(of_solution),
       [&] { return mattis_solve(&good.model, &solve_options, &solution); }},
      {"a size of nothing", MATTIS_SHORT_SCRATCH, nowhere,
       [&] { return mattis_simulate(&good.model, &simulate_nowhere, &simulation); }},
      {"bytes", MATTIS_INVALID_ARGUMENT, "bytes: expected a pointer, got a null pointer",
       [&] { return mattis_solve_workspace_bytes(&good.model, &solve_options, nullptr); }},
      {"bytes of no model", MATTIS_INVALID_ARGUMENT, "model: expected a pointer",
       [&] {
    return mattis_simulate_workspace_bytes(nullptr, &simulate_options, 0, &of_simulation);
       }},
  });
}

TEST_CASE("c: every status has a name", "[c]") {
  for (int status = MATTIS_SUCCESS; status <= MATTIS_FAILED; ++status)
    CHECK(std::string(mattis_status_name(status)) != "unknown status");
  CHECK(mattis_status_name(-1) == std::string("unknown status"));
  CHECK(mattis_status_name(MATTIS_FAILED + 1) == std::string("unknown status"));
}
