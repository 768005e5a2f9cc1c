// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/correlate_device.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/detail/square_sums.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>

namespace mattis {
namespace {

using detail::ceil_div;
using detail::round_up;
using detail::square_of;
using detail::SquareSums;

/// Samples of a block of the host's kernel, 4 KiB of a row: enough that adding its T^2 / 2 sums
/// costs little (AVX-512 float, T = 100: 0.73 of the peak, 0.50 with 1 KiB), and few enough that
/// two panels of rows share the first-level cache (AVX2 double, T = 300, Zen 4: 0.86 of the peak,
/// 0.74 with 8 KiB).
template <Real T>
constexpr int covariance_samples = 4096 / sizeof(T);

/// Groups of consecutive blocks, each summed in order in a square of its own and the squares in
/// order: how many is a matter of the shape alone, so that the bits do not depend on the number of
/// threads. One pass over the samples: T = 100, M = 50000, two threads, 0.40 of the peak when every
/// four blocks were added before the next four.
std::int64_t most_groups(std::size_t square) {
  constexpr std::size_t budget = std::size_t{16} << 20;
  auto const affordable = static_cast<std::int64_t>(budget / (square * sizeof(double)));
  return std::clamp<std::int64_t>(affordable, 4, 64);
}
std::int64_t covariance_groups(std::int64_t blocks, std::size_t square) {
  std::int64_t const each = ceil_div(blocks, most_groups(square));
  return ceil_div(blocks, each);
}

/// One team, of a thread, for each 4 x 4 square of C.
template <ExecutionSpace Exec, Real T>
struct CovarianceSquare {
  static constexpr int chunk = 256;
  T const* phi;
  int steps;
  std::int64_t samples;
  Array<double**, Exec> C;

  KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team,
                                  int square) const {
    int row = 0;
    int column = 0;
    square_of(square, row, column);
    constexpr int side = SquareSums<T>::side;
    SquareSums<double> total;
    for (std::int64_t first = 0; first < samples; first += chunk) {
      int const count = static_cast<int>(samples - first < chunk ? samples - first : chunk);
      SquareSums<T> sums;
      Kokkos::parallel_reduce(
          Kokkos::TeamVectorRange(team, count),
          [&](int l, SquareSums<T>& partial) {
        add_products(phi + first + l, static_cast<std::ptrdiff_t>(samples), steps, row, column,
                     partial);
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

/// C = the sums of the slots in order, over M; both triangles.
template <ExecutionSpace Exec>
struct MeanOfSlots {
  Array<double const**, Exec> sums;
  int steps;
  double samples;
  Array<double**, Exec> C;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    auto const t = static_cast<int>(i / steps), s = static_cast<int>(i % steps);
    if (s > t) return;
    double total = 0;
    for (std::size_t slot = 0; slot < sums.extent(0); ++slot) total += sums(slot, i);
    C(t, s) = C(s, t) = total / samples;
  }
};

/// Triangles that the chunks of samples are summed in on a device, by the shape alone: as many as
/// give every multiprocessor its fill of tiles, in 64 MiB.
template <ExecutionSpace Exec, Real T>
std::int64_t device_slots(std::int64_t steps, std::int64_t samples) {
  constexpr std::int64_t tiles_wanted = 2048, budget = std::int64_t{1} << 26;
  std::int64_t const tiles = detail::CorrelateTiles<Exec, T>::tiles(static_cast<int>(steps));
  std::int64_t const chunks = ceil_div(samples, detail::ChunkedRows<T>::chunk_samples);
  std::int64_t const affordable =
      budget / (steps * steps * static_cast<std::int64_t>(sizeof(double)));
  return std::clamp<std::int64_t>(std::min(tiles_wanted / tiles, affordable), 1, chunks);
}

/// Sums of all blocks by the SIMD kernel. block_rows(worker, first, count, stride) gives the rows
/// of one.
template <ExecutionSpace Exec, Real T, class Block>
void sum_blocks(Exec const& exec, int steps, std::int64_t samples,
                Array<double**, Exec> const& sums, Array<T**, Exec> const& panels,
                lanes::MicroKernels<T> const& kernels, CovarianceLaunch const& launch,
                Block const& block_rows) {
  auto const workers = static_cast<int>(panels.extent(0));
  auto const groups = static_cast<std::int64_t>(sums.extent(0));
  std::int64_t const blocks = ceil_div(samples, covariance_samples<T>);
  // Of a sample half of the squares, at 20e9 multiply-adds a second, and its entries (Zen 1, AVX2,
  // float).
  double const nanoseconds =
      (0.025 * steps + 2) * steps * static_cast<double>(samples) / static_cast<double>(groups);
  detail::for_items(
      exec, "mattis::covariance::groups",
      {groups, nanoseconds, launch.threads > 0 ? std::min(launch.threads, workers) : workers},
      [&](int worker, std::int64_t g) {
    double* const group_sums = &sums(static_cast<std::size_t>(g), 0);
    std::fill_n(group_sums, sums.extent(1), 0.0);
    for (std::int64_t block = g * blocks / groups; block < (g + 1) * blocks / groups; ++block) {
      std::int64_t const first = block * covariance_samples<T>;
      auto const count =
          static_cast<int>(std::min<std::int64_t>(covariance_samples<T>, samples - first));
      std::ptrdiff_t stride = 0;
      T const* const rows = block_rows(worker, first, count, stride);
      kernels.matrix.correlation(rows, stride, kernels.lanes, steps, count,
                                 &panels(static_cast<std::size_t>(worker), 0), group_sums,
                                 launch.kept);
    }
      });
}

/// C = the sums of the groups in order, over M; both triangles.
template <ExecutionSpace Exec>
void finish_mean(Exec const& exec, int steps, std::int64_t samples,
                 Array<double**, Exec> const& sums, Array<double**, Exec> const& C) {
  double const nanoseconds = 0.5 * static_cast<double>(sums.extent(0) + 2) * steps;
  detail::for_items(exec, "mattis::covariance::mean", {steps, nanoseconds}, [&](std::int64_t step) {
    auto const t = static_cast<int>(step);
    double* const row = &C(t, 0);
    std::size_t const first = static_cast<std::size_t>(t) * static_cast<std::size_t>(steps);
    std::copy_n(&sums(0, first), t + 1, row);
    for (std::size_t g = 1; g < sums.extent(0); ++g) {
      double const* const part = &sums(g, first);
      for (int s = 0; s <= t; ++s) row[s] += part[s];
    }
    for (int s = 0; s <= t; ++s) row[s] /= static_cast<double>(samples);
    for (int s = 0; s < t; ++s) C(s, t) = row[s];
  });
}

template <ExecutionSpace Exec, Real T>
void covariance_portable(Exec const& exec, T const* phi, int steps, std::int64_t samples,
                         Array<double**, Exec> const& C) {
  int const squares = ceil_div(steps, SquareSums<T>::side);
  int const league = squares * (squares + 1) / 2;
  Kokkos::TeamPolicy<Exec> const policy(exec, league, 1, 1);
  detail::for_teams(exec, "mattis::covariance::portable", policy,
                    CovarianceSquare<Exec, T>{phi, steps, samples, C});
}

/// Entries of the workspace of the SIMD kernel.
struct Shape {
  std::int64_t square, groups, workers, panel;
};

template <Real T>
Shape shape_of(std::int64_t steps, std::int64_t samples, int concurrency, How const& how) {
  std::int64_t const square = steps * steps;
  std::int64_t const groups =
      covariance_groups(ceil_div(samples, covariance_samples<T>), static_cast<std::size_t>(square));
  std::size_t const panel =
      how.micro<T>().matrix.correlation_workspace(static_cast<int>(steps), covariance_samples<T>);
  return {square, groups, std::min<std::int64_t>(groups, concurrency),
          static_cast<std::int64_t>(round_up(panel, 16))};
}

}  // namespace

template <ExecutionSpace Exec, Real T>
CovariancePlan<Exec, T>::CovariancePlan(Exec const& exec, std::int64_t steps, std::int64_t samples,
                                        How const& how, bool makes_rows,
                                        Scratch<Exec> const& scratch)
    : how_(how),
      launch_(chosen_launch<Exec, T>(how, "covariance", {steps, samples}, CovarianceLaunch{},
                                     [&] { return variants(exec, steps, how); })),
      steps_(static_cast<int>(steps)),
      samples_(samples),
      concurrency_(exec.concurrency()),
      makes_rows_(makes_rows) {
  expect(steps >= 1, "T", "at least 1", steps);
  expect(samples >= 1, "M", "at least 1", samples);
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
auto CovariancePlan<Exec, T>::take(detail::Arena<Exec> const& arena, std::int64_t steps,
                                   std::int64_t samples) const -> Workspace {
  using Square = Array<double**, Exec>;
  using Rows = Array<T**, Exec>;
  Workspace workspace;
  if (!is_host_execution_space<Exec> && !runs_reference(how_))
    workspace.sums = arena.template take<Square>(
        "mattis::covariance::sums", device_slots<Exec, T>(steps, samples), steps * steps);
  if (!runs_simd<Exec>(how_)) return workspace;
  auto const [square, groups, workers, panel] = shape_of<T>(steps, samples, concurrency_, how_);
  workspace.sums = arena.template take<Square>("mattis::covariance::sums", groups, square);
  if (arena.allocates())
    prefer_huge_pages(workspace.sums.data(), workspace.sums.span() * sizeof(double));
  workspace.panels = arena.template take<Rows>("mattis::covariance::panels", workers, panel);
  if (makes_rows_)
    workspace.rows = arena.template take<Rows>("mattis::covariance::rows", workers,
                                               steps * covariance_samples<T>);
  return workspace;
}

template <ExecutionSpace Exec, Real T>
void CovariancePlan<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  bool const given = scratch.source() == Scratch<Exec>::Source::given;
  detail::take_workspace(
      exec, scratch, given ? workspace_bytes() : 0,
      [&](detail::Arena<Exec> const& arena) { workspace_ = take(arena, steps_, samples_); });
  scratch_ = scratch;
}

// Groups are as many as a budget allows, fewer where squares are larger, and a block more can make
// each hold two. So that more steps or samples never take less, what is asked for is the most of
// all sizes below; over samples that is where each group holds one block.
template <ExecutionSpace Exec, Real T>
std::size_t CovariancePlan<Exec, T>::workspace_bytes() const {
  std::size_t most = 0;
  for (std::int64_t steps = 1; steps <= steps_; ++steps) {
    std::int64_t const widest =
        is_host_execution_space<Exec>
            ? std::min(samples_,
                       most_groups(static_cast<std::size_t>(steps * steps)) * covariance_samples<T>)
            : samples_;
    most = std::max(most, detail::bytes_taken<Exec>([&](detail::Arena<Exec> const& arena) {
                      take(arena, steps, widest);
                    }));
  }
  return most;
}

template <ExecutionSpace Exec, Real T>
std::vector<Variant<CovarianceLaunch>> CovariancePlan<Exec, T>::variants(Exec const& exec,
                                                                         std::int64_t steps,
                                                                         How const& how) {
  std::vector<Variant<CovarianceLaunch>> list{{"estimate", {}}};
  if (!runs_simd<Exec>(how)) return list;
  auto const rows = static_cast<std::ptrdiff_t>(
      how.micro<T>().matrix.correlation_workspace(static_cast<int>(steps), covariance_samples<T>) *
      sizeof(T));
  for (int const kilobytes : {64, 128, 256, 1024, 2048})
    if (std::ptrdiff_t const kept = std::ptrdiff_t{kilobytes} << 10; kept < rows)
      list.push_back({"kept" + to_text(kilobytes) + "k", {.kept = kept}});
  for (int const threads : fewer_threads(exec.concurrency()))
    list.push_back({threads_name(threads), {.threads = threads}});
  return list;
}

template <ExecutionSpace Exec, Real T>
std::size_t CovariancePlan<Exec, T>::bytes(std::int64_t steps, std::int64_t samples,
                                           int concurrency, How const& how, bool makes_rows) {
  if (!is_host_execution_space<Exec> && !runs_reference(how))
    return sizeof(double) *
           static_cast<std::size_t>(device_slots<Exec, T>(steps, samples) * steps * steps);
  if (!runs_simd<Exec>(how)) return 0;
  auto const [square, groups, workers, panel] = shape_of<T>(steps, samples, concurrency, how);
  std::int64_t const rows = makes_rows ? steps * covariance_samples<T> : 0;
  return static_cast<std::size_t>(groups * square) * sizeof(double) +
         static_cast<std::size_t>(workers * (panel + rows)) * sizeof(T);
}

template <ExecutionSpace Exec, Real T>
void CovariancePlan<Exec, T>::run(Exec const& exec, T const* phi,
                                  Array<double**, Exec> const& C) const {
  if (runs_reference(how_)) {
    using Rows = Kokkos::View<T const**, Kokkos::LayoutRight, typename Exec::memory_space,
                              Kokkos::MemoryUnmanaged>;
    auto const rows = detail::matrix_on_host(exec, Rows(phi, steps_, samples_));
    detail::matrix_from_host(exec, reference::covariance(rows), C);
    return;
  }
  detail::expect_workspace(scratch_, [&] { return workspace_bytes(); });
  if constexpr (is_host_execution_space<Exec>) {
    if (workspace_.sums.size() > 0) {
      launch_.run(exec, [&](CovarianceLaunch const& launch) {
        sum_blocks<Exec, T>(
            exec, steps_, samples_, workspace_.sums, workspace_.panels, how_.micro<T>(), launch,
            [phi, samples = samples_](int, std::int64_t first, int, std::ptrdiff_t& stride) {
          stride = samples;
          return phi + first;
            });
        finish_mean(exec, steps_, samples_, workspace_.sums, C);
      });
      return;
    }
    covariance_portable(exec, phi, steps_, samples_, C);
  } else {
    using Rows = detail::ChunkedRows<T>;
    detail::correlate_on_device(exec, Rows{phi, samples_, Rows::chunk_samples, steps_, samples_},
                                static_cast<int>(workspace_.sums.extent(0)), workspace_.sums.data(),
                                static_cast<std::ptrdiff_t>(workspace_.sums.stride(0)));
    detail::for_entries(
        exec, "mattis::covariance::mean", {std::int64_t{steps_} * steps_, 1},
        MeanOfSlots<Exec>{workspace_.sums, steps_, static_cast<double>(samples_), C});
  }
}

template <ExecutionSpace Exec, Real T>
void CovariancePlan<Exec, T>::run(Exec const& exec, detail::RowSource<T> const& source,
                                  Array<double**, Exec> const& C) const {
  detail::expect_workspace(scratch_, [&] { return workspace_bytes(); });
  if constexpr (is_host_execution_space<Exec>) {
    sum_blocks<Exec, T>(
        exec, steps_, samples_, workspace_.sums, workspace_.panels, how_.micro<T>(),
        launch_.launch(),
        [rows = workspace_.rows, source = &source](int worker, std::int64_t first, int count,
                                                   std::ptrdiff_t& stride) -> T const* {
          stride = covariance_samples<T>;
          (*source)(worker, first, count, &rows(static_cast<std::size_t>(worker), 0), stride);
          return &rows(static_cast<std::size_t>(worker), 0);
        });
    finish_mean(exec, steps_, samples_, workspace_.sums, C);
  }
}

#define MATTIS_INSTANTIATE_COVARIANCE(EXEC)   \
  template class CovariancePlan<EXEC, float>; \
  template class CovariancePlan<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_COVARIANCE)

}  // namespace mattis
