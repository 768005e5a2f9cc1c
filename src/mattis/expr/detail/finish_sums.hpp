// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The end of a statement: sums that its passes have left over tiles are added and written, and what
// the caller wants done with them is done, in one launch.
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/kernels/detail/tiles.hpp>

#include <cstddef>
#include <cstdint>

namespace mattis::expr::detail {

/// Where a finished sum goes.
struct SumTarget {
  double* data;
  std::int64_t stride;
  double factor;
};

/// A sum that lies over tiles.
struct OpenSum {
  double const* tiles;  ///< tile t of instance b at tiles[b * instance_stride + t * tile_stride]
  std::ptrdiff_t instance_stride, tile_stride;
  int count;  ///< tiles of an instance
  SumTarget target;
};

/// What follows the sums of an instance: nothing.
struct NoTail {
  KOKKOS_FUNCTION void operator()(std::int64_t) const {}
};

/// The tiles of an instance: on a host in order, on a device by a team in one that their number
/// decides.
template <ExecutionSpace Exec, class Tail>
struct FinishSums {
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;
  static constexpr int team_threads = 128;
  static constexpr int most = 8;

  OpenSum sums[most] = {};
  int count = 0;
  Tail tail = {};

  KOKKOS_FUNCTION void operator()(std::int64_t instance) const {
    for (int i = 0; i < count; ++i) {
      double total = 0;
      for (int tile = 0; tile < sums[i].count; ++tile) total += entry(i, instance, tile);
      write(i, instance, total);
    }
    tail(instance);
  }
  KOKKOS_FUNCTION void operator()(Member const& team, int instance) const {
    for (int i = 0; i < count; ++i) {
      double total = 0;
      Kokkos::parallel_reduce(
          Kokkos::TeamThreadRange(team, sums[i].count),
          [&](int tile, double& sum) { sum += entry(i, instance, tile); }, total);
      Kokkos::single(Kokkos::PerTeam(team), [&]() { write(i, instance, total); });
    }
    Kokkos::single(Kokkos::PerTeam(team), [&]() { tail(instance); });
  }

 private:
  KOKKOS_FUNCTION double entry(int i, std::int64_t instance, int tile) const {
    return sums[i].tiles[instance * sums[i].instance_stride + tile * sums[i].tile_stride];
  }
  KOKKOS_FUNCTION void write(int i, std::int64_t instance, double total) const {
    SumTarget const& to = sums[i].target;
    to.data[instance * to.stride] = to.factor * total;
  }
};

/// The sums of a statement that are not finished yet.
template <ExecutionSpace Exec>
class OpenSums {
 public:
  template <int Count>
  void add(Exec const& exec, mattis::detail::TileSums<Exec, Count> const& sums, int number,
           SumTarget const& target) {
    if (open_.count == open_.most) finish(exec, static_cast<std::int64_t>(sums.extent(0)));
    constexpr auto width = static_cast<std::ptrdiff_t>(sizeof(Sums<Count>) / sizeof(double));
    open_.sums[open_.count++] = {sums.data()->value + number,
                                 width * static_cast<std::ptrdiff_t>(sums.stride(0)),
                                 width * static_cast<std::ptrdiff_t>(sums.stride(1)),
                                 static_cast<int>(sums.extent(1)), target};
  }

  void finish(Exec const& exec, std::int64_t instances) {
    if (open_.count > 0) finish(exec, instances, NoTail{});
  }
  template <class Tail>
  void finish(Exec const& exec, std::int64_t instances, Tail const& tail) {
    FinishSums<Exec, Tail> all{{}, open_.count, tail};
    double nanoseconds = 5;
    for (int i = 0; i < open_.count; ++i) {
      all.sums[i] = open_.sums[i];
      nanoseconds += open_.sums[i].count;
    }
    open_.count = 0;
    if constexpr (is_host_execution_space<Exec>) {
      mattis::detail::for_entries(exec, "mattis::expr::sums", {instances, nanoseconds}, all);
    } else {
      mattis::detail::for_teams(
          exec, "mattis::expr::sums",
          Kokkos::TeamPolicy<Exec>(exec, static_cast<int>(instances), all.team_threads), all);
    }
  }

 private:
  FinishSums<Exec, NoTail> open_;
};

}  // namespace mattis::expr::detail
