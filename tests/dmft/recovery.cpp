// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/dmft/recovery.hpp>
#include <support/arrays.hpp>
#include <support/same_bits.hpp>
#include <support/threads.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

using namespace mattis;
using namespace mattis::test;
using Catch::Matchers::ContainsSubstring;

namespace {

RecoveryOptions small_sweep() {
  return {.n = {1},
          .alpha = {0.05, 0.8},
          .g = 1.5,
          .a = {0.6, 1.35},
          .capacity_tol = 0,
          .solve = {.T = 40, .dt = 0.1, .M = 1000, .method = Method::causal, .seed = 3}};
}

auto point(RecoveryRow const& row) { return std::tuple(row.n, row.alpha, row.a, row.refined); }

}  // namespace

TEST_CASE("recovery: rows come by order, load and amplitude, to the callback as to the result",
          "[recovery]") {
  auto options = small_sweep();
  options.n = {2, 1};
  options.alpha = {0.8, 0.05};
  options.solve.T = 20;
  std::vector<std::tuple<int, double, double, bool>> called;
  options.on_row = [&](RecoveryRow const& row) { called.push_back(point(row)); };
  auto const result = recovery(Exec{}, options);
  std::vector<std::tuple<int, double, double, bool>> rows;
  for (auto const& row : result.rows) rows.push_back(point(row));
  CHECK(rows == called);
  CHECK(rows == decltype(rows){{2, 0.8, 0.6, false},
                               {2, 0.8, 1.35, false},
                               {2, 0.05, 0.6, false},
                               {2, 0.05, 1.35, false},
                               {1, 0.8, 0.6, false},
                               {1, 0.8, 1.35, false},
                               {1, 0.05, 0.6, false},
                               {1, 0.05, 1.35, false}});
}

TEST_CASE("recovery: a row says what solve() says", "[recovery]") {
  auto const options = small_sweep();
  auto const result = recovery<double>(Exec{}, options);
  for (auto const& row : result.rows) {
    Hopfield const model{.alpha = row.alpha, .g = 1.5, .a = {row.a}};
    auto const solution = solve<double>(Exec{}, model, options.solve);
    CHECK(same_bits(row.m, {solution.m.data(), solution.m.data() + 40}));
    CHECK(same_bits(row.m_se, {solution.m_se.data(), solution.m_se.data() + 40}));
    auto const peak =
        static_cast<std::size_t>(std::max_element(row.m.begin(), row.m.end()) - row.m.begin());
    CHECK(row.m_initial == solution.m(0, 0));
    CHECK(row.m_peak == solution.m(peak, 0));
    CHECK(row.m_peak_se == solution.m_se(peak, 0));
    CHECK(row.t_peak == 0.1 * static_cast<double>(peak));
    CHECK(row.t_peak_se >= 0.05);
    CHECK(row.m_final == solution.m(39, 0));
    CHECK(row.m_final_se == solution.m_se(39, 0));
    CHECK(row.ic_noise == std::sqrt(1.5 * 1.5 - row.a * row.a));
    CHECK(row.residual == solution.residual);
    CHECK(row.converged);
    CHECK(!row.refined);
  }
}

TEST_CASE("recovery: a strong cue is recovered below capacity, and far above it rises and is lost",
          "[recovery]") {
  auto const order = GENERATE(1, 2);
  INFO("n " << order);
  auto options = small_sweep();
  options.n = {order};
  options.alpha = {0.03, 0.2, 1.5};
  options.a = {1.35};
  options.solve.T = 80;
  auto const rows = recovery(Exec{}, options).rows;
  CHECK(rows[0].retained);
  CHECK(rows[0].recovered);
  CHECK(rows[0].m_final > 0.97);
  CHECK(!rows[2].retained);
  CHECK(rows[2].m_final < 0.7);
  CHECK(rows[2].m_final < rows[2].m_peak - 4 * std::hypot(rows[2].m_final_se, rows[2].m_peak_se));
  // The same samples at every load: the loss grows with it, not only within errors.
  CHECK(rows[0].m_final > rows[1].m_final);
  CHECK(rows[1].m_final > rows[2].m_final);
  CHECK(rows[0].m_initial == rows[2].m_initial);
}

TEST_CASE("recovery: the capacity is bracketed to its tolerance, its rows refined ones",
          "[recovery]") {
  auto options = small_sweep();
  options.alpha = {0.4, 0.05, 0.1};
  options.capacity_tol = 0.01;
  auto const result = recovery(Exec{}, options);
  REQUIRE(result.capacities.size() == 1);
  auto const& capacity = result.capacities[0];
  CHECK(capacity.a == 1.35);
  CHECK(capacity.lower >= 0.1);
  CHECK(capacity.upper <= 0.4);
  CHECK(capacity.lower < capacity.upper);
  CHECK(capacity.upper - capacity.lower <= 0.01);
  CHECK(capacity.alpha == (capacity.lower + capacity.upper) / 2);
  CHECK(capacity.alpha_se > 0);
  REQUIRE(result.rows.size() > 6);
  for (std::size_t i = 6; i < result.rows.size(); ++i) {
    auto const& row = result.rows[i];
    CHECK(row.refined);
    CHECK(row.a == 1.35);
    CHECK(row.retained == (row.alpha <= capacity.lower));
    CHECK(row.retained == (row.m_final >= options.threshold));
  }

  // Other samples move it by no more than they should.
  options.solve.seed = 4;
  auto const again = recovery(Exec{}, options).capacities[0];
  double const error = std::hypot(capacity.alpha_se, again.alpha_se, options.capacity_tol);
  CHECK(std::abs(capacity.alpha - again.alpha) < 4.5 * error);
}

TEST_CASE("recovery: the capacity of a finite horizon falls towards that of long times",
          "[recovery]") {
  // 0.138 patterns per neuron without noise (Amit, Gutfreund and Sompolinsky 1985). What is lost in
  // the end may still be there after a few time constants, not the other way round.
  auto options = small_sweep();
  options.alpha = {0.1, 0.5};
  options.a = {1.35};
  options.solve.M = 4000;
  options.solve.T = 50;
  auto const early = recovery(Exec{}, options).capacities[0];
  CHECK(early.lower == 0.1);
  options.capacity_tol = 0.002;
  auto const at = [&](int T) {
    options.solve.T = T;
    return recovery(Exec{}, options).capacities[0].alpha;
  };
  double const soon = at(30), later = at(60), latest = at(100);
  CHECK(soon > later);
  CHECK(later > latest);
  CHECK(latest > 0.138);
}

TEST_CASE("recovery: a capacity outside of the loads is told as a bound", "[recovery]") {
  auto options = small_sweep();
  options.capacity_tol = 0.01;
  options.alpha = {0.02, 0.05};
  auto const above = recovery(Exec{}, options);
  CHECK(above.rows.size() == 4);
  CHECK(above.capacities[0].lower == 0.05);
  CHECK(std::isnan(above.capacities[0].upper));
  CHECK(std::isnan(above.capacities[0].alpha));
  options.alpha = {2, 1.5};
  auto const below = recovery(Exec{}, options);
  CHECK(std::isnan(below.capacities[0].lower));
  CHECK(below.capacities[0].upper == 1.5);
  CHECK(std::isnan(below.capacities[0].alpha));
}

TEST_CASE("recovery: a point that cannot be solved is recorded, and the sweep goes on",
          "[recovery]") {
  auto options = small_sweep();
  options.alpha = {0.05, 1.2};
  options.capacity_tol = 0.01;
  options.solve.method = Method::picard;
  options.solve.max_sweeps = 10;
  auto const result = recovery(Exec{}, options);
  // The small load takes 9 and 7; the large one, where the last digits decide, 20 to 26.
  std::vector<bool> solved;
  for (auto const& row : result.rows) solved.push_back(row.converged);
  CHECK(solved == std::vector<bool>{true, true, false, false});
  auto const& row = result.rows[2];
  CHECK_THAT(row.remark, ContainsSubstring(
                             "max_sweeps: expected convergence to tol = 0.0001 within 10 sweeps"));
  for (double const value :
       {row.m_initial, row.m_initial_se, row.m_peak, row.m_peak_se, row.t_peak, row.t_peak_se,
        row.m_final, row.m_final_se, row.residual, row.m[0], row.m_se[39]})
    CHECK(std::isnan(value));
  CHECK(row.m.size() == 40);
  CHECK(!row.recovered);
  CHECK(!row.retained);
  CHECK(result.capacities[0].lower == 0.05);
  CHECK(std::isnan(result.capacities[0].upper));
}

TEST_CASE("recovery: without standard errors they are unknown", "[recovery]") {
  auto options = small_sweep();
  options.solve.standard_errors = false;
  auto const row = recovery(Exec{}, options).rows[1];
  CHECK(row.recovered);
  CHECK(row.retained);
  for (double const value :
       {row.m_initial_se, row.m_peak_se, row.t_peak_se, row.m_final_se, row.m_se[3]})
    CHECK(std::isnan(value));
}

TEMPLATE_TEST_CASE("recovery: same bits for any number of threads", "[recovery][threads]", float,
                   double) {
  auto options = small_sweep();
  options.n = {1, 2};
  options.alpha = {0.1, 0.5};
  options.capacity_tol = 0.05;
  auto const first = recovery<TestType>(instances_of_different_size().front(), options);
  for (auto const& exec : instances_of_different_size()) {
    INFO("threads " << exec.concurrency());
    auto const again = recovery<TestType>(exec, options);
    REQUIRE(again.rows.size() == first.rows.size());
    for (std::size_t i = 0; i < first.rows.size(); ++i) {
      CHECK(point(again.rows[i]) == point(first.rows[i]));
      CHECK(same_bits(again.rows[i].m, first.rows[i].m));
      CHECK(same_bits(again.rows[i].m_se, first.rows[i].m_se));
    }
    CHECK(again.capacities[1].alpha == first.capacities[1].alpha);
    CHECK(again.capacities[1].alpha_se == first.capacities[1].alpha_se);
  }
}

TEST_CASE("recovery: what a callback throws ends the sweep", "[recovery]") {
  auto options = small_sweep();
  std::size_t rows = 0;
  options.on_row = [&](RecoveryRow const&) {
    if (++rows == 2) throw Error("enough");
  };
  CHECK_THROWS_WITH(recovery(Exec{}, options), "enough");
  CHECK(rows == 2);
  // A progress callback is called from within solve(), whose own errors do not end the sweep.
  rows = 0;
  options.solve.progress = [&](Progress const& progress) {
    CHECK_THAT(progress.stage, ContainsSubstring("alpha 0.05"));
    CHECK(progress.fraction <= 1);
    if (rows == 1) throw Error("enough");
  };
  CHECK_THROWS_WITH(recovery(Exec{}, options), "enough");
  CHECK(rows == 1);
}

TEST_CASE("recovery: a bad option is named before any work", "[recovery][errors]") {
  auto const refused = [](auto change, std::string const& message) {
    auto options = small_sweep();
    options.on_row = [](RecoveryRow const&) { FAIL("worked"); };
    change(options);
    CHECK_THROWS_WITH(recovery(Exec{}, options), ContainsSubstring(message));
  };
  refused([](auto& o) { o.alpha = {}; }, "alpha: expected at least one load, got none");
  refused([](auto& o) { o.a = {}; }, "a: expected at least one amplitude, got none");
  refused([](auto& o) { o.n = {}; }, "n: expected at least one order, got none");
  refused([](auto& o) { o.alpha = {0.1, 0.2, 0.1}; }, "alpha[2]: expected each load once, got 0.1");
  refused([](auto& o) { o.alpha = {0.1, -0.1}; }, "alpha[1]: expected a load above 0, got -0.1");
  refused([](auto& o) { o.alpha = {0.1, NAN}; }, "alpha[1]: expected a load above 0, got nan");
  refused([](auto& o) { o.a = {0.1, 0}; }, "a[1]: expected an amplitude above 0, got 0");
  refused([](auto& o) { o.n = {1, 3}; }, "n: expected 1 or an even order");
  refused([](auto& o) { o.n = {2, 2}; }, "n[1]: expected each order once, got 2");
  refused([](auto& o) { o.g = 0; }, "g: expected a gain above 0, got 0");
  refused([](auto& o) { o.ic_noise = -1; }, "ic_noise: expected");
  refused([](auto& o) { o.threshold = 1; }, "threshold: expected an overlap in (0, 1), got 1");
  refused([](auto& o) { o.threshold = NAN; }, "threshold: expected an overlap in (0, 1), got nan");
  refused([](auto& o) { o.capacity_tol = -1; }, "capacity_tol: expected");
  refused([](auto& o) { o.capacity_tol = INFINITY; }, "capacity_tol: expected");
  refused([](auto& o) { o.solve.T = 1; }, "T: expected at least 2 steps, got 1");
  refused([](auto& o) { o.solve.samples.emplace(); }, "samples: expected none");
  refused([](auto& o) { o.solve.checkpoint.save = [](auto const&) {}; },
          "checkpoint: expected none");
}

TEST_CASE("recovery: finished rows must be those of the points that are due",
          "[recovery][errors]") {
  auto options = small_sweep();
  options.solve.T = 10;
  auto const whole = recovery(Exec{}, options);
  options.finished = {whole.rows[0]};
  options.on_row = [](RecoveryRow const&) { throw Error("solved"); };  // the next one
  CHECK_THROWS_WITH(recovery(Exec{}, options), "solved");
  auto const refused = [&](auto change, std::string const& message) {
    auto changed = options;
    change(changed.finished[0]);
    CHECK_THROWS_WITH(recovery(Exec{}, changed), ContainsSubstring(message));
  };
  refused([](auto& row) { row.a = 0.7; },
          "finished[0]: expected the row of n 1, alpha 0.05, a 0.6, ");
  refused([](auto& row) { row.alpha = 0.06; }, "got that of n 1, alpha 0.06, a 0.6, ");
  refused([](auto& row) { row.m.pop_back(); }, "T 9");
}
