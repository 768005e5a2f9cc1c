// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The members of EffectiveNeurons; included where it is instantiated.
#include <mattis/core/error.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/detail/effective_neurons_portable.hpp>
#include <mattis/kernels/detail/effective_neurons_simd.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {
namespace detail {

inline SweepLayout checked_layout(int steps, int condensed, SweepSums const& wanted = {}) {
  expect(steps >= 2, "T", "at least 2", steps);
  expect(condensed >= 0, "K", "at least 0", condensed);
  return {steps, condensed, wanted};
}

template <ExecutionSpace Exec>
void expect_sweep(int steps, int condensed, SweepInput<Exec> const& input) {
  auto const T = static_cast<std::size_t>(steps);
  auto const K = static_cast<std::size_t>(condensed);
  expect_shape("factor", input.factor, {T, T});
  expect_shape("kernel", input.kernel, {T, T});
  auto const& compressed = input.compressed;
  expect(compressed.rank >= 0 && compressed.rank <= largest_kernel_rank, "compressed rank",
         "0 to " + to_text(largest_kernel_rank), compressed.rank);
  if (compressed.rank > 0) {
    std::size_t const width = largest_kernel_rank;
    expect_shape("compressed read", compressed.read, {T, width});
    expect_shape("compressed write", compressed.write, {T, width});
    expect_shape("compressed keep", compressed.keep,
                 {static_cast<std::size_t>(kernel_panels(steps)), width, width});
  }
  expect_shape("drive", input.drive, {T, K});
  expect_shape("a", input.a, {K});
  expect(std::isfinite(input.ic_noise) && input.ic_noise >= 0, "ic_noise",
         "a finite number of at least 0", input.ic_noise);
  expect(input.dt > 0 && input.dt <= 1, "dt", "a number in (0, 1]", input.dt);
  expect(input.first_sample >= 0, "first_sample", "at least 0", input.first_sample);
  expect(input.samples >= 1, "samples", "at least 1", input.samples);
  if (input.response_samples)
    expect(*input.response_samples >= 1 && *input.response_samples <= input.samples,
           "response_samples", "1 to " + to_text(input.samples), *input.response_samples);
  if (input.regression.size() > 0) {
    expect_shape("regression", input.regression, {T, K + 1});
    if (input.given) throw Error("regression: expected none with given samples, got one");
  }
  if (input.given) {
    std::size_t const M = input.given->x0.extent(0);
    expect(M >= static_cast<std::size_t>(input.first_sample + input.samples), "x0",
           "at least " + to_text(input.first_sample + input.samples) + " samples",
           static_cast<std::int64_t>(M));
    expect_shape("xi", input.given->xi, {M, K});
    expect_shape("z", input.given->z, {T, M});
  }
}

}  // namespace detail

template <ExecutionSpace Exec, Real T>
struct EffectiveNeurons<Exec, T>::Workspace {
  using Sums = detail::BlockSums<Exec>;
  using Simd = detail::EffectiveNeuronsSimd<Exec, T>;
  using Portable = detail::EffectiveNeuronsPortable<Exec, T>;

  SweepLayout layout;
  int concurrency;
  How how;
  Scratch<Exec> scratch = Scratch<Exec>::later();
  Sums sums = {};
  std::optional<Simd> simd = {};
  std::optional<Portable> portable = {};

  static SweepLaunch launch(int steps, int concurrency, How const& how) {
    return chosen_launch<Exec, T>(
               how, "sweep", {steps}, SweepLaunch{},
               [&] { return EffectiveNeurons::variants(steps, concurrency, how); })
        .launch();
  }

  void take(detail::Arena<Exec> const& arena) {
    std::size_t const entries = layout.entries();
    auto const take_sums = [&](int buffers) {
      sums = Sums(arena, "mattis::effective_neurons", entries, buffers);
      return static_cast<std::size_t>(buffers) * entries * sizeof(double);
    };
    if (runs_simd<Exec>(how)) {
      auto const chosen = launch(layout.steps, concurrency, how);
      std::size_t const taken = take_sums(Sums::buffers_for(entries, concurrency, chosen.buffers));
      arena.reserve(Sums::most_buffer_bytes(entries, concurrency) - taken);
      simd.emplace(arena, concurrency, layout, how.micro<T>(), chosen);
    } else {
      int const buffers = Portable::buffers_for(layout, concurrency);
      take_sums(buffers);
      portable.emplace(arena, layout, buffers);
      arena.reserve(Portable::most_buffer_bytes(layout, concurrency) -
                    static_cast<std::size_t>(buffers) * Portable::of_buffer(layout));
    }
  }

  // Long responses are made in another way than short ones, with other arrays beside them: the most
  // of all numbers of steps below is asked for, so that more never take less.
  std::size_t bytes() const {
    std::size_t most = 0;
    for (int steps = 2; steps <= layout.steps; ++steps) {
      Workspace shorter{.layout = layout, .concurrency = concurrency, .how = how};
      shorter.layout.steps = steps;
      most = std::max(most, detail::bytes_taken<Exec>(
                                [&](detail::Arena<Exec> const& arena) { shorter.take(arena); }));
    }
    return most;
  }
};

template <ExecutionSpace Exec, Real T>
EffectiveNeurons<Exec, T>::EffectiveNeurons(Exec const& exec, int steps, int condensed,
                                            SweepSums const& wanted, How const& how,
                                            Scratch<Exec> const& scratch)
    : workspace_(std::make_unique<Workspace>(
          Workspace{.layout = detail::checked_layout(steps, condensed, wanted),
                    .concurrency = exec.concurrency(),
                    .how = how})) {
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
std::size_t EffectiveNeurons<Exec, T>::workspace_bytes() const {
  return workspace_->bytes();
}

template <ExecutionSpace Exec, Real T>
void EffectiveNeurons<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  bool const given = scratch.source() == Scratch<Exec>::Source::given;
  detail::take_workspace(exec, scratch, given ? workspace_->bytes() : 0,
                         [&](detail::Arena<Exec> const& arena) { workspace_->take(arena); });
  workspace_->scratch = scratch;
}

template <ExecutionSpace Exec, Real T>
std::vector<Variant<SweepLaunch>> EffectiveNeurons<Exec, T>::variants(int steps, int concurrency,
                                                                      How const& how) {
  std::vector<Variant<SweepLaunch>> list{{"estimate", {}}};
  if (!runs_simd<Exec>(how)) return list;
  auto const rows = static_cast<std::ptrdiff_t>(
      how.micro<T>().matrix.correlation_workspace(steps, block_samples) * sizeof(T));
  std::vector<int> kept{0};
  for (int const kilobytes : {64, 128, 256, 1024})
    if (std::ptrdiff_t{kilobytes} << 10 < rows) kept.push_back(kilobytes);
  SweepLaunch const standard;
  for (int const buffers : {standard.buffers, 1, 2, 4, 8}) {
    for (int const kilobytes : kept) {
      std::string name;
      if (buffers != standard.buffers) name += "buffers" + to_text(buffers) + " ";
      if (kilobytes > 0) name += "kept" + to_text(kilobytes) + "k ";
      if (name.empty()) continue;
      name.pop_back();
      list.push_back({name,
                      {.buffers = buffers,
                       .kept = kilobytes > 0 ? std::ptrdiff_t{kilobytes} << 10 : standard.kept}});
    }
  }
  for (int const threads : fewer_threads(concurrency))
    list.push_back({threads_name(threads), {.threads = threads}});
  list.push_back({"half tiles", {.half = true}});
  list.push_back({"full", {.full = true}, false});
  return list;
}

template <ExecutionSpace Exec, Real T>
bool EffectiveNeurons<Exec, T>::takes_compressed(int steps, How const& how) {
  return runs_simd<Exec>(how) || !detail::DeviceResponse<Exec, T>::takes(steps);
}

template <ExecutionSpace Exec, Real T>
EffectiveNeurons<Exec, T>::~EffectiveNeurons() = default;
template <ExecutionSpace Exec, Real T>
EffectiveNeurons<Exec, T>::EffectiveNeurons(EffectiveNeurons&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
EffectiveNeurons<Exec, T>& EffectiveNeurons<Exec, T>::operator=(EffectiveNeurons&&) noexcept =
    default;

template <ExecutionSpace Exec, Real T>
std::size_t EffectiveNeurons<Exec, T>::bytes(int steps, int condensed, SweepSums const& wanted,
                                             int concurrency, How const& how) {
  auto const layout = detail::checked_layout(steps, condensed, wanted);
  using Sums = detail::BlockSums<Exec>;
  using Portable = detail::EffectiveNeuronsPortable<Exec, T>;
  if (runs_simd<Exec>(how))
    return Sums::bytes(layout.entries(),
                       Sums::buffers_for(layout.entries(), concurrency,
                                         Workspace::launch(steps, concurrency, how).buffers)) +
           detail::EffectiveNeuronsSimd<Exec, T>::bytes(layout, concurrency, how.micro<T>());
  int const buffers = Portable::buffers_for(layout, concurrency);
  return Sums::bytes(layout.entries(), buffers) + Portable::bytes(layout, buffers);
}

template <ExecutionSpace Exec, Real T>
void EffectiveNeurons<Exec, T>::sweep(Exec const& exec, SweepInput<Exec> const& input,
                                      BlockMeans<Exec, T> const& means) const {
  expect_input(input);
  detail::expect_workspace(workspace_->scratch, [&] { return workspace_->bytes(); });
  if constexpr (is_host_execution_space<Exec>) {
    if (workspace_->simd) workspace_->simd->sweep(exec, input, means, workspace_->sums);
  }
  if (workspace_->portable) workspace_->portable->sweep(exec, input, means, workspace_->sums);
}

template <ExecutionSpace Exec, Real T>
void EffectiveNeurons<Exec, T>::expect_input(SweepInput<Exec> const& input) const {
  detail::expect_sweep(layout().steps, layout().condensed, input);
}

template <ExecutionSpace Exec, Real T>
SweepLayout const& EffectiveNeurons<Exec, T>::layout() const {
  return workspace_->layout;
}

template <ExecutionSpace Exec, Real T>
Array<double*, Exec> EffectiveNeurons<Exec, T>::sums() const {
  return workspace_->sums.totals();
}

}  // namespace mattis
