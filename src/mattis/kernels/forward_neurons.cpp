// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/effective_neurons_plan.hpp>
#include <mattis/kernels/detail/forward_neurons_portable.hpp>
#include <mattis/kernels/detail/forward_neurons_reference.hpp>
#include <mattis/kernels/detail/forward_neurons_simd.hpp>
#include <mattis/kernels/forward_neurons.hpp>

namespace mattis {
namespace {

template <ExecutionSpace Exec>
detail::ForwardLayout checked_layout(int steps, int condensed, std::int64_t samples,
                                     Team const* team) {
  detail::checked_layout(steps, condensed);
  expect(samples >= 1, "samples", "at least 1", samples);
  detail::ForwardLayout layout{steps, condensed, samples};
  auto const own = detail::BlockSums<Exec>::share(layout.entries(), layout.all_blocks(), team);
  layout.first_block = own.first();
  layout.end_block = own.end();
  return layout;
}

/// Buffers for all blocks at once, or as many as 64 MiB hold: a step then is one wave.
int buffers_for(detail::ForwardLayout const& layout, int least) {
  std::size_t const affordable = (std::size_t{1} << 26) / (layout.entries() * sizeof(double));
  return static_cast<int>(std::max<std::size_t>(static_cast<std::size_t>(least),
                                                std::min(layout.blocks(), affordable)));
}

/// No fewer bytes than those come to, and not fewer for more entries.
std::size_t most_buffer_bytes(detail::ForwardLayout const& layout, int least) {
  std::size_t const one = layout.entries() * sizeof(double);
  return std::max(one * static_cast<std::size_t>(least),
                  std::min(one * layout.blocks(), std::size_t{1} << 26));
}

template <ExecutionSpace Exec>
void expect_means(detail::ForwardLayout const& layout, SampleMeans<Exec> const& means) {
  auto const T = static_cast<std::size_t>(layout.steps);
  expect_shape("C", means.C, {T, T});
  expect_shape("S", means.S, {T, T});
  expect_shape("m", means.m, {T, static_cast<std::size_t>(layout.condensed)});
  expect_shape("E1", means.E1, {T});
  expect_shape("phi_eta", means.phi_eta, {T});
}

/// Row t of the means from the totals of a step; phi_eta of the step before.
template <ExecutionSpace Exec>
struct WriteRow {
  detail::ForwardLayout layout;
  Array<double*, Exec> totals;
  SampleMeans<Exec> means;
  int t;
  double samples;

  KOKKOS_FUNCTION void operator()(std::int64_t s) const {
    if (s == 0 && t > 0) means.phi_eta(t - 1) = totals(layout.noise_work()) / samples;
    if (t == layout.steps) return;
    if (s < layout.steps) {
      means.S(t, s) =
          s < t ? totals(layout.response() + static_cast<std::size_t>(s)) / samples : 0.0;
      if (s <= t)
        means.C(t, s) = means.C(s, t) =
            totals(layout.correlation() + static_cast<std::size_t>(s)) / samples;
    }
    if (s < layout.condensed)
      means.m(t, s) = totals(layout.overlap() + static_cast<std::size_t>(s)) / samples;
    if (s == 0) means.E1(t) = totals(layout.energy()) / samples;
  }
};

}  // namespace

template <ExecutionSpace Exec, Real T>
struct ForwardNeurons<Exec, T>::Workspace {
  detail::ForwardLayout layout;
  Team const* team;
  detail::BlockSums<Exec> sums;
  std::optional<detail::ForwardNeuronsSimd<Exec, T>> simd;
  std::optional<detail::ForwardNeuronsPortable<Exec, T>> portable;
  std::optional<detail::ForwardNeuronsReference<Exec, T>> reference = {};

  static int portable_buffers(int concurrency) {
    return detail::ForwardNeuronsPortable<Exec, T>::buffers_for(concurrency);
  }

  static std::unique_ptr<Workspace> make_simd(detail::Arena<Exec> const& arena, int concurrency,
                                              detail::ForwardLayout layout,
                                              lanes::MicroKernels<T> const& kernels,
                                              Team const* team) {
    int const buffers = buffers_for(layout, concurrency);
    detail::BlockSums<Exec> sums(arena, "mattis::forward_neurons", layout.entries(), buffers);
    arena.reserve(most_buffer_bytes(layout, concurrency) -
                  static_cast<std::size_t>(buffers) * layout.entries() * sizeof(double));
    return std::make_unique<Workspace>(
        Workspace{layout,
                  team,
                  std::move(sums),
                  detail::ForwardNeuronsSimd<Exec, T>(arena, concurrency, layout, kernels),
                  {}});
  }
  static std::unique_ptr<Workspace> make_portable(detail::Arena<Exec> const& arena, int concurrency,
                                                  detail::ForwardLayout layout, Team const* team) {
    int const buffers = portable_buffers(concurrency);
    return std::make_unique<Workspace>(
        Workspace{layout,
                  team,
                  {arena, "mattis::forward_neurons", layout.entries(), buffers},
                  {},
                  detail::ForwardNeuronsPortable<Exec, T>(arena, layout, buffers)});
  }
};

template <ExecutionSpace Exec, Real T>
ForwardNeurons<Exec, T>::ForwardNeurons(Exec const& exec, int steps, int condensed,
                                        std::int64_t samples, How const& how,
                                        detail::Arena<Exec> const& arena, Team const* team) {
  auto const layout = checked_layout<Exec>(steps, condensed, samples, team);
  if (runs_reference(how)) {
    workspace_ = std::make_unique<Workspace>(Workspace{layout, team, {}, {}, {}, {{layout}}});
  } else if (runs_simd<Exec>(how)) {
    workspace_ = Workspace::make_simd(arena, exec.concurrency(), layout, how.micro<T>(), team);
  } else {
    workspace_ = Workspace::make_portable(arena, exec.concurrency(), layout, team);
  }
}

template <ExecutionSpace Exec, Real T>
ForwardNeurons<Exec, T>::~ForwardNeurons() = default;
template <ExecutionSpace Exec, Real T>
ForwardNeurons<Exec, T>::ForwardNeurons(ForwardNeurons&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
ForwardNeurons<Exec, T>& ForwardNeurons<Exec, T>::operator=(ForwardNeurons&&) noexcept = default;

template <ExecutionSpace Exec, Real T>
double ForwardNeurons<Exec, T>::bytes(int steps, int condensed, std::int64_t samples,
                                      int concurrency, How const& how, Team const* team) {
  auto const layout = checked_layout<Exec>(steps, condensed, samples, team);
  if (runs_reference(how)) return detail::ForwardNeuronsReference<Exec, T>::bytes(layout);
  bool const simd = runs_simd<Exec>(how);
  int const teams = Workspace::portable_buffers(concurrency);
  int const buffers = simd ? buffers_for(layout, concurrency) : teams;
  double const plan =
      simd ? detail::ForwardNeuronsSimd<Exec, T>::bytes(layout, concurrency, how.micro<T>())
           : detail::ForwardNeuronsPortable<Exec, T>::bytes(layout, teams);
  return plan + static_cast<double>(detail::BlockSums<Exec>::bytes(layout.entries(), buffers));
}

template <ExecutionSpace Exec, Real T>
void ForwardNeurons<Exec, T>::start(Exec const& exec, SweepInput<Exec> const& input,
                                    SampleMeans<Exec> const& means) {
  auto const& layout = workspace_->layout;
  detail::expect_sweep(layout.steps, layout.condensed, input);
  expect_means(layout, means);
  expect(input.samples == layout.samples, "samples",
         to_text(layout.samples) + ", those of the plan", input.samples);
  expect(!input.response_samples, "response_samples", "none in a forward pass",
         input.response_samples.value_or(0));
  if (input.team != workspace_->team) throw_unexpected("team", "that of the plan", "another");
  if constexpr (is_host_execution_space<Exec>) {
    if (workspace_->simd) workspace_->simd->start(exec, input);
  }
  if (workspace_->portable) workspace_->portable->start(exec, input);
  if (workspace_->reference) workspace_->reference->start(exec, input);
}

template <ExecutionSpace Exec, Real T>
void ForwardNeurons<Exec, T>::step(Exec const& exec, SweepInput<Exec> const& input, int t,
                                   SampleMeans<Exec> const& means) {
  auto const& layout = workspace_->layout;
  expect(t >= 0 && t <= layout.steps, "t", "0 to " + to_text(layout.steps), t);
  if (workspace_->reference) {
    workspace_->reference->step(exec, input, t, means);
    return;
  }
  if constexpr (is_host_execution_space<Exec>) {
    if (workspace_->simd) workspace_->simd->step(exec, input, t, workspace_->sums);
  }
  if (workspace_->portable) workspace_->portable->step(exec, input, t, workspace_->sums);
  detail::for_entries(exec, "mattis::forward_neurons::means",
                      {std::max(layout.steps, layout.condensed), 2},
                      WriteRow<Exec>{layout, workspace_->sums.totals(), means, t,
                                     static_cast<double>(layout.samples)});
}

#define MATTIS_INSTANTIATE_FORWARD_NEURONS(EXEC) \
  template class ForwardNeurons<EXEC, float>;    \
  template class ForwardNeurons<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_FORWARD_NEURONS)

}  // namespace mattis
