// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/allocate.hpp>
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/effective_neurons_portable.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>

namespace mattis::detail {
namespace {

using lanes::block_samples;

template <ExecutionSpace Exec>
struct ResponseMean {
  Array<double const*, Exec> totals;
  int steps;
  double samples;
  Array<double**, Exec> S;

  KOKKOS_FUNCTION void operator()(std::int64_t t) const {
    for (int s = 0; s < steps; ++s)
      S(t, s) = t > s ? totals(static_cast<std::size_t>(s) * static_cast<std::size_t>(steps) +
                               static_cast<std::size_t>(t)) /
                            samples
                      : 0.0;
  }
};

template <ExecutionSpace Exec, Real T>
void response_simd(Exec const& exec, T const* slope, Array<double const**, Exec> const& kernel,
                   double dt, int steps, std::int64_t samples, BlockSums<Exec> const& sums,
                   lanes::MicroKernels<T> const& kernels, int tiles) {
  int const workers = exec.concurrency();
  std::size_t const size = static_cast<std::size_t>(steps) * block_samples;
  std::size_t const scratch = round_up(kernels.sweep.response_workspace(steps), std::size_t{16});
  auto const packed = allocate<Array<T*, Exec>>(exec, "mattis::response::kernel",
                                                kernels.sweep.packed_triangle(steps));
  auto const blocks = allocate<Array<T**, Exec>>(exec, "mattis::response::blocks",
                                                 static_cast<std::size_t>(workers), size + scratch);
  for_items(exec, "mattis::response::pack", {1, 0}, [&](std::int64_t) {
    kernels.sweep.pack_triangle(kernel.data(), steps, dt, packed.data());
  });
  double const cube = static_cast<double>(steps) * steps * steps;
  sums.run_workers(exec, ceil_div(samples, block_samples), cube, workers,
                   [&](int worker, std::int64_t number, double* block_sums) {
    std::int64_t const first = number * block_samples;
    int const live = static_cast<int>(std::min<std::int64_t>(block_samples, samples - first));
    T* const to = &blocks(static_cast<std::size_t>(worker), 0);
    int const lanes = kernels.lanes;
    for (int tile = 0; tile < block_samples / lanes; ++tile) {
      int const filled = std::clamp(live - tile * lanes, 0, lanes);
      for (int t = 0; t < steps; ++t) {
        T* const row = to + (std::ptrdiff_t{tile} * steps + t) * lanes;
        std::copy_n(slope + t * samples + first + tile * lanes, filled, row);
        std::fill(row + filled, row + lanes, T(0));
      }
    }
    lanes::SampleBlock<T> const block{steps, 0, live, nullptr, nullptr, nullptr, nullptr, to};
    kernels.sweep.response(packed.data(), static_cast<T>(dt), block, to + size, block_sums, tiles);
  });
}

/// One block of the portable version: the samples of a team, then their response.
template <ExecutionSpace Exec, Real T>
struct ResponseBlock {
  using Neurons = EffectiveNeuronsPortable<Exec, T>;
  T const* slope;
  Array<double const**, Exec> kernel;
  Array<T*, Exec> packed;
  Array<T**, Exec> blocks;
  int steps;
  std::int64_t samples;
  T dt;
  bool response_apart;

  KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team,
                                  std::int64_t number, int buffer, double* sums) const {
    std::int64_t const first = number * block_samples;
    T* const to = &blocks(buffer, 0);
    int const size = steps * block_samples;
    Kokkos::parallel_for(Kokkos::TeamVectorRange(team, size), [&](int i) {
      std::int64_t const sample = first + i % block_samples;
      to[i] = sample < samples ? slope[i / block_samples * samples + sample] : T(0);
    });
    if (response_apart) return;
    team.team_barrier();
    Neurons::respond(team, steps, dt, packed.data(), nullptr, 0, to, to + size, sums);
  }
};

template <ExecutionSpace Exec, Real T>
void response_portable(Exec const& exec, T const* slope, Array<double const**, Exec> const& kernel,
                       double dt, int steps, std::int64_t samples, BlockSums<Exec> const& sums) {
  using Neurons = EffectiveNeuronsPortable<Exec, T>;
  using Tile = typename Neurons::Tile;
  using Apart = typename Neurons::Apart;
  bool const apart = Apart::takes(steps);
  auto const packed =
      allocate<Array<T*, Exec>>(exec, "mattis::response::kernel",
                                apart ? Apart::packed_size(steps) : Tile::packed_size(steps));
  auto const rows = static_cast<std::size_t>(steps) + Neurons::response_rows(steps);
  auto const workspace =
      allocate<Array<T**, Exec>>(exec, "mattis::response::blocks",
                                 static_cast<std::size_t>(sums.buffers()), rows * block_samples);
  if (apart) {
    Apart::pack(exec, kernel.data(), dt, steps, packed.data());
  } else {
    pack_panels<Tile>(exec, "mattis::response::pack", kernel.data(), dt, steps, packed.data());
  }
  sums.run_teams(
      exec, ceil_div(samples, block_samples),
      [&](int league) { return Neurons::team_policy(exec, league); },
      ResponseBlock<Exec, T>{slope, kernel, packed, workspace, steps, samples, static_cast<T>(dt),
                             apart},
      [&](Array<double**, Exec> const& sums_of_wave, std::int64_t, int count) {
    if constexpr (!is_host_execution_space<Exec>) {
      if (apart)
        Apart::run(
            exec,
            {workspace.data(), static_cast<std::ptrdiff_t>(workspace.stride(0)),
             sums_of_wave.data(), static_cast<std::ptrdiff_t>(sums_of_wave.stride(0)), count},
            packed.data(), static_cast<T>(dt), steps);
    }
      });
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void response_rows(Exec const& exec, T const* slope, Array<double const**, Exec> const& kernel,
                   double dt, int steps, std::int64_t samples, Array<double**, Exec> const& S,
                   How const& how) {
  if (runs_reference(how)) {
    using Rows = Kokkos::View<T const**, Kokkos::LayoutRight, typename Exec::memory_space,
                              Kokkos::MemoryUnmanaged>;
    auto const rows = matrix_on_host(exec, Rows(slope, steps, samples));
    auto const F = matrix_on_host(exec, kernel);
    matrix_from_host(exec, reference::response(rows, F, dt, rows.columns), S);
    return;
  }
  bool const simd = runs_simd<Exec>(how);
  SweepLayout const layout{steps, 0, {.response = true}};
  int const most = simd
                       ? BlockSums<Exec>::few_buffers_for(exec.concurrency())
                       : EffectiveNeuronsPortable<Exec, T>::buffers_for(layout, exec.concurrency());
  std::int64_t const blocks = ceil_div(samples, lanes::block_samples);
  BlockSums<Exec> const sums(exec, "mattis::response", layout.square(),
                             static_cast<int>(std::min<std::int64_t>(blocks, most)));
  if constexpr (is_host_execution_space<Exec>) {
    if (simd) {
      auto const& micro = how.micro<T>();
      auto const chosen =
          chosen_launch<Exec, T>(how, "response", {steps, samples}, micro.sweep.response_tiles[0],
                                 [&] { return response_variants<T>(how); });
      chosen.run(exec, [&](int tiles) {
        response_simd<Exec, T>(exec, slope, kernel, dt, steps, samples, sums, micro, tiles);
      });
    }
  }
  if (!simd) response_portable<Exec, T>(exec, slope, kernel, dt, steps, samples, sums);
  for_entries(exec, "mattis::response::mean", {steps, 1.0 * steps},
              ResponseMean<Exec>{sums.totals(), steps, static_cast<double>(samples), S});
}

#define MATTIS_INSTANTIATE_RESPONSE(EXEC)                                                        \
  template void response_rows<EXEC, float>(                                                      \
      EXEC const&, float const*, Array<double const**, EXEC> const&, double, int, std::int64_t,  \
      Array<double**, EXEC> const&, How const&);                                                 \
  template void response_rows<EXEC, double>(                                                     \
      EXEC const&, double const*, Array<double const**, EXEC> const&, double, int, std::int64_t, \
      Array<double**, EXEC> const&, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_RESPONSE)

}  // namespace mattis::detail
