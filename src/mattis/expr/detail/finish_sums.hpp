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
  double const* tiles;  ///< tile t of instance b at tiles[(b * count + t) * width]
  int count;            ///< tiles of an instance
  int width;            ///< sums that lie side by side
  SumTarget target;
};

/// What follows the sums of an instance: nothing.
struct NoTail {
  KOKKOS_FUNCTION void operator()(std::int64_t) const {}
};

/// The tiles of an instance: on a host in order; on a device by a warp for each sum, or by the team
/// for one after the other where tiles are many.
template <ExecutionSpace Exec, class Tail>
struct FinishSums {
  using Member = typename Kokkos::TeamPolicy<Exec>::member_type;
  static constexpr int most = 4;
  static constexpr int warp = 32;
  static constexpr int few_tiles = 8 * warp;

  OpenSum sums[most];  // `count` are set: clearing all is a fortieth of a plan of 200 x 20
  int count = 0;
  Tail tail = {};

  KOKKOS_FUNCTION void operator()(std::int64_t instance) const {
    for (int i = 0; i < count; ++i) {
      double total = 0;
      for (int tile = 0; tile < sums[i].count; ++tile) total += entry(sums[i], instance, tile);
      write(sums[i], instance, total);
    }
    tail(instance);
  }
  KOKKOS_FUNCTION void operator()(Member const& team, int instance) const {
    for (int i = team.team_rank(); i < count; i += team.team_size()) {
      OpenSum const& open = sums[i];
      if (open.count > few_tiles) continue;
      double total = 0;
      Kokkos::parallel_reduce(
          Kokkos::ThreadVectorRange(team, open.count),
          [&](int tile, double& sum) { sum += entry(open, instance, tile); }, total);
      Kokkos::single(Kokkos::PerThread(team), [&]() { write(open, instance, total); });
    }
    for (int i = 0; i < count; ++i) {
      OpenSum const& open = sums[i];
      if (open.count <= few_tiles) continue;
      double total = 0;
      Kokkos::parallel_reduce(
          Kokkos::TeamVectorRange(team, open.count),
          [&](int tile, double& sum) { sum += entry(open, instance, tile); }, total);
      Kokkos::single(Kokkos::PerTeam(team), [&]() { write(open, instance, total); });
    }
    team.team_barrier();
    Kokkos::single(Kokkos::PerTeam(team), [&]() { tail(instance); });
  }

 private:
  KOKKOS_FUNCTION static double entry(OpenSum const& sum, std::int64_t instance, int tile) {
    return sum.tiles[(instance * sum.count + tile) * sum.width];
  }
  KOKKOS_FUNCTION static void write(OpenSum const& sum, std::int64_t instance, double total) {
    sum.target.data[instance * sum.target.stride] = sum.target.factor * total;
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
    constexpr int width = sizeof(Sums<Count>) / sizeof(double);
    open_.sums[open_.count++] = {sums.data()->value + number, static_cast<int>(sums.extent(1)),
                                 width, target};
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
          Kokkos::TeamPolicy<Exec>(exec, static_cast<int>(instances), all.most, all.warp), all);
    }
  }

 private:
  FinishSums<Exec, NoTail> open_;
};

}  // namespace mattis::expr::detail
