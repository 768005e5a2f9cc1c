// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <Kokkos_Core.hpp>

#include <concepts>
#include <type_traits>

namespace mattis {

/// A Kokkos execution space; every operation takes an instance of one first and runs on that
/// instance alone.
template <class Exec>
concept ExecutionSpace = Kokkos::is_execution_space_v<Exec>;

/// The two state precisions. Order parameters are always accumulated in double.
template <class T>
concept Real = std::same_as<T, float> || std::same_as<T, double>;

/// A Kokkos::View of float or double (const or not).
template <class V>
concept RealView = Kokkos::is_view_v<V> && Real<typename V::non_const_value_type>;

/// True where code of `Exec` runs on the host, so that the SIMD micro-kernels can serve it.
template <ExecutionSpace Exec>
inline constexpr bool is_host_execution_space =
    Kokkos::SpaceAccessibility<Exec, Kokkos::HostSpace>::accessible&&
        std::same_as<typename Exec::memory_space, Kokkos::HostSpace>;

/// Row-major arrays of this library, time (or trial) first.
template <class DataType, ExecutionSpace Exec>
using Array = Kokkos::View<DataType, Kokkos::LayoutRight, typename Exec::memory_space>;

/// Row-major arrays that a caller reads on the host.
template <class DataType>
using HostArray = Kokkos::View<DataType, Kokkos::LayoutRight, Kokkos::HostSpace>;

}  // namespace mattis
