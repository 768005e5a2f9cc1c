// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/detail/square_sums.hpp>

#include <backends/simd/micro_kernels.hpp>

#include <algorithm>

namespace mattis::detail {
namespace {

/// Samples of a block of the host's kernel: enough that adding its T^2 / 2 sums costs little (AVX-512 float, T = 100:
/// 0.73 of the peak, 0.50 with 256), and few enough that two panels of rows share the first-level cache.
constexpr int covariance_samples = 1024;

template <ExecutionSpace Exec, Real T>
void covariance_simd(Exec const& exec, T const* phi, int steps, std::int64_t samples, Array<double**, Exec> const& C) {
  auto const& kernels = simd::micro_kernels<T>();
  int const workers = exec.concurrency();
  auto const square = static_cast<std::size_t>(steps) * static_cast<std::size_t>(steps);
  std::int64_t const blocks = (samples + covariance_samples - 1) / covariance_samples;
  std::int64_t const buffers = std::min<std::int64_t>(blocks, BlockSums<Exec>::few_buffers_for(workers));
  BlockSums<Exec> const sums(exec, "mattis::covariance", square, static_cast<int>(buffers));
  std::size_t const scratch = (kernels.correlation_workspace(steps, covariance_samples) + 15) / 16 * 16;
  Array<T**, Exec> const panels(
      Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, std::string("mattis::covariance::panels")),
      static_cast<std::size_t>(workers), scratch);
  sums.run_workers(exec, blocks, workers, [=, &kernels](int worker, std::int64_t block, double* block_sums) {
    std::int64_t const first = block * covariance_samples;
    kernels.correlation(phi + first, samples, kernels.lanes, steps,
                        static_cast<int>(std::min<std::int64_t>(covariance_samples, samples - first)),
                        &panels(static_cast<std::size_t>(worker), 0), block_sums);
  });
  auto const totals = sums.totals();
  Kokkos::parallel_for("mattis::covariance::mean", Kokkos::RangePolicy<Exec>(exec, 0, steps), [=](int t) {
    for (int s = 0; s < steps; ++s)
      C(t, s) = totals(static_cast<std::size_t>(std::max(t, s)) * static_cast<std::size_t>(steps) +
                       static_cast<std::size_t>(std::min(t, s))) /
                static_cast<double>(samples);
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
