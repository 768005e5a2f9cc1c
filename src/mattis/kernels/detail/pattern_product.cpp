// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/detail/pattern_product.hpp>
#include <mattis/kernels/sign_product.hpp>

#include <optional>

namespace mattis::detail {
namespace {

template <Real T>
struct ReadVectors {
  StridedVectors<T const> from;

  KOKKOS_FUNCTION void operator()(std::int64_t instance, std::int64_t first, int n,
                                  T* values) const {
    T const* const entries = from.data + instance * from.vector_stride + first * from.entry_stride;
    for (int i = 0; i < n; ++i) values[i] = entries[i * from.entry_stride];
  }
};

template <Real T>
struct WriteVectors {
  StridedVectors<T> to;

  KOKKOS_FUNCTION Sums<0> operator()(std::int64_t instance, std::int64_t row, int n,
                                     double const* y) const {
    T* const entries = to.data + instance * to.vector_stride + row * to.entry_stride;
    for (int i = 0; i < n; ++i) entries[i * to.entry_stride] = static_cast<T>(y[i]);
    return {};
  }
};

/// Entry i of vectors laid one behind the other.
template <class T>
struct VectorEntries {
  StridedVectors<T> vectors;
  std::int64_t length;

  KOKKOS_FUNCTION T& operator()(std::int64_t i) const {
    return vectors.data[i / length * vectors.vector_stride + i % length * vectors.entry_stride];
  }
};

template <ExecutionSpace Exec, Real T>
void reference_product(Exec const& exec, SignMatrix<Exec> const& matrix, double scale,
                       StridedVectors<T const> from, StridedVectors<T> to, std::int64_t instances) {
  SignsOnHost<Exec> const signs(exec, matrix);
  auto const v =
      on_host(exec, instances * matrix.columns, VectorEntries<T const>{from, matrix.columns});
  std::vector<double> y;
  for (std::int64_t b = 0; b < instances; ++b) {
    auto const part = reference::product(signs.of(b), scale, v.data() + b * matrix.columns);
    y.insert(y.end(), part.begin(), part.end());
  }
  from_host(exec, y, VectorEntries<T>{to, matrix.rows});
}

}  // namespace

template <ExecutionSpace Exec, Real T>
struct PatternProductPlan<Exec, T>::Parts {
  Parts(Exec const& exec, SignMatrix<Exec> const& signs, std::int64_t vectors, How const& variants)
      : matrix(signs), instances(vectors), how(variants) {
    expect(matrix.rows >= 1, "xi", "a set of P patterns of N signs; rows", matrix.rows);
    expect(instances >= 0, "states", "at least 0", instances);
    take(exec, Arena<Exec>::counting());
  }

  void use(Exec const& exec, Scratch<Exec> const& given) {
    take_workspace(exec, given, bytes, [&](Arena<Exec> const& arena) { take(exec, arena); });
    scratch = given;
  }

  SignMatrix<Exec> matrix;
  std::int64_t instances;
  How how;
  Scratch<Exec> scratch = Scratch<Exec>::later();
  std::size_t bytes = 0;
  std::optional<SignProduct<Exec, T>> product;
  TileSums<Exec, 0> sums;

 private:
  void take(Exec const& exec, Arena<Exec> const& arena) {
    if (runs_reference(how)) return;
    product.emplace(exec, matrix.rows, matrix.columns, instances, how, arena);
    sums = arena.template take<TileSums<Exec, 0>>("mattis::pattern_product::sums", instances,
                                                  SignProduct<Exec, T>::tiles(matrix.rows));
    bytes = arena.bytes();
  }
};

template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>::PatternProductPlan(Exec const& exec, SignMatrix<Exec> const& matrix,
                                                std::int64_t instances, How const& how,
                                                Scratch<Exec> const& scratch)
    : parts_(std::make_unique<Parts>(exec, matrix, instances, how)) {
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>::~PatternProductPlan() = default;
template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>::PatternProductPlan(PatternProductPlan&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>& PatternProductPlan<Exec, T>::operator=(PatternProductPlan&&) noexcept =
    default;

template <ExecutionSpace Exec, Real T>
std::size_t PatternProductPlan<Exec, T>::workspace_bytes() const {
  return parts_->bytes;
}
template <ExecutionSpace Exec, Real T>
void PatternProductPlan<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  parts_->use(exec, scratch);
}
template <ExecutionSpace Exec, Real T>
SignMatrix<Exec> const& PatternProductPlan<Exec, T>::matrix() const {
  return parts_->matrix;
}
template <ExecutionSpace Exec, Real T>
std::int64_t PatternProductPlan<Exec, T>::instances() const {
  return parts_->instances;
}

template <ExecutionSpace Exec, Real T>
void PatternProductPlan<Exec, T>::run(Exec const& exec, double scale, StridedVectors<T const> from,
                                      StridedVectors<T> to) const {
  if (runs_reference(parts_->how)) {
    reference_product(exec, parts_->matrix, scale, from, to, parts_->instances);
    return;
  }
  expect_workspace(parts_->scratch, [&] { return parts_->bytes; });
  parts_->product->run(exec, parts_->matrix, scale, ReadVectors<T>{from}, WriteVectors<T>{to},
                       parts_->sums);
}

#define MATTIS_INSTANTIATE_PATTERN_PRODUCT(EXEC)  \
  template class PatternProductPlan<EXEC, float>; \
  template class PatternProductPlan<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_PATTERN_PRODUCT)

}  // namespace mattis::detail
