// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// y = A v with A a matrix of signs: what overlaps (A = xi) and fields (A = xi^T) share. The vector is read through a
// prologue and every finished row goes to an epilogue, so that neither has to be written to memory first.
#include <mattis/core/execution.hpp>
#include <mattis/core/patterns.hpp>
#include <mattis/kernels/detail/sign_product_portable.hpp>
#include <mattis/kernels/detail/sign_product_simd.hpp>
#include <mattis/kernels/target.hpp>

namespace mattis {

/// Plan of y = A v for `instances` vectors v (columns) at once, each with its own set of A or all with the one there
/// is.
///
/// The columns are summed in chunks of 2048, float or double within a chunk and double across chunks, in fixed order:
/// the same bits for any number of threads. The plan owns the workspace; run() allocates nothing.
template <ExecutionSpace Exec, Real T>
class SignProduct {
 public:
  SignProduct(Exec const& exec, std::int64_t rows, std::int64_t columns, std::int64_t instances,
              Target target = Target::best)
      : shape_{rows, columns, instances}, target_(target) {
    if (shape_.chunks() > 1 || portable()) {
      partial_ = detail::PartialSums<Exec, T>(
          Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "mattis::sign_product::partial_sums"),
          static_cast<std::size_t>(instances), static_cast<std::size_t>(shape_.chunks()),
          static_cast<std::size_t>(shape_.padded_rows()));
    }
  }

  /// Bytes of the workspace of such a plan.
  static std::size_t bytes(std::int64_t rows, std::int64_t columns, std::int64_t instances) {
    detail::SignProductShape const shape{rows, columns, instances};
    bool const one_pass = shape.chunks() == 1 && is_host_execution_space<Exec>;
    return one_pass ? 0 : sizeof(T) * static_cast<std::size_t>(instances * shape.chunks() * shape.padded_rows());
  }

  /// Tiles of rows: the extent of `sums`.
  static std::int64_t tiles(std::int64_t rows) { return detail::SignProductShape{rows, 1, 1}.tiles(); }

  /// Asynchronous on `exec`.
  /// \param matrix    rows x columns signs; one set, or one per instance
  /// \param prologue  (instance, column, n, T* values): writes v(column) .. v(column + n - 1)
  /// \param epilogue  (instance, row, n, double const* y) -> Sums<Count>: takes the products of n rows from `row` on
  /// \param sums      (instances, tiles): what the epilogue returned, added over each tile of 512 rows
  template <class Prologue, class Epilogue, int Count>
  void run(Exec const& exec, SignMatrix<Exec> const& matrix, Prologue const& prologue, Epilogue const& epilogue,
           detail::TileSums<Exec, Count> const& sums) const {
    if constexpr (is_host_execution_space<Exec>) {
      if (!portable()) {
        detail::sign_product_simd<Exec, T>(exec, shape_, matrix, prologue, epilogue, partial_, sums);
        return;
      }
    }
    detail::sign_product_portable<Exec, T>(exec, shape_, matrix, prologue, epilogue, partial_, sums);
  }

 private:
  bool portable() const { return target_ == Target::portable || !is_host_execution_space<Exec>; }

  detail::SignProductShape shape_;
  Target target_;
  detail::PartialSums<Exec, T> partial_;
};

}  // namespace mattis
