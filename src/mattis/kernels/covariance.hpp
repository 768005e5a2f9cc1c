// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/detail/strided_entries.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/lanes/matrix_products.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace mattis {
namespace detail {

/// Views of the kernels over samples: row-major without gaps, (T, M) activations of the state's
/// precision.
template <class View>
void expect_row_major(std::string const& name, View const& view) {
  bool const row_major = (view.extent(1) < 2 || view.stride(1) == 1) &&
                         (view.extent(0) < 2 || view.stride(0) == view.extent(1));
  if (!row_major)
    throw_unexpected(name, "a row-major View without gaps",
                     "strides " + shape_text({view.stride(0), view.stride(1)}));
}

template <ExecutionSpace Exec, class Phi>
void check_covariance(Phi const& phi, Array<double**, Exec> const& C) {
  static_assert(Phi::rank() == 2, "phi has shape (T, M)");
  static_assert(Kokkos::SpaceAccessibility<Exec, typename Phi::memory_space>::accessible,
                "phi lies where the execution space can reach it");
  expect(phi.extent(0) >= 1, "T", "at least 1", static_cast<std::int64_t>(phi.extent(0)));
  expect(phi.extent(1) >= 1, "M", "at least 1", static_cast<std::int64_t>(phi.extent(1)));
  expect_row_major("phi", phi);
  expect_shape("C", C, {phi.extent(0), phi.extent(0)});
  expect_apart("C", C, "phi", phi);
}

/// Writes phi(t, first + i), i < count, to rows[t * stride + i] for all t: rows that are made block
/// by block on a host, by workers 0 .. concurrency - 1.
template <Real T>
using RowSource =
    std::function<void(int worker, std::int64_t first, int count, T* rows, std::ptrdiff_t stride)>;

}  // namespace detail

/// Largest error of an entry of covariance(), times the mean of |phi(t) phi(s)|: chunks of at most
/// 1024 samples, 512 in double, are summed in T, chunk sums in double.
template <Real T>
constexpr double covariance_error_bound(std::int64_t samples) {
  constexpr std::int64_t chunk = 4096 / sizeof(T);
  return static_cast<double>((samples < chunk ? samples : chunk) + 4) *
         static_cast<double>(std::numeric_limits<T>::epsilon()) / 2;
}

/// How the host's covariance runs: matters of speed, none of which decides a bit.
struct CovarianceLaunch {
  std::ptrdiff_t kept = lanes::correlation_kept;  ///< bytes of rows, see lanes/matrix_products.hpp
  int threads = 0;                                ///< most that take part; 0: all
};

/// Plan of the second moments over samples of (T, M) activations: it owns all workspace, O(T^2 +
/// 1024 T) per thread.
template <ExecutionSpace Exec, Real T>
class CovariancePlan {
 public:
  /// `makes_rows`: with room for rows that are made block by block, where the target can take them.
  /// \throws Error naming the argument, when `steps` (T) or `samples` (M) is below 1, or the
  /// scratch too small
  CovariancePlan(Exec const& exec, std::int64_t steps, std::int64_t samples, How const& how = {},
                 bool makes_rows = false, Scratch<Exec> const& scratch = {});
  CovariancePlan(CovariancePlan const&) = delete;  // which would share the workspace unseen
  CovariancePlan& operator=(CovariancePlan const&) = delete;
  CovariancePlan(CovariancePlan&&) = default;
  CovariancePlan& operator=(CovariancePlan&&) = default;
  ~CovariancePlan() = default;
  static std::size_t bytes(std::int64_t steps, std::int64_t samples, int concurrency,
                           How const& how = {}, bool makes_rows = false);

  /// Bytes of scratch: not less for more steps or samples.
  std::size_t workspace_bytes() const;
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  /// How such a plan can run; the first is what does unmeasured.
  static std::vector<Variant<CovarianceLaunch>> variants(Exec const& exec, std::int64_t steps,
                                                         How const& how);

  /// C(t,s) = (1/M) sum_i phi(t,i) phi(s,i), both triangles, phi (T, M) row-major without gaps.
  /// Asynchronous on `exec`; allocates nothing and waits for nothing, but where the target is
  /// portable, on a host, or reference.
  void run(Exec const& exec, T const* phi, Array<double**, Exec> const& C) const;
  /// The same of a View, checked as covariance() does.
  template <RealView Phi>
  void run(Exec const& exec, Phi const& phi, Array<double**, Exec> const& C) const {
    detail::check_covariance<Exec>(phi, C);
    static_assert(std::is_same_v<T, typename Phi::non_const_value_type>,
                  "phi has the precision of the plan");
    expect_shape("phi", phi,
                 {static_cast<std::size_t>(steps_), static_cast<std::size_t>(samples_)});
    run(exec, phi.data(), C);
  }

  /// Whether rows can be made, instead of read.
  bool takes_source() const { return workspace_.rows.size() > 0; }
  /// The same of rows that `source` makes; it must live until `exec` is done.
  void run(Exec const& exec, detail::RowSource<T> const& source,
           Array<double**, Exec> const& C) const;

 private:
  struct Workspace {
    Array<double**, Exec> sums;  // (groups of blocks, T^2)
    Array<T**, Exec> panels;     // per worker
    Array<T**, Exec> rows;       // per worker, for rows that are made
  };
  Workspace take(detail::Arena<Exec> const& arena, std::int64_t steps, std::int64_t samples) const;

  How how_;
  ChosenLaunch<CovarianceLaunch> launch_;
  int steps_;
  std::int64_t samples_;
  int concurrency_;
  bool makes_rows_;
  Scratch<Exec> scratch_;
  Workspace workspace_;
};

/// Second moments over samples  C(t,s) = (1/M) sum_i phi(t,i) phi(s,i)  (C_phi of
/// docs/models.md 1.2).
///
/// Asynchronous on `exec`; same bits for any number of threads. Allocates its workspace, O(T^2 +
/// 1024 T) per thread. \param phi  (T, M) activations, row-major \param C    (T, T) double,
/// overwritten, both triangles \throws Error  naming the argument, when a shape does not fit, a
/// View has gaps or C overlaps phi
template <ExecutionSpace Exec, RealView Phi>
void covariance(Exec const& exec, Phi const& phi, Array<double**, Exec> const& C,
                How const& how = {}) {
  detail::check_covariance<Exec>(phi, C);
  CovariancePlan<Exec, typename Phi::non_const_value_type> const plan(
      exec, static_cast<std::int64_t>(phi.extent(0)), static_cast<std::int64_t>(phi.extent(1)),
      how);
  plan.run(exec, phi.data(), C);
}

}  // namespace mattis
