// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/square_sums.hpp>

#include <backends/simd/micro_kernels.hpp>

#include <algorithm>

namespace mattis::detail {
namespace {

/// Samples of a block of the host's kernel: enough that adding its T^2 / 2 sums costs little (AVX-512 float, T = 100:
/// 0.73 of the peak, 0.50 with 256), and few enough that two panels of rows share the first-level cache.
constexpr int covariance_samples = 1024;

/// Groups of consecutive blocks, each summed in order in a square of its own and the squares in order: how many is a
/// matter of the shape alone, so that the bits do not depend on the number of threads. One pass over the samples: T =
/// 100, M = 50000, two threads, 0.40 of the peak when every four blocks were added before the next four.
std::int64_t covariance_groups(std::int64_t blocks, std::size_t square) {
  constexpr std::size_t budget = std::size_t{16} << 20;
  auto const affordable = static_cast<std::int64_t>(budget / (square * sizeof(double)));
  std::int64_t const most = std::clamp<std::int64_t>(affordable, 4, 64);
  std::int64_t const each = (blocks + most - 1) / most;
  return (blocks + each - 1) / each;
}

template <ExecutionSpace Exec, Real T>
void covariance_simd(Exec const& exec, T const* phi, int steps, std::int64_t samples, Array<double**, Exec> const& C) {
  auto const allocate = [&exec](char const* label) {
    return Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, std::string(label));
  };
  auto const& kernels = simd::micro_kernels<T>();
  auto const square = static_cast<std::size_t>(steps) * static_cast<std::size_t>(steps);
  std::int64_t const blocks = (samples + covariance_samples - 1) / covariance_samples;
  std::int64_t const groups = covariance_groups(blocks, square);
  auto const workers = static_cast<int>(std::min<std::int64_t>(groups, exec.concurrency()));
  Array<double**, Exec> const sums(allocate("mattis::covariance::sums"), static_cast<std::size_t>(groups), square);
  std::size_t const scratch = (kernels.correlation_workspace(steps, covariance_samples) + 15) / 16 * 16;
  Array<T**, Exec> const panels(allocate("mattis::covariance::panels"), static_cast<std::size_t>(workers), scratch);
  Array<std::int64_t*, Exec> const next(Kokkos::view_alloc(exec, "mattis::covariance::next_group"), 1);
  prefer_huge_pages(sums.data(), sums.span() * sizeof(double));

  Kokkos::parallel_for("mattis::covariance::groups", Kokkos::RangePolicy<Exec>(exec, 0, workers, Kokkos::ChunkSize(1)),
                       [=, &kernels](int worker) {
                         for (std::int64_t g; (g = Kokkos::atomic_fetch_add(&next(0), std::int64_t{1})) < groups;) {
                           double* const group_sums = &sums(static_cast<std::size_t>(g), 0);
                           std::fill_n(group_sums, square, 0.0);
                           for (std::int64_t block = g * blocks / groups; block < (g + 1) * blocks / groups; ++block) {
                             std::int64_t const first = block * covariance_samples;
                             kernels.correlation(
                                 phi + first, samples, kernels.lanes, steps,
                                 static_cast<int>(std::min<std::int64_t>(covariance_samples, samples - first)),
                                 &panels(static_cast<std::size_t>(worker), 0), group_sums);
                           }
                         }
                       });
  using Rows = Kokkos::RangePolicy<Exec, Kokkos::Schedule<Kokkos::Dynamic>>;
  Kokkos::parallel_for("mattis::covariance::mean", Rows(exec, 0, steps, Kokkos::ChunkSize(8)), [=](int t) {
    double* const row = &C(t, 0);
    std::size_t const first = static_cast<std::size_t>(t) * static_cast<std::size_t>(steps);
    std::copy_n(&sums(0, first), t + 1, row);
    for (std::size_t g = 1; g < static_cast<std::size_t>(groups); ++g) {
      double const* const part = &sums(g, first);
      for (int s = 0; s <= t; ++s) row[s] += part[s];
    }
    for (int s = 0; s <= t; ++s) row[s] /= static_cast<double>(samples);
    for (int s = 0; s < t; ++s) C(s, t) = row[s];
  });
}

/// One team for each 4 x 4 square of C.
template <ExecutionSpace Exec, Real T>
struct CovarianceSquare {
  static constexpr int chunk = 256;
  T const* phi;
  int steps;
  std::int64_t samples;
  Array<double**, Exec> C;

  KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team) const {
    int row = 0;
    int column = 0;
    square_of(team.league_rank(), row, column);
    constexpr int side = SquareSums<T>::side;
    SquareSums<double> total;
    for (std::int64_t first = 0; first < samples; first += chunk) {
      int const count = static_cast<int>(samples - first < chunk ? samples - first : chunk);
      SquareSums<T> sums;
      Kokkos::parallel_reduce(
          Kokkos::TeamVectorRange(team, count),
          [&](int l, SquareSums<T>& partial) {
            add_products(phi + first + l, static_cast<std::ptrdiff_t>(samples), steps, row, column, partial);
          },
          Kokkos::Sum<SquareSums<T>>(sums));
      for (int n = 0; n < side * side; ++n) total.sum[n] += static_cast<double>(sums.sum[n]);
    }
    Kokkos::single(Kokkos::PerTeam(team), [&] {
      for (int n = 0; n < side * side; ++n) {
        int const t = row * side + n / side;
        int const s = column * side + n % side;
        if (t < steps && s < steps) C(t, s) = C(s, t) = total.sum[n] / static_cast<double>(samples);
      }
    });
  }
};

}  // namespace

template <ExecutionSpace Exec, Real T>
void covariance_rows(Exec const& exec, T const* phi, int steps, std::int64_t samples, Array<double**, Exec> const& C,
                     Target target) {
  if constexpr (is_host_execution_space<Exec>) {
    if (target == Target::best) {
      covariance_simd<Exec, T>(exec, phi, steps, samples, C);
      return;
    }
  }
  int const squares = (steps + SquareSums<T>::side - 1) / SquareSums<T>::side;
  int const league = squares * (squares + 1) / 2;
  auto const policy = is_host_execution_space<Exec> ? Kokkos::TeamPolicy<Exec>(exec, league, 1, 1)
                                                    : Kokkos::TeamPolicy<Exec>(exec, league, 4, 32);
  Kokkos::parallel_for("mattis::covariance::portable", policy, CovarianceSquare<Exec, T>{phi, steps, samples, C});
}

#define MATTIS_INSTANTIATE_COVARIANCE(EXEC)                                                  \
  template void covariance_rows<EXEC, float>(EXEC const&, float const*, int, std::int64_t,   \
                                             Array<double**, EXEC> const&, Target);          \
  template void covariance_rows<EXEC, double>(EXEC const&, double const*, int, std::int64_t, \
                                              Array<double**, EXEC> const&, Target);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_COVARIANCE)

}  // namespace mattis::detail
