// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/detail/launch.hpp>
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/kernels/detail/effective_neurons_simd.hpp>
#include <mattis/kernels/detail/forward_layout.hpp>
#include <mattis/kernels/forward_neurons.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>

namespace mattis::detail {

/// The forward pass on the host's micro-kernels.
template <ExecutionSpace Exec, Real T>
class ForwardNeuronsSimd {
 public:
  ForwardNeuronsSimd(Arena<Exec> const& arena, int workers, ForwardLayout layout,
                     lanes::MicroKernels<T> const& kernels)
      : layout_(layout),
        kernels_(&kernels),
        workers_(workers),
        rows_(arena.template take<Array<T*, Exec>>("mattis::forward_neurons::rows",
                                                   rows_size(layout, kernels))),
        blocks_(arena.template take<Array<T**, Exec>>("mattis::forward_neurons::blocks",
                                                      layout.blocks(), block_size(layout))),
        scratch_(arena.template take<Array<T**, Exec>>("mattis::forward_neurons::scratch", workers_,
                                                       scratch_size(layout, kernels))) {}

  static double bytes(ForwardLayout layout, int workers, lanes::MicroKernels<T> const& kernels) {
    return sizeof(T) *
           (static_cast<double>(layout.blocks()) * static_cast<double>(block_size(layout)) +
            static_cast<double>(rows_size(layout, kernels)) +
            static_cast<double>(workers) * static_cast<double>(scratch_size(layout, kernels)));
  }

  void start(Exec const& exec, SweepInput<Exec> const& input) const {
    for_items(exec, "mattis::forward_neurons::start", {1, 0},
              [&](std::int64_t) { pack_start(input); });
    double const drawn = static_cast<double>(lanes::block_samples) * layout_.steps;
    for_items(exec, "mattis::forward_neurons::draw",
              {static_cast<std::int64_t>(layout_.blocks()), 8 * drawn, workers_},
              [&](int worker, std::int64_t b) { draw(input, worker, layout_.first_block + b); });
  }

  void step(Exec const& exec, SweepInput<Exec> const& input, int t,
            BlockSums<Exec> const& sums) const {
    if (t > 0)
      for_items(exec, "mattis::forward_neurons::pack", {1, 0},
                [&](std::int64_t) { pack(input, t - 1); });
    auto const dt = static_cast<T>(input.dt);
    double const pairs = static_cast<double>(t + 1) * (t + 1);
    sums.run_workers(
        exec, layout_.all_blocks(), 1000 + 20 * pairs, workers_,
        [&](int worker, std::int64_t block, double* totals) {
      run_block(dt, t, worker, block, totals);
        },
        input.team);
  }

 private:
  static std::size_t array_size(int rows) {
    return static_cast<std::size_t>(rows) * lanes::block_samples;
  }
  static std::size_t block_size(ForwardLayout layout) {
    return padded<T>(array_size(layout.condensed) + 2 * array_size(layout.steps) + array_size(1));
  }
  static std::size_t row_size(ForwardLayout layout) {
    return padded<T>(static_cast<std::size_t>(layout.steps));
  }
  static std::size_t drive_size(ForwardLayout layout) {
    return padded<T>(static_cast<std::size_t>(layout.condensed));
  }
  static std::size_t regression_size(ForwardLayout layout) {
    return padded<T>(static_cast<std::size_t>(layout.steps) *
                     static_cast<std::size_t>(layout.condensed + 1));
  }
  static std::size_t rows_size(ForwardLayout layout, lanes::MicroKernels<T> const& kernels) {
    return 2 * row_size(layout) + 2 * drive_size(layout) + regression_size(layout) +
           padded<T>(kernels.forward.kernel_columns(layout.steps));
  }
  static std::size_t scratch_size(ForwardLayout layout, lanes::MicroKernels<T> const& kernels) {
    return padded<T>(std::max(array_size(layout.steps), kernels.forward.workspace(layout.steps)));
  }

  T* factor_row() const { return rows_.data(); }
  T* kernel_row() const { return factor_row() + row_size(layout_); }
  T* drive() const { return kernel_row() + row_size(layout_); }
  T* amplitudes() const { return drive() + drive_size(layout_); }
  T* regression() const { return amplitudes() + drive_size(layout_); }
  T* columns() const { return regression() + regression_size(layout_); }

  int live(std::int64_t block) const {
    return static_cast<int>(std::min<std::int64_t>(lanes::block_samples,
                                                   layout_.samples - block * lanes::block_samples));
  }
  lanes::ForwardBlock<T> block_at(std::int64_t block) const {
    T* const signs = &blocks_(static_cast<std::size_t>(block - layout_.first_block), 0);
    T* const noise = signs + array_size(layout_.condensed);
    T* const phi = noise + array_size(layout_.steps);
    return {layout_.steps,
            layout_.condensed,
            live(block),
            signs,
            noise,
            phi,
            phi + array_size(layout_.steps)};
  }

  void pack_start(SweepInput<Exec> const& input) const {
    convert(input.a, amplitudes());
    convert(input.regression, regression());
  }

  void draw(SweepInput<Exec> const& input, int worker, std::int64_t number) const {
    auto const block = block_at(number);
    T* const x = &scratch_(static_cast<std::size_t>(worker), 0);
    kernels_->draw.samples(
        sample_source(input, number * lanes::block_samples),
        sample_start(input, amplitudes(), regression()),
        {block.steps, block.condensed, block.live, block.signs, block.noise, x, nullptr, nullptr});
    for (int sample = 0; sample < block.live; ++sample) {
      int const lanes = kernels_->lanes;
      block.x[sample] = x[std::ptrdiff_t{sample / lanes} * block.steps * lanes + sample % lanes];
    }
  }

  void pack(SweepInput<Exec> const& input, int t) const {
    for (int s = 0; s <= t; ++s) {
      factor_row()[s] = static_cast<T>(input.factor(t, s));
      kernel_row()[s] = static_cast<T>(input.dt * input.kernel(t, s));
    }
    for (int k = 0; k < layout_.condensed; ++k) drive()[k] = static_cast<T>(input.drive(t, k));
    kernels_->forward.append_kernel_row(&input.kernel(t, 0), t, layout_.steps, input.dt, columns());
  }

  void run_block(T dt, int t, int worker, std::int64_t number, double* sums) const {
    auto const block = block_at(number);
    if (t > 0)
      kernels_->forward.advance(factor_row(), kernel_row(), drive(), dt, t - 1, block,
                                sums + layout_.noise_work());
    if (t < layout_.steps) {
      kernels_->forward.observe(columns(), dt, t, block,
                                &scratch_(static_cast<std::size_t>(worker), 0),
                                {sums + layout_.correlation(), sums + layout_.response(),
                                 sums + layout_.overlap(), sums + layout_.energy()});
    }
  }

  ForwardLayout layout_;
  lanes::MicroKernels<T> const* kernels_;
  int workers_;
  Array<T*, Exec> rows_;      // of L, of dt F, of the drive; a, regression; columns of dt F
  Array<T**, Exec> blocks_;   // of each block: signs, noise, phi, x
  Array<T**, Exec> scratch_;  // of each worker
};

}  // namespace mattis::detail
