// SPDX-License-Identifier: BSD-3-Clause
// What `mattis verify` must not let pass: each fault is planted in the runs of all targets but the
// reference.
#include <mattis/kernels/tanh.hpp>
#include <mattis/verify/detail/comparison.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>

namespace {

using namespace mattis;
using Exec = Kokkos::DefaultHostExecutionSpace;
using All = detail::Comparison<Exec, double>;

/// The row of a kernel whose run writes 1, 2, 3, 4 and, on all targets but the reference, `fault`
/// does something else to them, before they are read.
template <class Fault>
Verified row_with(Fault const& fault, double bound = 0.5) {
  std::vector<Verified> rows;
  VerifyOptions const options;
  All all(Exec{}, options, rows);
  all.each_case("counting", [&] {
    auto const numbers = all.output(4);
    all.compare_within("n 4", bound, [&](How const& how) {
      for (int i = 0; i < 4; ++i)
        if (runs_reference(how) || fault.writes(i)) numbers(i) = i + 1;
      if (!runs_reference(how)) fault.change(numbers);
      return all.entries(numbers);
    });
  });
  REQUIRE_FALSE(rows.empty());
  return rows.front();
}

struct NoFault {
  bool writes(int) const { return true; }
  void change(Array<double*, Exec> const&) const {}
};

TEST_CASE("verify: what is as it should be passes, an error at its bound too") {
  auto const row = row_with(NoFault{});
  CHECK(row.passed());
  CHECK(row.worst == 0);
  CHECK(row.cases == VerifyOptions{}.cases);

  struct AtBound : NoFault {
    void change(Array<double*, Exec> const& numbers) const { numbers(2) += 0.5; }
  };
  CHECK(row_with(AtBound{}).passed());
  CHECK(row_with(AtBound{}).worst == 1);
}

TEST_CASE("verify: one entry beyond its bound fails, and the row says where") {
  struct Beyond : NoFault {
    void change(Array<double*, Exec> const& numbers) const { numbers(3) -= 0.75; }
  };
  auto const row = row_with(Beyond{});
  CHECK_FALSE(row.passed());
  CHECK(row.worst == 1.5);
  CHECK(row.where == "n 4");
  CHECK_FALSE(row_with(Beyond{}, 0).passed());
}

TEST_CASE("verify: an entry that is not written fails, whatever another run has left there") {
  struct Unwritten : NoFault {
    bool writes(int i) const { return i != 1; }
  };
  CHECK_FALSE(row_with(Unwritten{}).passed());
}

TEST_CASE("verify: what is no number fails") {
  struct NoNumber : NoFault {
    void change(Array<double*, Exec> const& numbers) const {
      numbers(0) = std::numeric_limits<double>::quiet_NaN();
    }
  };
  CHECK_FALSE(row_with(NoNumber{}).passed());
}

TEST_CASE("verify: a kernel has the same cases whatever else is verified") {
  VerifyOptions options;
  options.cases = 3;
  options.only = "tanh";
  auto const some = verify(Exec{}, options);
  options.only = "tanh_and_slope";
  auto const fewer = verify(Exec{}, options);
  REQUIRE_FALSE(fewer.empty());
  REQUIRE(some.size() > fewer.size());
  for (auto const& row : fewer) {
    CHECK(row.passed());
    bool found = false;
    for (auto const& other : some) {
      if (other.what != row.what || other.precision != row.precision || other.target != row.target)
        continue;
      found = true;
      CHECK(other.worst == row.worst);
      CHECK(other.where == row.where);
    }
    CHECK(found);
  }
}

}  // namespace
