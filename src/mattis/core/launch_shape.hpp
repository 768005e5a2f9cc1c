// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How the kernels that are written in Kokkos alone are laid out on a space: matters of speed and of
// registers, none of which decides a bit. A space that has a shape of its own states it in
// backends/<space>/launch_shape.hpp, which the build finds.
#include <mattis/core/execution.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace mattis::detail {

/// Warps of 32, or wavefronts of 64, each thread with one sample or row: what serves any device.
struct DeviceShape {
  static constexpr int samples_of_thread = 1;
  static constexpr int sweep_rows = 8;  ///< times of a sample in registers
  /// And columns of its response: with 4 in double nvcc spills for sm_80.
  template <Real T>
  static constexpr int response_columns = sizeof(T) == 4 ? 4 : 2;
  static constexpr int block_threads = 256;   ///< of the team that takes a block of samples
  static constexpr int block_vector = 32;     ///< of them side by side in memory
  static constexpr int patterns_at_once = 1;  ///< by a thread, where indices are distinct
  static constexpr int entries_at_once = 1;   ///< of a statement, by a thread
  /// Of the samples that are there at once, with their sums.
  static constexpr std::size_t most_sample_bytes = std::size_t{1} << 33;
  static constexpr unsigned product_teams =
      1;  ///< of a multiprocessor, which registers must suffice for

  static int teams_at_once(int concurrency) { return std::max(1, concurrency / block_threads); }
};

/// Threads with vectors and caches, each a team.
struct HostShape {
  static constexpr int samples_of_thread = 8;  ///< the compiler makes vectors of them
  static constexpr int sweep_rows = 4;
  template <Real T>
  static constexpr int response_columns = 1;
  static constexpr int block_threads = 1;
  static constexpr int block_vector = 1;
  static constexpr int patterns_at_once = 4;
  static constexpr int entries_at_once = 512;
  static constexpr std::size_t most_sample_bytes = std::numeric_limits<std::size_t>::max();

  static int teams_at_once(int concurrency) { return concurrency; }
};

template <ExecutionSpace Exec>
struct LaunchShape : std::conditional_t<is_host_execution_space<Exec>, HostShape, DeviceShape> {};

}  // namespace mattis::detail

#include <mattis/launch_shapes.hpp>  // of the spaces of this build
