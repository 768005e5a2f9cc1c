// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/effective_neurons.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>

namespace mattis::detail {

/// `size` entries rounded up so that what follows is aligned to 64 bytes.
template <class T>
constexpr std::size_t padded(std::size_t size) {
  return round_up(size, std::size_t{16});
}

/// The samples of a block that starts `first` samples after the sweep's first.
template <ExecutionSpace Exec>
lanes::SampleSource sample_source(SweepInput<Exec> const& input, std::int64_t first) {
  lanes::SampleSource from;
  from.seed = input.seed;
  from.first_sample = input.first_sample + first;
  if (input.given) {
    from.signs = input.given->xi.data();
    from.start = input.given->x0.data();
    from.noise = input.given->z.data();
    from.samples = static_cast<std::int64_t>(input.given->z.extent(1));
  }
  return from;
}

/// A View of double in the precision of the state.
template <Real T, class View>
void convert(View const& from, T* to) {
  std::transform(from.data(), from.data() + from.size(), to,
                 [](double value) { return static_cast<T>(value); });
}

/// What drawn samples are made of, once `a` and `regression` are converted.
template <ExecutionSpace Exec, Real T>
lanes::SampleStart<T> sample_start(SweepInput<Exec> const& input, T const* a, T const* regression) {
  return {a, static_cast<T>(input.ic_noise), input.regression.size() > 0 ? regression : nullptr};
}

/// The sweep on the host's micro-kernels: each worker takes blocks through all stages while they
/// are in its cache.
template <ExecutionSpace Exec, Real T>
class EffectiveNeuronsSimd {
 public:
  EffectiveNeuronsSimd(Arena<Exec> const& arena, int workers, SweepLayout layout,
                       lanes::MicroKernels<T> const& kernels, SweepLaunch const& launch)
      : layout_(layout),
        kernels_(&kernels),
        launch_(launch),
        workers_(workers),
        matrices_(arena.template take<Array<T*, Exec>>("mattis::effective_neurons::matrices",
                                                       matrices_size(layout, kernels))),
        blocks_(arena.template take<Array<T**, Exec>>("mattis::effective_neurons::blocks", workers,
                                                      worker_size(layout, kernels))) {}

  static std::size_t bytes(SweepLayout layout, int workers, lanes::MicroKernels<T> const& kernels) {
    return sizeof(T) * (matrices_size(layout, kernels) +
                        static_cast<std::size_t>(workers) * worker_size(layout, kernels));
  }

  void sweep(Exec const& exec, SweepInput<Exec> const& input, BlockMeans<Exec, T> const& means,
             BlockSums<Exec> const& sums) const {
    auto const dt = static_cast<T>(input.dt);
    double const square = static_cast<double>(layout_.steps) * layout_.steps;
    for_items(exec, "mattis::effective_neurons::pack", {4, square},
              [&](std::int64_t part) { pack(input, static_cast<int>(part)); });
    std::int64_t const blocks = ceil_div(input.samples, lanes::block_samples);
    // A few hundred nanoseconds for each pair of steps of a block (Zen 1, AVX2, float, T = 100).
    int const workers = launch_.threads > 0 ? std::min(launch_.threads, workers_) : workers_;
    sums.run_workers(
        exec, blocks, 200 * square, workers,
        [&](int worker, std::int64_t block, double* totals) {
      run_block(input, dt, means, worker, block * lanes::block_samples, totals);
        },
        input.team);
  }

 private:
  static std::size_t matrices_size(SweepLayout layout, lanes::MicroKernels<T> const& kernels) {
    return 2 * padded<T>(kernels.sweep.packed_triangle(layout.steps)) +
           padded<T>(kernels.sweep.packed_state(layout.steps, largest_kernel_rank)) +
           inputs_size(layout);
  }
  static std::size_t inputs_size(SweepLayout layout) {
    auto const T_ = static_cast<std::size_t>(layout.steps);
    auto const K = static_cast<std::size_t>(layout.condensed);
    return T_ * K + K + T_ * (K + 1);
  }
  static std::size_t array_size(int rows) {
    return static_cast<std::size_t>(rows) * lanes::block_samples;
  }
  static std::size_t scratch_size(SweepLayout layout, lanes::MicroKernels<T> const& kernels) {
    return std::max({kernels.matrix.correlation_workspace(layout.steps, lanes::block_samples),
                     kernels.sweep.response_workspace(layout.steps),
                     kernels.sweep.compressed_response_workspace(layout.steps)});
  }
  static std::size_t worker_size(SweepLayout layout, lanes::MicroKernels<T> const& kernels) {
    return padded<T>(array_size(layout.condensed) + 4 * array_size(layout.steps) +
                     scratch_size(layout, kernels));
  }

  T* factor() const { return matrices_.data(); }
  T* kernel() const { return factor() + padded<T>(kernels_->sweep.packed_triangle(layout_.steps)); }
  T* state() const { return kernel() + padded<T>(kernels_->sweep.packed_triangle(layout_.steps)); }
  T* drive() const {
    return state() + padded<T>(kernels_->sweep.packed_state(layout_.steps, largest_kernel_rank));
  }
  T* amplitudes() const { return drive() + layout_.steps * layout_.condensed; }
  T* regression() const { return amplitudes() + layout_.condensed; }

  void pack(SweepInput<Exec> const& input, int part) const {
    if (part == 0) kernels_->sweep.pack_triangle(input.factor.data(), layout_.steps, 1.0, factor());
    if (part == 1)
      kernels_->sweep.pack_triangle(input.kernel.data(), layout_.steps, input.dt, kernel());
    if (part == 2) {
      convert(input.drive, drive());
      convert(input.a, amplitudes());
      convert(input.regression, regression());
    }
    auto const& compressed = input.compressed;
    if (part == 3 && compressed.rank > 0)
      kernels_->sweep.pack_state(compressed.read.data(), compressed.write.data(),
                                 compressed.keep.data(), layout_.steps, compressed.rank, input.dt,
                                 state());
  }

  void run_block(SweepInput<Exec> const& input, T dt, BlockMeans<Exec, T> const& means, int worker,
                 std::int64_t first, double* sums) const {
    int const steps = layout_.steps;
    int const live =
        static_cast<int>(std::min<std::int64_t>(lanes::block_samples, input.samples - first));
    T* const signs = &blocks_(static_cast<std::size_t>(worker), 0);
    T* const noise = signs + array_size(layout_.condensed);
    T* const x = noise + array_size(steps);
    T* const phi = x + array_size(steps);
    T* const slope = phi + array_size(steps);
    T* const scratch = slope + array_size(steps);
    lanes::SampleBlock<T> const block{steps, layout_.condensed, live, signs, noise, x, phi, slope};

    kernels_->draw.samples(sample_source(input, first),
                           sample_start(input, amplitudes(), regression()), block);
    kernels_->sweep.colour_noise(factor(), block);
    int const rank = launch_.full ? 0 : input.compressed.rank;
    rank > 0 ? kernels_->sweep.compressed_trajectories(kernel(), state(), rank, drive(), dt, block,
                                                       scratch)
             : kernels_->sweep.trajectories(kernel(), drive(), dt, block);
    if (layout_.wanted.means > 0) means.add(block, kernels_->lanes, sums + layout_.means());
    T const* const rows[] = {noise, x, phi};
    for (int row = 0; row < 3; ++row) {
      if (!layout_.wanted.covariance_of[row]) continue;
      kernels_->matrix.correlation(rows[row], kernels_->lanes,
                                   std::ptrdiff_t{steps} * kernels_->lanes, steps, live, scratch,
                                   sums + layout_.covariance(row), launch_.kept);
    }
    if (!layout_.wanted.response) return;
    std::int64_t const wanted = input.response_samples.value_or(input.samples) - first;
    if (wanted > 0) {
      lanes::SampleBlock<T> part = block;
      part.live = static_cast<int>(std::min<std::int64_t>(live, wanted));
      clear_slope(part, live);
      int const tiles = kernels_->sweep.response_tiles[launch_.half ? 1 : 0];
      rank > 0
          ? kernels_->sweep.compressed_response(kernel(), state(), rank, dt, part, scratch, sums)
          : kernels_->sweep.response(kernel(), dt, part, scratch, sums, tiles);
    }
  }

  /// Samples from part.live on do not respond.
  void clear_slope(lanes::SampleBlock<T> const& part, int end) const {
    int const lanes = kernels_->lanes;
    for (int sample = part.live; sample < end; ++sample) {
      T* const slope =
          part.slope + std::ptrdiff_t{sample / lanes} * part.steps * lanes + sample % lanes;
      for (int t = 0; t < part.steps; ++t) slope[std::ptrdiff_t{t} * lanes] = T(0);
    }
  }

  SweepLayout layout_;
  lanes::MicroKernels<T> const* kernels_;
  SweepLaunch launch_;
  int workers_;
  Array<T*, Exec> matrices_;  // L, dt F and its compressed form packed, drive, a, regression
  Array<T**, Exec> blocks_;   // of each worker: signs, noise, x, phi, slope, scratch
};

}  // namespace mattis::detail
