// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/detail/strided_entries.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>

namespace mattis::detail {

/// Several vectors in memory: entry i of vector b is data[b * vector_stride + i * entry_stride].
template <class T>
struct StridedVectors {
  T* data;
  std::int64_t vector_stride;
  std::int64_t entry_stride;
};

/// to_b = scale * A from_b for `instances` vectors, planned. Compiled in pattern_product.cpp.
template <ExecutionSpace Exec, Real T>
class PatternProductPlan {
 public:
  /// \throws Error where the matrix is none, or the scratch too small
  PatternProductPlan(Exec const& exec, SignMatrix<Exec> const& matrix, std::int64_t instances,
                     How const& how, Scratch<Exec> const& scratch = {});
  ~PatternProductPlan();
  PatternProductPlan(PatternProductPlan&&) noexcept;
  PatternProductPlan& operator=(PatternProductPlan&&) noexcept;

  std::size_t workspace_bytes() const;
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  SignMatrix<Exec> const& matrix() const;
  std::int64_t instances() const;

  void run(Exec const& exec, double scale, StridedVectors<T const> from,
           StridedVectors<T> to) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The vectors that a plan is for. \throws Error where each set of patterns should have one of its
/// own
template <ExecutionSpace Exec>
std::int64_t planned_states(PatternSet<Exec> const& xi, std::int64_t states) {
  if (xi.trials() <= 1) return states;
  expect(states == 1 || states == xi.trials(), "states",
         "one for each set of patterns, " + to_text(xi.trials()), states);
  return xi.trials();
}

/// How many vectors a View of rank 1 or 2 holds, given the sets of patterns it meets. \throws Error
/// for a wrong shape With one set: (n) or (n, B), a column per state. With several: (trials, n), a
/// row per trial.
template <RealView View>
std::int64_t check_vectors(std::string_view name, View const& view, std::int64_t sets,
                           std::int64_t length) {
  static_assert(View::rank() == 1 || View::rank() == 2, "one vector, or a matrix of several");
  auto const n = static_cast<std::size_t>(length);
  if constexpr (View::rank() == 1) {
    expect(sets == 1, name, "shape (trials, n) for several sets of patterns; trials", sets);
    expect_shape(name, view, {n});
    return 1;
  } else {
    if (sets > 1) {
      expect_shape(name, view, {static_cast<std::size_t>(sets), n});
      return sets;
    }
    expect_shape(name, view, {n, view.extent(1)});
    return static_cast<std::int64_t>(view.extent(1));
  }
}

template <RealView View>
auto as_vectors(View const& view, std::int64_t sets) {
  StridedVectors<typename View::value_type> vectors{view.data(), 0,
                                                    static_cast<std::int64_t>(view.stride(0))};
  if constexpr (View::rank() == 2) {
    auto const second = static_cast<std::int64_t>(view.stride(1));
    if (sets > 1) {
      vectors = {view.data(), vectors.entry_stride, second};
    } else {
      vectors.vector_stride = second;
    }
  }
  return vectors;
}

/// Checks both shapes. \return how many vectors there are
template <ExecutionSpace Exec, RealView From, RealView To>
std::int64_t check_pattern_product(SignMatrix<Exec> const& matrix, std::string_view from_name,
                                   From const& from, std::string_view to_name, To const& to) {
  using T = typename To::non_const_value_type;
  static_assert(std::is_same_v<T, typename From::non_const_value_type>,
                "both Views have the same precision");
  static_assert(!std::is_const_v<typename To::value_type>, "the result's View is not const");
  static_assert(From::rank() == To::rank(), "one vector in, one out; or a matrix in, a matrix out");
  static_assert(Kokkos::SpaceAccessibility<Exec, typename From::memory_space>::accessible &&
                    Kokkos::SpaceAccessibility<Exec, typename To::memory_space>::accessible,
                "the Views lie where the execution space can reach them");
  expect(matrix.rows >= 1, "xi", "a set of P patterns of N signs; rows", matrix.rows);
  std::int64_t const instances = check_vectors(from_name, from, matrix.sets(), matrix.columns);
  if constexpr (To::rank() == 2) {
    auto const rows = static_cast<std::size_t>(matrix.rows);
    auto const count = static_cast<std::size_t>(instances);
    if (matrix.sets() > 1) {
      expect_shape(to_name, to, {count, rows});
    } else {
      expect_shape(to_name, to, {rows, count});
    }
  } else {
    check_vectors(to_name, to, matrix.sets(), matrix.rows);
  }
  expect_places(to_name, to);
  expect_apart(to_name, to, from_name, from);
  return instances;
}

/// Checks both shapes and multiplies as planned.
template <ExecutionSpace Exec, Real T, RealView From, RealView To>
void checked_pattern_product(Exec const& exec, PatternProductPlan<Exec, T> const& plan,
                             double scale, std::string_view from_name, From const& from,
                             std::string_view to_name, To const& to) {
  static_assert(std::is_same_v<T, typename To::non_const_value_type>,
                "the Views have the precision of the plan");
  std::int64_t const instances = check_pattern_product(plan.matrix(), from_name, from, to_name, to);
  expect(instances == plan.instances(), from_name,
         "as many states as were planned, " + to_text(plan.instances()), instances);
  std::int64_t const sets = plan.matrix().sets();
  auto const in = as_vectors(from, sets);
  plan.run(exec, scale, {in.data, in.vector_stride, in.entry_stride}, as_vectors(to, sets));
}

/// Plans and multiplies: what overlap() and field() are.
template <ExecutionSpace Exec, RealView From, RealView To>
void checked_pattern_product(Exec const& exec, SignMatrix<Exec> const& matrix, double scale,
                             std::string_view from_name, From const& from, std::string_view to_name,
                             To const& to, How const& how) {
  std::int64_t const instances = check_pattern_product(matrix, from_name, from, to_name, to);
  PatternProductPlan<Exec, typename To::non_const_value_type> const plan(exec, matrix, instances,
                                                                         how);
  checked_pattern_product(exec, plan, scale, from_name, from, to_name, to);
}

}  // namespace mattis::detail
