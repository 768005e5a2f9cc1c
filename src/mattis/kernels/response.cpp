// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/effective_neurons_portable.hpp>
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>

namespace mattis {
namespace detail {
namespace {

using lanes::block_samples;

/// Entries of a worker's block of slopes, with what the response of one needs beside it.
template <Real T>
std::size_t simd_block(int steps, lanes::MicroKernels<T> const& kernels) {
  return static_cast<std::size_t>(steps) * block_samples +
         round_up(kernels.sweep.response_workspace(steps), std::size_t{16});
}

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
                   Array<T*, Exec> const& packed, Array<T**, Exec> const& blocks,
                   lanes::MicroKernels<T> const& kernels, int tiles) {
  auto const workers = static_cast<int>(blocks.extent(0));
  std::size_t const size = static_cast<std::size_t>(steps) * block_samples;
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
                       double dt, int steps, std::int64_t samples, BlockSums<Exec> const& sums,
                       Array<T*, Exec> const& packed, Array<T**, Exec> const& workspace) {
  using Neurons = EffectiveNeuronsPortable<Exec, T>;
  using Tile = typename Neurons::Tile;
  using Apart = typename Neurons::Apart;
  bool const apart = Apart::takes(steps);
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
}  // namespace detail

template <ExecutionSpace Exec, Real T>
ResponsePlan<Exec, T>::ResponsePlan(Exec const& exec, std::int64_t steps, std::int64_t samples,
                                    How const& how, Scratch<Exec> const& scratch)
    : how_(how),
      tiles_(0),
      steps_(static_cast<int>(steps)),
      samples_(samples),
      concurrency_(exec.concurrency()) {
  expect(steps >= 1, "T", "at least 1", steps);
  expect(samples >= 1, "M", "at least 1", samples);
  if (runs_simd<Exec>(how))
    tiles_ = chosen_launch<Exec, T>(how, "response", {steps, samples},
                                    how.micro<T>().sweep.response_tiles[0],
                                    [&] { return detail::response_variants<T>(how); });
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
auto ResponsePlan<Exec, T>::take(detail::Arena<Exec> const& arena, int steps) const -> Workspace {
  using Sums = detail::BlockSums<Exec>;
  using Neurons = detail::EffectiveNeuronsPortable<Exec, T>;
  using Packed = Array<T*, Exec>;
  using Blocks = Array<T**, Exec>;
  if (runs_reference(how_)) return {};
  SweepLayout const layout{steps, 0, {.response = true}};
  bool const simd = runs_simd<Exec>(how_);
  int const most =
      simd ? Sums::few_buffers_for(concurrency_) : Neurons::buffers_for(layout, concurrency_);
  auto const blocks = detail::ceil_div(samples_, std::int64_t{lanes::block_samples});
  Workspace workspace;
  workspace.sums = Sums(arena, "mattis::response", layout.square(),
                        static_cast<int>(std::min<std::int64_t>(blocks, most)));
  if (simd) {
    auto const& micro = how_.micro<T>();
    workspace.packed =
        arena.template take<Packed>("mattis::response::kernel", micro.sweep.packed_triangle(steps));
    workspace.blocks = arena.template take<Blocks>("mattis::response::blocks", concurrency_,
                                                   detail::simd_block(steps, micro));
    return workspace;
  }
  workspace.packed = arena.template take<Packed>(
      "mattis::response::kernel", Neurons::Apart::takes(steps) ? Neurons::Apart::packed_size(steps)
                                                               : Neurons::Tile::packed_size(steps));
  auto const rows = static_cast<std::size_t>(steps) + Neurons::response_rows(steps);
  workspace.blocks = arena.template take<Blocks>(
      "mattis::response::blocks", workspace.sums.buffers(), rows * lanes::block_samples);
  return workspace;
}

template <ExecutionSpace Exec, Real T>
void ResponsePlan<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  bool const given = scratch.source() == Scratch<Exec>::Source::given;
  detail::take_workspace(
      exec, scratch, given ? workspace_bytes() : 0,
      [&](detail::Arena<Exec> const& arena) { workspace_ = take(arena, steps_); });
  scratch_ = scratch;
}

// A device makes long responses in another way than short ones, and of blocks as many at once as a
// budget allows: the most of all numbers of steps below is asked for, so that more never take less.
template <ExecutionSpace Exec, Real T>
std::size_t ResponsePlan<Exec, T>::workspace_bytes() const {
  std::size_t most = 0;
  for (int steps = 1; steps <= steps_; ++steps) {
    most = std::max(most, detail::bytes_taken<Exec>(
                              [&](detail::Arena<Exec> const& arena) { take(arena, steps); }));
  }
  return most;
}

template <ExecutionSpace Exec, Real T>
void ResponsePlan<Exec, T>::run_checked(Exec const& exec, T const* slope,
                                        Array<double const**, Exec> const& kernel, double dt,
                                        Array<double**, Exec> const& S) const {
  if (runs_reference(how_)) {
    using Rows = Kokkos::View<T const**, Kokkos::LayoutRight, typename Exec::memory_space,
                              Kokkos::MemoryUnmanaged>;
    auto const rows = detail::matrix_on_host(exec, Rows(slope, steps_, samples_));
    auto const F = detail::matrix_on_host(exec, kernel);
    detail::matrix_from_host(exec, reference::response(rows, F, dt, rows.columns), S);
    return;
  }
  detail::expect_workspace(scratch_, [&] { return workspace_bytes(); });
  auto const& sums = workspace_.sums;
  auto const& packed = workspace_.packed;
  auto const& blocks = workspace_.blocks;
  if (runs_simd<Exec>(how_)) {
    if constexpr (is_host_execution_space<Exec>) {
      tiles_.run(exec, [&](int tiles) {
        detail::response_simd<Exec, T>(exec, slope, kernel, dt, steps_, samples_, sums, packed,
                                       blocks, how_.micro<T>(), tiles);
      });
    }
  } else {
    detail::response_portable<Exec, T>(exec, slope, kernel, dt, steps_, samples_, sums, packed,
                                       blocks);
  }
  detail::for_entries(
      exec, "mattis::response::mean", {steps_, 1.0 * steps_},
      detail::ResponseMean<Exec>{sums.totals(), steps_, static_cast<double>(samples_), S});
}

#define MATTIS_INSTANTIATE_RESPONSE(EXEC)   \
  template class ResponsePlan<EXEC, float>; \
  template class ResponsePlan<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_RESPONSE)

}  // namespace mattis
