// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// y = A v with A a matrix of signs: what overlaps (A = xi) and fields (A = xi^T) share. The vector
// is read through a prologue and every finished row goes to an epilogue, so that neither has to be
// written to memory first.
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/detail/sign_product_device.hpp>
#include <mattis/kernels/detail/sign_product_portable.hpp>
#include <mattis/kernels/detail/sign_product_simd.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>

#include <vector>

namespace mattis {

/// Plan of y = A v for `instances` vectors v (columns) at once, each with its own set of A or all
/// with the one there is.
///
/// The columns are summed in chunks of 2048, float or double within a chunk and double across
/// chunks, in fixed order: the same bits for any number of threads. The plan owns the workspace;
/// run() allocates nothing.
template <ExecutionSpace Exec, Real T>
class SignProduct {
 public:
  SignProduct(Exec const& exec, std::int64_t rows, std::int64_t columns, std::int64_t instances,
              How const& how = {})
      : SignProduct(exec, rows, columns, instances, how, detail::Arena<Exec>(exec)) {}
  SignProduct(Exec const& exec, std::int64_t rows, std::int64_t columns, std::int64_t instances,
              How const& how, detail::Arena<Exec> const& arena)
      : shape_{rows, columns, instances}, how_(how), launch_(launch_of_shape(exec)) {
    if (shape_.chunks() > 1 || portable()) {
      partial_ = arena.template take<detail::PartialSums<Exec, T>>(
          "mattis::sign_product::partial_sums", instances, shape_.chunks(), shape_.padded_rows());
    }
    if (std::int64_t const groups = Groups::groups(shape_.chunks()); groups > 0)
      grouped_ = arena.template take<detail::PartialSums<Exec, double>>(
          "mattis::sign_product::grouped_sums", instances, groups, shape_.padded_rows());
  }

  SignProduct(SignProduct const&) = delete;  // which would share the workspace unseen
  SignProduct& operator=(SignProduct const&) = delete;
  SignProduct(SignProduct&&) = default;
  SignProduct& operator=(SignProduct&&) = default;
  ~SignProduct() = default;

  /// Bytes of the workspace of such a plan.
  static std::size_t bytes(std::int64_t rows, std::int64_t columns, std::int64_t instances,
                           How const& how = {}) {
    detail::SignProductShape const shape{rows, columns, instances};
    bool const one_pass = shape.chunks() == 1 && runs_simd<Exec>(how);
    return one_pass
               ? 0
               : static_cast<std::size_t>(instances * shape.padded_rows()) *
                     (sizeof(T) * static_cast<std::size_t>(shape.chunks()) +
                      sizeof(double) * static_cast<std::size_t>(Groups::groups(shape.chunks())));
  }

  /// How such a plan can run; the first is what does unmeasured.
  static std::vector<Variant<detail::SignProductLaunch>> variants(Exec const& exec,
                                                                  std::int64_t rows,
                                                                  std::int64_t columns,
                                                                  std::int64_t instances,
                                                                  How const& how) {
    if (runs_simd<Exec>(how))
      return detail::sign_product_variants<T>({rows, columns, instances}, how, exec.concurrency());
    if constexpr (!is_host_execution_space<Exec>)
      if (!runs_reference(how)) return detail::sign_product_variants_on_device();
    return {{"estimate", {}}};
  }
  /// Whether a product that chains_to() another is chained.
  static std::vector<Variant<bool>> chain_variants() {
    return {{"chained", true}, {"apart", false}};
  }

  /// Tiles of rows: the extent of `sums`.
  static std::int64_t tiles(std::int64_t rows) {
    return detail::SignProductShape{rows, 1, 1}.tiles();
  }

  /// Asynchronous on `exec`.
  /// \param matrix    rows x columns signs; one set, or one per instance
  /// \param scale     of the products, before the epilogue sees them
  /// \param prologue  (instance, column, n, T* values): writes v(column) .. v(column + n - 1)
  /// \param epilogue  (instance, row, n, double const* y) -> Sums<Count>: takes the products of n
  /// rows from `row` on \param sums      (instances, tiles): what the epilogue returned, added over
  /// each tile of 512 rows
  template <class Prologue, class Epilogue, int Count>
  void run(Exec const& exec, SignMatrix<Exec> const& matrix, double scale, Prologue const& prologue,
           Epilogue const& epilogue, detail::TileSums<Exec, Count> const& sums) const {
    if constexpr (is_host_execution_space<Exec>) {
      detail::HostPrologue<T> const read(how_.vector_bytes(), prologue);
      detail::HostEpilogue<Count> const take(how_.vector_bytes(), epilogue);
      if (portable()) {
        detail::sign_product_portable<Exec, T>(exec, shape_, matrix, scale, read, take, partial_,
                                               sums, how_);
      } else {
        launch_.run(exec, [&](detail::SignProductLaunch const& launch) {
          detail::sign_product_simd<Exec, T>(exec, shape_, matrix, scale, read, take, partial_,
                                             sums, how_, launch);
        });
      }
    } else {
      launch_.run(exec, [&](detail::SignProductLaunch const& launch) {
        detail::sign_product_device<Exec, T>(exec, shape_, matrix, scale, prologue, epilogue,
                                             partial_, grouped_, sums, how_, launch);
      });
    }
  }

  /// Whether `outer`, whose operand are the rows of this product, is chained to it: see chain().
  bool chains_to(SignProduct const& outer) const {
    if (portable() || outer.portable() || shape_.chunks() > 1 || outer.shape_.tiles() > 1)
      return false;
    if (outer.shape_.chunks() <= 1 || outer.shape_.columns != shape_.rows) return false;
    return chosen_launch<Exec, T>(how_, "chained_products",
                                  {shape_.rows, shape_.columns, shape_.instances}, true,
                                  chain_variants)
        .launch();
  }

  /// The sums over chunks of `outer`, whose operand is made of the rows of this product chunk by
  /// chunk; outer.finish() adds them. Parameters as run() has them, with the operand's values going
  /// to `f`: \param operand  (instance, row, n, double const* y, T* f) -> Sums<Count>
  template <class Prologue, class Operand, int Count>
  void chain(Exec const& exec, SignMatrix<Exec> const& matrix, double scale,
             Prologue const& prologue, Operand const& operand,
             detail::TileSums<Exec, Count> const& sums, SignProduct const& outer,
             SignMatrix<Exec> const& outer_matrix) const {
    if constexpr (is_host_execution_space<Exec>) {
      detail::HostPrologue<T> const read(how_.vector_bytes(), prologue);
      detail::HostOperand<T, Count> const make(how_.vector_bytes(), operand);
      detail::chained_sign_products<Exec, T>(exec, shape_, matrix, scale, read, make, sums,
                                             outer.shape_, outer_matrix, outer.partial_, how_,
                                             launch_.launch());
    }
  }

  /// Adds the chunks that chain() left.
  template <class Epilogue, int Count>
  void finish(Exec const& exec, double scale, Epilogue const& epilogue,
              detail::TileSums<Exec, Count> const& sums) const {
    if constexpr (is_host_execution_space<Exec>) {
      detail::HostEpilogue<Count> const take(how_.vector_bytes(), epilogue);
      detail::combine_chunks<Exec, T>(exec, shape_, scale, take, partial_, sums, how_);
    } else {
      detail::combine_chunks<Exec, T>(exec, shape_, scale, epilogue, partial_, sums, how_);
    }
  }

 private:
  using Groups = detail::GroupChunks<Exec, T>;

  bool portable() const { return !runs_simd<Exec>(how_); }
  ChosenLaunch<detail::SignProductLaunch> launch_of_shape(Exec const& exec) const {
    auto const& shape = shape_;
    return chosen_launch<Exec, T>(
        how_, "sign_product", {shape.rows, shape.columns, shape.instances},
        detail::SignProductLaunch{},
        [&] { return variants(exec, shape.rows, shape.columns, shape.instances, how_); });
  }

  detail::SignProductShape shape_;
  How how_;
  ChosenLaunch<detail::SignProductLaunch> launch_;
  detail::PartialSums<Exec, T> partial_;
  detail::PartialSums<Exec, double> grouped_;  // on a device, where chunks are many
};

}  // namespace mattis
