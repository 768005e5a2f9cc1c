// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The members of EffectiveNeurons; included where it is instantiated.
#include <mattis/core/error.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/detail/effective_neurons_portable.hpp>
#include <mattis/kernels/detail/effective_neurons_simd.hpp>
#include <mattis/kernels/effective_neurons.hpp>

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
  SweepLayout layout;
  detail::BlockSums<Exec> sums;
  std::optional<detail::EffectiveNeuronsSimd<Exec, T>> simd;
  std::optional<detail::EffectiveNeuronsPortable<Exec, T>> portable;

  static detail::BlockSums<Exec> make_sums(Exec const& exec, SweepLayout layout, int buffers) {
    return {exec, "mattis::effective_neurons", layout.entries(), buffers};
  }

  static SweepLaunch launch(int steps, int concurrency, How const& how) {
    return chosen_launch<Exec, T>(
               how, "sweep", {steps}, SweepLaunch{},
               [&] { return EffectiveNeurons::variants(steps, concurrency, how); })
        .launch();
  }

  static std::unique_ptr<Workspace> make_simd(Exec const& exec, SweepLayout layout,
                                              How const& how) {
    auto const chosen = launch(layout.steps, exec.concurrency(), how);
    int const buffers =
        detail::BlockSums<Exec>::buffers_for(layout.entries(), exec.concurrency(), chosen.buffers);
    return std::make_unique<Workspace>(
        Workspace{layout,
                  make_sums(exec, layout, buffers),
                  detail::EffectiveNeuronsSimd<Exec, T>(exec, layout, how.micro<T>(), chosen),
                  {}});
  }

  static std::unique_ptr<Workspace> make_portable(Exec const& exec, SweepLayout layout) {
    int const buffers =
        detail::EffectiveNeuronsPortable<Exec, T>::buffers_for(layout, exec.concurrency());
    return std::make_unique<Workspace>(
        Workspace{layout,
                  make_sums(exec, layout, buffers),
                  {},
                  detail::EffectiveNeuronsPortable<Exec, T>(exec, layout, buffers)});
  }
};

template <ExecutionSpace Exec, Real T>
EffectiveNeurons<Exec, T>::EffectiveNeurons(Exec const& exec, int steps, int condensed,
                                            SweepSums const& wanted, How const& how) {
  auto const layout = detail::checked_layout(steps, condensed, wanted);
  workspace_ = runs_simd<Exec>(how) ? Workspace::make_simd(exec, layout, how)
                                    : Workspace::make_portable(exec, layout);
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
