// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/detail/pattern_product.hpp>
#include <mattis/kernels/sign_product.hpp>

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
  SignMatrix<Exec> matrix;
  How how;
  SignProduct<Exec, T> product;
  TileSums<Exec, 0> sums;
};

template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>::PatternProductPlan(Exec const& exec, SignMatrix<Exec> const& matrix,
                                                std::int64_t instances, How const& how)
    : parts_(std::make_unique<Parts>(Parts{
          matrix, how, SignProduct<Exec, T>(exec, matrix.rows, matrix.columns, instances, how),
          TileSums<Exec, 0>(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing,
                                               "mattis::pattern_product::sums"),
                            static_cast<std::size_t>(instances),
                            static_cast<std::size_t>(SignProduct<Exec, T>::tiles(matrix.rows)))})) {
}

template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>::~PatternProductPlan() = default;
template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>::PatternProductPlan(PatternProductPlan&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
PatternProductPlan<Exec, T>& PatternProductPlan<Exec, T>::operator=(PatternProductPlan&&) noexcept =
    default;

template <ExecutionSpace Exec, Real T>
void PatternProductPlan<Exec, T>::run(Exec const& exec, double scale, StridedVectors<T const> from,
                                      StridedVectors<T> to) const {
  parts_->product.run(exec, parts_->matrix, scale, ReadVectors<T>{from}, WriteVectors<T>{to},
                      parts_->sums);
}

template <ExecutionSpace Exec, Real T>
void pattern_product(Exec const& exec, SignMatrix<Exec> const& matrix, double scale,
                     StridedVectors<T const> from, StridedVectors<T> to, std::int64_t instances,
                     How const& how) {
  if (runs_reference(how)) {
    reference_product(exec, matrix, scale, from, to, instances);
    return;
  }
  PatternProductPlan<Exec, T>(exec, matrix, instances, how).run(exec, scale, from, to);
}

#define MATTIS_INSTANTIATE_PATTERN_PRODUCT(EXEC)                                                 \
  template class PatternProductPlan<EXEC, float>;                                                \
  template class PatternProductPlan<EXEC, double>;                                               \
  template void pattern_product<EXEC, float>(EXEC const&, SignMatrix<EXEC> const&, double,       \
                                             StridedVectors<float const>, StridedVectors<float>, \
                                             std::int64_t, How const&);                          \
  template void pattern_product<EXEC, double>(EXEC const&, SignMatrix<EXEC> const&, double,      \
                                              StridedVectors<double const>,                      \
                                              StridedVectors<double>, std::int64_t, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_PATTERN_PRODUCT)

}  // namespace mattis::detail
