// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The two calls of the library with xtensor arrays going in and coming out, and xtensor arrays in
// expressions. Link mattis::xtensor. The same whatever XTENSOR_DEFAULT_LAYOUT is: arrays of this
// header are row-major, time (or trial) first, and copy to and from arrays of another layout entry
// by entry.
#include <mattis/dmft/solve.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/models/simulate.hpp>

// xtensor 0.26 moved its headers into folders.
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xtensor.hpp>
#endif

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace xt {
template <class CT, class S, layout_type L, class FST>
class xstrided_view;
}

namespace mattis::xtensors {

template <class Entry, std::size_t Rank>
using RowMajor = xt::xtensor<Entry, Rank, xt::layout_type::row_major>;

namespace detail {

/// The rank that a type of shapes says, or 0.
template <class Shape>
inline constexpr std::size_t static_rank = 0;
template <std::size_t Rank>
inline constexpr std::size_t static_rank<std::array<std::size_t, Rank>> = Rank;

/// Whether the memory that such an object looks at is another's: that of a view says so by holding
/// a reference, that of a view of a view by the innermost.
template <class Array>
inline constexpr bool borrows = false;
template <class Array>
inline constexpr bool borrows<Array&> = true;
template <class Array>
inline constexpr bool borrows<Array const> = borrows<Array>;
template <class Closure, class... Slices>
inline constexpr bool borrows<xt::xview<Closure, Slices...>> = borrows<Closure>;
template <class Closure, class Shape, xt::layout_type L, class Storage>
inline constexpr bool borrows<xt::xstrided_view<Closure, Shape, L, Storage>> = borrows<Closure>;
template <class Buffer, std::size_t Rank, xt::layout_type L, class Tag>
inline constexpr bool borrows<xt::xtensor_adaptor<Buffer, Rank, L, Tag>> = borrows<Buffer>;
template <class Buffer, xt::layout_type L, class Shape, class Tag>
inline constexpr bool borrows<xt::xarray_adaptor<Buffer, L, Shape, Tag>> = borrows<Buffer>;
template <class Pointer, class Allocator>
inline constexpr bool borrows<xt::xbuffer_adaptor<Pointer, xt::no_ownership, Allocator>> = true;

}  // namespace detail

/// What has its entries in memory, a stride apart in each dimension; not what xtensor computes
/// lazily (xt::eval it first) or picks from a list (xt::keep, xt::drop).
template <class Array>
concept Strided = requires(std::remove_reference_t<Array>& array) {
  array.data() + array.data_offset();
  array.strides()[0];
  array.shape()[0];
  array.dimension();
};

/// What leaves its entries in memory: a named array, or a view of one, named or not; not an array
/// that ends with the statement.
template <class Array>
concept OutlivesTheStatement = std::is_lvalue_reference_v<Array> || detail::borrows<Array>;

/// A View of an xtensor array of float or double, rank 1 or 2, in whatever layout it has, or of a
/// strided view of one (xt::view, xt::row, xt::strided_view, xt::adapt, and those of each other):
/// no copy is made, and the array must outlive the View, the view of it need not: `view(xt::row(x,
/// 0))`. Kernels and expressions take it like any View:
/// `(lazy(view(x)) = (1 - dt) * view(x) + dt * field(xi, view(f))).run(exec)`.
/// \tparam Rank  only needed where the type does not say it (xt::xarray)
/// \throws Error  when the array has another rank, or entries in descending order
template <std::size_t Rank = 0, Strided Array>
requires OutlivesTheStatement<Array>
auto view(Array&& array) {
  using Entry = std::remove_pointer_t<decltype(array.data())>;
  constexpr std::size_t rank =
      Rank != 0 ? Rank : detail::static_rank<typename std::remove_cvref_t<Array>::shape_type>;
  static_assert(rank == 1 || rank == 2,
                "an array of rank 1 or 2; of an xarray say which: view<2>(array)");
  expect(array.dimension() == rank, "array", "rank " + to_text(static_cast<std::int64_t>(rank)),
         static_cast<std::int64_t>(array.dimension()));
  auto* const data = array.data() + array.data_offset();
  auto const extent = [&](std::size_t d) { return static_cast<std::size_t>(array.shape()[d]); };
  // xtensor gives a dimension of one entry the stride 0, which a View may not have.
  auto const stride = [&](std::size_t d) {
    auto const step = static_cast<std::int64_t>(array.strides()[d]);
    expect(step >= 0, "array", "entries in ascending order; stride", step);
    return extent(d) < 2 ? std::size_t{1} : static_cast<std::size_t>(step);
  };
  using Space = Kokkos::DefaultHostExecutionSpace::memory_space;
  if constexpr (rank == 1) {
    return Kokkos::View<Entry*, Kokkos::LayoutStride, Space, Kokkos::MemoryUnmanaged>(
        data, Kokkos::LayoutStride(extent(0), stride(0)));
  } else {
    return Kokkos::View<Entry**, Kokkos::LayoutStride, Space, Kokkos::MemoryUnmanaged>(
        data, Kokkos::LayoutStride(extent(0), stride(0), extent(1), stride(1)));
  }
}

/// An xtensor array, or a strided view of one, that statements assign to:
/// `(xtensors::lazy(x) = tanh(xtensors::view(x))).run(exec)`. \throws Error  as view()
template <std::size_t Rank = 0, Strided Array>
requires OutlivesTheStatement<Array>
auto lazy(Array&& array) { return mattis::lazy(xtensors::view<Rank>(std::forward<Array>(array))); }

/// Order parameters of every trial; as mattis::Simulation.
struct Simulation {
  RowMajor<double, 3> m;    ///< (trials, T, K) overlaps with the condensed patterns
  RowMajor<double, 3> E;    ///< (trials, T, 2) energy per neuron: pattern part, single-neuron part
  RowMajor<double, 3> x;    ///< (trials, T, N), empty unless asked for
  RowMajor<double, 3> phi;  ///< (trials, T, N), empty unless asked for
  std::int64_t P = 0;       ///< patterns
  double wall_seconds = 0;
};

/// Order parameters of the N -> infinity network with their standard errors; as mattis::Solution.
struct Solution {
  RowMajor<double, 2> m, m_se;          ///< (T, K)
  RowMajor<double, 2> C_phi, C_phi_se;  ///< (T, T) <phi(t) phi(s)>
  RowMajor<double, 2> S_phi, S_phi_se;  ///< (T, T) <d phi(t) / d eta(s)>, strictly lower triangular
  RowMajor<double, 2> E, E_se;    ///< (T, 2) energy per neuron: pattern part, single-neuron part
  int sweeps = 0;                 ///< over all samples
  double residual = 0;            ///< largest change of the last sweep
  double jitter = 0;              ///< on the diagonal of C_eta
  std::vector<double> residuals;  ///< of every sweep
  Diagnosis diagnosis;
  double wall_seconds = 0;
};

/// Given samples instead of drawn ones; arrays of another layout are copied into these.
struct Samples {
  RowMajor<std::int8_t, 2> xi;  ///< (M, K) signs of the condensed patterns
  RowMajor<double, 1> x0;       ///< (M) initial states
  RowMajor<double, 2> z;        ///< (T, M) standard normals: eta = L z
};

namespace detail {

template <std::size_t Rank, class View>
RowMajor<double, Rank> to_xtensor(View const& view) {
  std::array<std::size_t, Rank> shape;
  for (std::size_t d = 0; d < Rank; ++d) shape[d] = view.extent(d);
  RowMajor<double, Rank> tensor(shape);
  std::copy_n(view.data(), view.size(), tensor.data());
  return tensor;
}

// mattis::Samples holds Views of mutable entries, which solve() only reads.
template <class Tensor>
typename Tensor::value_type* readable(Tensor const& tensor) {
  return const_cast<typename Tensor::value_type*>(tensor.data());
}

}  // namespace detail

/// mattis::simulate with xtensor arrays out.
/// \throws Error  for a bad option, before any work
template <Real T = float, ExecutionSpace Exec>
Simulation simulate(Exec const& exec, Dense const& model, SimulateOptions const& options) {
  auto const result = mattis::simulate<T>(exec, model, options);
  return {.m = detail::to_xtensor<3>(result.m),
          .E = detail::to_xtensor<3>(result.E),
          .x = detail::to_xtensor<3>(result.x),
          .phi = detail::to_xtensor<3>(result.phi),
          .P = result.P,
          .wall_seconds = result.wall_seconds};
}

/// The same on Kokkos' default execution space.
template <Real T = float>
Simulation simulate(Dense const& model, SimulateOptions const& options) {
  return xtensors::simulate<T>(Kokkos::DefaultExecutionSpace(), model, options);
}

/// mattis::solve with xtensor arrays out.
/// \throws Error  for a bad option before any work; for no convergence, with the residual
template <Real T = float, ExecutionSpace Exec>
Solution solve(Exec const& exec, Dense const& model, SolveOptions const& options) {
  auto const result = mattis::solve<T>(exec, model, options);
  return {.m = detail::to_xtensor<2>(result.m),
          .m_se = detail::to_xtensor<2>(result.m_se),
          .C_phi = detail::to_xtensor<2>(result.C_phi),
          .C_phi_se = detail::to_xtensor<2>(result.C_phi_se),
          .S_phi = detail::to_xtensor<2>(result.S_phi),
          .S_phi_se = detail::to_xtensor<2>(result.S_phi_se),
          .E = detail::to_xtensor<2>(result.E),
          .E_se = detail::to_xtensor<2>(result.E_se),
          .sweeps = result.sweeps,
          .residual = result.residual,
          .jitter = result.jitter,
          .residuals = result.residuals,
          .diagnosis = result.diagnosis,
          .wall_seconds = result.wall_seconds};
}

/// The same on Kokkos' default execution space.
template <Real T = float>
Solution solve(Dense const& model, SolveOptions const& options) {
  return xtensors::solve<T>(Kokkos::DefaultExecutionSpace(), model, options);
}

/// The same from given samples, which are read where they are. \param samples  replaces
/// options.samples and, by its size, options.M
template <Real T = float, ExecutionSpace Exec>
Solution solve(Exec const& exec, Dense const& model, SolveOptions options, Samples const& samples) {
  auto const& [xi, x0, z] = samples;
  options.M = static_cast<std::int64_t>(x0.size());
  options.samples = mattis::Samples{
      .xi = HostArray<std::int8_t**>(detail::readable(xi), xi.shape(0), xi.shape(1)),
      .x0 = HostArray<double*>(detail::readable(x0), x0.shape(0)),
      .z = HostArray<double**>(detail::readable(z), z.shape(0), z.shape(1))};
  return xtensors::solve<T>(exec, model, options);
}

template <Real T = float>
Solution solve(Dense const& model, SolveOptions const& options, Samples const& samples) {
  return xtensors::solve<T>(Kokkos::DefaultExecutionSpace(), model, options, samples);
}

}  // namespace mattis::xtensors
