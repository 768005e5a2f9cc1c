// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/launch_shape.hpp>

namespace mattis::detail {

template <>
struct LaunchShape<Kokkos::Cuda> : DeviceShape {
  /// Left to itself nvcc 13 takes 96 registers for a thread of a product (float), with which two
  /// teams of 256 run on a multiprocessor at once; its scratch memory has room for five (H100).
  static constexpr unsigned product_teams = 4;
};

}  // namespace mattis::detail
