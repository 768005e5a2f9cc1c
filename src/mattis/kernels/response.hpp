// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/block_sums.hpp>

namespace mattis {
namespace detail {

/// How the host's response runs, in tiles side by side; the first is what does unmeasured.
template <Real T>
std::vector<Variant<int>> response_variants(How const& how) {
  auto const& tiles = how.micro<T>().sweep.response_tiles;
  return {{"estimate", tiles[0]}, {"half tiles", tiles[1]}};
}

template <ExecutionSpace Exec, class Slope>
void check_response(Slope const& slope, Array<double const**, Exec> const& kernel, double dt,
                    Array<double**, Exec> const& S) {
  static_assert(Slope::rank() == 2, "slope has shape (T, M)");
  static_assert(Kokkos::SpaceAccessibility<Exec, typename Slope::memory_space>::accessible,
                "slope lies where the execution space can reach it");
  expect(slope.extent(0) >= 1, "T", "at least 1", static_cast<std::int64_t>(slope.extent(0)));
  expect(slope.extent(1) >= 1, "M", "at least 1", static_cast<std::int64_t>(slope.extent(1)));
  expect_row_major("slope", slope);
  expect_shape("kernel", kernel, {slope.extent(0), slope.extent(0)});
  expect(dt > 0 && dt <= 1, "dt", "a number in (0, 1]", dt);
  expect_shape("S", S, {slope.extent(0), slope.extent(0)});
}

}  // namespace detail

/// Plan of response() for (T, M) slopes: it owns all workspace, O(T^2 + 256 T) per thread. run()
/// allocates nothing and waits for nothing, but where the target is portable, on a host, or
/// reference. Compiled in response.cpp.
template <ExecutionSpace Exec, Real T>
class ResponsePlan {
 public:
  /// \throws Error naming the argument, when `steps` (T) or `samples` (M) is below 1, or the
  /// scratch too small
  ResponsePlan(Exec const& exec, std::int64_t steps, std::int64_t samples, How const& how = {},
               Scratch<Exec> const& scratch = {});
  ResponsePlan(ResponsePlan const&) = delete;  // which would share the workspace unseen
  ResponsePlan& operator=(ResponsePlan const&) = delete;
  ResponsePlan(ResponsePlan&&) = default;
  ResponsePlan& operator=(ResponsePlan&&) = default;
  ~ResponsePlan() = default;

  /// Bytes of scratch: not less for more steps or samples.
  std::size_t workspace_bytes() const;
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  /// As response() has it, asynchronous on `exec`.
  template <RealView Slope>
  void run(Exec const& exec, Slope const& slope, Array<double const**, Exec> const& kernel,
           double dt, Array<double**, Exec> const& S) const {
    static_assert(std::is_same_v<T, typename Slope::non_const_value_type>,
                  "slope has the precision of the plan");
    detail::check_response<Exec>(slope, kernel, dt, S);
    expect_shape("slope", slope,
                 {static_cast<std::size_t>(steps_), static_cast<std::size_t>(samples_)});
    run_checked(exec, slope.data(), kernel, dt, S);
  }

 private:
  struct Workspace {
    detail::BlockSums<Exec> sums;
    Array<T*, Exec> packed;
    Array<T**, Exec> blocks;  // per worker or team
  };
  Workspace take(detail::Arena<Exec> const& arena, int steps) const;
  void run_checked(Exec const& exec, T const* slope, Array<double const**, Exec> const& kernel,
                   double dt, Array<double**, Exec> const& S) const;

  How how_;
  ChosenLaunch<int> tiles_;
  int steps_;
  std::int64_t samples_;
  int concurrency_;
  Scratch<Exec> scratch_;
  Workspace workspace_;
};

/// Response of the effective neuron (docs/models.md 1.2):  S(t,s) = (1/M) sum_i phi'(t,i)
/// S_x(t,s;i) with
///   S_x(s+1,s) = dt,  S_x(t+1,s) = (1-dt) S_x(t,s) + dt sum_{s<k<=t} F(t,k) phi'(k) S_x(k,s).
///
/// Asynchronous on `exec`; same bits for any number of threads. Allocates its workspace, O(T^2 +
/// 256 T) per thread. Cost: T^3 M / 6 multiply-adds. Error bound of an entry:
/// sweep_error_bound<T>(T), times dt. \param slope   (T, M) phi' = 1 - phi^2, row-major \param
/// kernel  (T, T) F, lower triangular with diagonal; the upper triangle is not read \param dt Euler
/// step, in (0, 1] \param S       (T, T), overwritten; zero on and above the diagonal \throws Error
/// naming the argument, when a shape does not fit or dt is out of range
template <ExecutionSpace Exec, RealView Slope>
void response(Exec const& exec, Slope const& slope, Array<double const**, Exec> const& kernel,
              double dt, Array<double**, Exec> const& S, How const& how = {}) {
  detail::check_response<Exec>(slope, kernel, dt, S);
  ResponsePlan<Exec, typename Slope::non_const_value_type> const plan(
      exec, static_cast<std::int64_t>(slope.extent(0)), static_cast<std::int64_t>(slope.extent(1)),
      how);
  plan.run(exec, slope, kernel, dt, S);
}

}  // namespace mattis
