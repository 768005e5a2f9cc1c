// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/mpi/operations.hpp>
#include <mpi/some_ranks.hpp>
#include <support/same_bits.hpp>

#include <catch2/catch_test_macros.hpp>

#include <vector>

using namespace mattis;
using test::for_numbers_of_ranks;
using test::same_bits;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

void check_same(Recovery const& a, Recovery const& b) {
  REQUIRE(a.rows.size() == b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    auto const &row = a.rows[i], &other = b.rows[i];
    CHECK((row.n == other.n && row.alpha == other.alpha && row.a == other.a));
    CHECK((row.converged == other.converged && row.retained == other.retained));
    CHECK((row.remark == other.remark && row.sweeps == other.sweeps));
    CHECK(same_bits(row.m, other.m));
    CHECK(same_bits(row.m_se, other.m_se));
    CHECK(same_bits<std::vector<double>>(
        {row.m_peak, row.m_peak_se, row.t_peak, row.t_peak_se, row.residual},
        {other.m_peak, other.m_peak_se, other.t_peak, other.t_peak_se, other.residual}));
  }
  REQUIRE(a.capacities.size() == b.capacities.size());
  for (std::size_t i = 0; i < a.capacities.size(); ++i) {
    auto const &one = a.capacities[i], &other = b.capacities[i];
    CHECK(same_bits<std::vector<double>>({one.lower, one.upper, one.alpha, one.alpha_se},
                                         {other.lower, other.upper, other.alpha, other.alpha_se}));
  }
}

}  // namespace

TEST_CASE("Rows and capacities have the same bits for any number of ranks", "[mpi][recovery]") {
  RecoveryOptions options{.n = {1, 2}, .alpha = {0.02, 0.1, 0.6}, .g = 1.5, .a = {0.3, 1.2}};
  options.threshold = 0.5;
  options.capacity_tol = 0.1;
  options.solve.T = 12;
  options.solve.dt = 0.2;
  options.solve.M = 700;
  auto const alone = recovery<float>(Exec{}, options);
  for_numbers_of_ranks([&](mpi::Communicator const& communicator) {
    INFO(communicator.size() << " ranks");
    std::size_t rows = 0;
    auto counted = options;
    counted.on_row = [&](RecoveryRow const&) { ++rows; };
    check_same(mpi::recovery<float>(Exec{}, communicator, counted), alone);
    CHECK(rows == alone.rows.size());
    counted.finished.assign(alone.rows.begin(), alone.rows.begin() + 5);
    check_same(mpi::recovery<float>(Exec{}, communicator, counted), alone);
  });
}
