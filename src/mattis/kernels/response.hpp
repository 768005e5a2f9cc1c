// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/covariance.hpp>

namespace mattis {
namespace detail {

/// How the host's response runs, in tiles side by side; the first is what does unmeasured.
template <Real T>
std::vector<Variant<int>> response_variants(How const& how) {
  auto const& tiles = how.micro<T>().sweep.response_tiles;
  return {{"estimate", tiles[0]}, {"half tiles", tiles[1]}};
}

/// Compiled in response.cpp.
template <ExecutionSpace Exec, Real T>
void response_rows(Exec const& exec, T const* slope, Array<double const**, Exec> const& kernel,
                   double dt, int steps, std::int64_t samples, Array<double**, Exec> const& S,
                   How const& how);

}  // namespace detail

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
  static_assert(Slope::rank() == 2, "slope has shape (T, M)");
  static_assert(Kokkos::SpaceAccessibility<Exec, typename Slope::memory_space>::accessible);
  expect(slope.extent(0) >= 1, "T", "at least 1", static_cast<std::int64_t>(slope.extent(0)));
  expect(slope.extent(1) >= 1, "M", "at least 1", static_cast<std::int64_t>(slope.extent(1)));
  detail::expect_row_major("slope", slope);
  expect_shape("kernel", kernel, {slope.extent(0), slope.extent(0)});
  expect(dt > 0 && dt <= 1, "dt", "a number in (0, 1]", dt);
  expect_shape("S", S, {slope.extent(0), slope.extent(0)});
  detail::response_rows<Exec, typename Slope::non_const_value_type>(
      exec, slope.data(), kernel, dt, static_cast<int>(slope.extent(0)),
      static_cast<std::int64_t>(slope.extent(1)), S, how);
}

}  // namespace mattis
