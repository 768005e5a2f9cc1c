// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/target.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace mattis {
namespace detail {

/// Views of the kernels over samples: row-major without gaps, (T, M) activations of the state's precision.
template <class View>
void expect_row_major(std::string const& name, View const& view) {
  bool const row_major = view.extent(0) < 2 || (view.stride(1) == 1 && view.stride(0) == view.extent(1));
  if (!row_major)
    throw_unexpected(name, "a row-major View without gaps", "strides " + shape_text({view.stride(0), view.stride(1)}));
}

/// Compiled in covariance.cpp.
template <ExecutionSpace Exec, Real T>
void covariance_rows(Exec const& exec, T const* phi, int steps, std::int64_t samples, Array<double**, Exec> const& C,
                     Target target);

}  // namespace detail

/// Largest error of an entry of covariance(), times the mean of |phi(t) phi(s)|: chunks of at most 1024 samples are
/// summed in T, chunk sums in double.
template <Real T>
constexpr double covariance_error_bound(std::int64_t samples) {
  return static_cast<double>(samples < 1024 ? samples + 4 : 1028) *
         static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
}

/// Second moments over samples  C(t,s) = (1/M) sum_i phi(t,i) phi(s,i)  (C_phi of MODELS 1.2).
///
/// Asynchronous on `exec`; same bits for any number of threads. Allocates its workspace, O(T^2 + 1024 T) per thread.
/// \param phi  (T, M) activations, row-major
/// \param C    (T, T) double, overwritten, both triangles
/// \throws Error  naming the argument, when a shape does not fit
template <ExecutionSpace Exec, RealView Phi>
void covariance(Exec const& exec, Phi const& phi, Array<double**, Exec> const& C, Target target = Target::best) {
  static_assert(Phi::rank() == 2, "phi has shape (T, M)");
  static_assert(Kokkos::SpaceAccessibility<Exec, typename Phi::memory_space>::accessible);
  expect(phi.extent(0) >= 1, "T", "at least 1", static_cast<std::int64_t>(phi.extent(0)));
  expect(phi.extent(1) >= 1, "M", "at least 1", static_cast<std::int64_t>(phi.extent(1)));
  detail::expect_row_major("phi", phi);
  expect_shape("C", C, {phi.extent(0), phi.extent(0)});
  detail::covariance_rows<Exec, typename Phi::non_const_value_type>(
      exec, phi.data(), static_cast<int>(phi.extent(0)), static_cast<std::int64_t>(phi.extent(1)), C, target);
}

}  // namespace mattis
