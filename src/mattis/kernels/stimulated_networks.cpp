// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/allocate.hpp>
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/kernels/detail/stimulated_networks_simd.hpp>
#include <mattis/kernels/detail/stimulated_neurons_portable.hpp>
#include <mattis/kernels/stimulated_networks.hpp>

#include <algorithm>
#include <cmath>

namespace mattis {

namespace {

using detail::ceil_div;
using detail::chunk_neurons;
using detail::Entries;
using detail::for_entries;
using detail::padded_neurons;

std::int64_t padded_rows(std::int64_t R) {
  return ceil_div(R, std::int64_t{lanes::row_block}) * lanes::row_block;
}
std::int64_t table_entries(std::int64_t columns) {
  return ceil_div(columns, std::int64_t{32}) * 128;
}

template <class View, ExecutionSpace Exec, class... Extents>
View zeros(Exec const& exec, char const* label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, std::string(label)), static_cast<std::size_t>(extents)...);
}

}  // namespace

template <ExecutionSpace Exec, Real T>
StimulatedNetworks<Exec, T>::StimulatedNetworks(Exec const& exec, PatternSet<Exec> const& xi,
                                                StimulusDynamics const& dynamics, int records,
                                                How const& how)
    : xi_(xi),
      dynamics_(dynamics),
      how_(how),
      simd_(runs_simd<Exec>(how)),
      P_(xi.patterns() - (is_rate(dynamics.mode) ? 1 : 0)),
      R_(xi.patterns()),
      blocks_(padded_neurons(xi.neurons()) / lanes::noise_neurons),
      chunks_(ceil_div(xi.neurons(), chunk_neurons)),
      coupling_{.rates = is_rate(dynamics.mode),
                .multiplicative = is_multiplicative(dynamics.mode),
                .P = P_,
                .N = static_cast<double>(xi.neurons()),
                .p = dynamics.activity,
                .w_s = dynamics.w_s,
                .w_external = dynamics.w_external},
      overlap_(exec, xi.by_pattern(), xi.trials(), how),
      field_(exec, xi.by_neuron(), xi.trials(), how) {
  expect(P_ >= 1, "P", "at least 1 pattern", P_);
  expect(records >= 1, "records", "at least 1", records);
  auto const trials = xi.trials();
  auto const padded = padded_neurons(N());
  using Rows = Array<T**, Exec>;
  y_ = zeros<Rows>(exec, "mattis::stimulus::y", trials, padded);
  z_ = zeros<Rows>(exec, "mattis::stimulus::z", trials, padded);
  h_ = zeros<Rows>(exec, "mattis::stimulus::h", trials, padded);
  input_ = zeros<Rows>(exec, "mattis::stimulus::input", trials, padded);
  diagonal_ =
      zeros<Rows>(exec, "mattis::stimulus::diagonal", trials, is_rate(dynamics.mode) ? padded : 1);
  gain_ = zeros<Array<double**, Exec>>(exec, "mattis::stimulus::gain", trials, R_);
  drive_ = zeros<Array<double**, Exec>>(exec, "mattis::stimulus::drive", trials, R_);
  self_ = zeros<Array<double*, Exec>>(exec, "mattis::stimulus::self", trials);
  o_ = zeros<Rows>(exec, "mattis::stimulus::o", trials, R_);
  oz_ = zeros<Rows>(exec, "mattis::stimulus::oz", trials, R_);
  k_ = zeros<Rows>(exec, "mattis::stimulus::k", trials, ceil_div(R_, std::int64_t{32}) * 32);
  m_ = zeros<Array<T***, Exec>>(exec, "mattis::stimulus::m", trials, records, P_);
  overflow_ = zeros<Array<std::int64_t*, Exec>>(exec, "mattis::stimulus::overflow", trials);
  if (simd_) {
    partial_ = zeros<Array<T****, Exec>>(exec, "mattis::stimulus::partial", trials, chunks_,
                                         is_rate(dynamics.mode) ? 2 : 1, padded_rows(R_));
    fine_ = zeros<Array<bool**, Exec>>(exec, "mattis::stimulus::fine", trials, chunks_);
    tables_ = zeros<Rows>(exec, "mattis::stimulus::tables", trials, table_entries(R_));
  }
}

template <ExecutionSpace Exec, Real T>
std::size_t StimulatedNetworks<Exec, T>::bytes(std::int64_t R, std::int64_t N, std::int64_t trials,
                                               int records) {
  auto const neurons = 5 * padded_neurons(N);
  auto const rows =
      (records + 8) * R + table_entries(R) + 2 * padded_rows(R) * ceil_div(N, chunk_neurons);
  return static_cast<std::size_t>(trials * (neurons + rows)) * sizeof(T);
}

template <ExecutionSpace Exec, Real T>
lanes::NoiseAddress StimulatedNetworks<Exec, T>::address_of(Purpose purpose, std::int64_t trial,
                                                            std::int64_t step) const {
  auto const counters = static_cast<std::uint64_t>(lanes::noise_counters * blocks_);
  bool const path = purpose == Purpose::stimulus_noise;
  auto const increments = path ? dynamics_.increments : 1;
  return {
      .seed = seed_,
      .purpose = static_cast<std::uint32_t>(purpose),
      .stream = static_cast<std::uint32_t>(first_trial_ + trial),
      .first = static_cast<std::uint64_t>(step) * static_cast<std::uint64_t>(increments) * counters,
      .distance = counters,
      .increments = increments};
}

template <ExecutionSpace Exec, Real T>
lanes::NeuronStep<T> StimulatedNetworks<Exec, T>::step_of() const {
  return {.dt = static_cast<T>(dynamics_.dt),
          .noise = static_cast<T>(dynamics_.sigma * std::sqrt(dynamics_.dt)),
          .slope = static_cast<T>(dynamics_.delta),
          .self = T(0),
          .rates = is_rate(dynamics_.mode)};
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::draw(Exec const& exec, Array<T**, Exec> const& values,
                                       Purpose purpose, std::int64_t step, double scale) const {
  detail::NormalsOfNeurons<Exec, T> const draw{address_of(purpose, 0, step), values, N(), blocks_,
                                               static_cast<T>(scale)};
  if constexpr (is_host_execution_space<Exec>) {
    if (simd_) {
      auto const& micro = how_.micro<T>().stimulus;
      detail::for_items(exec, "mattis::stimulus::draw", {trials(), 2.0 * static_cast<double>(N())},
                        [&](std::int64_t trial) {
        auto address = draw.address;
        address.stream += static_cast<std::uint32_t>(trial);
        micro.normals(address, draw.scale, &values(trial, 0), static_cast<int>(N()));
      });
      return;
    }
  }
  for_entries(exec, "mattis::stimulus::draw", {trials() * blocks_ * lanes::noise_counters, 80},
              draw);
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::activate(Exec const& exec) const {
  if constexpr (is_host_execution_space<Exec>) {
    if (simd_) {
      auto const steps = this->steps();
      detail::for_items(exec, "mattis::stimulus::start", {trials(), static_cast<double>(N())},
                        [&](std::int64_t trial) {
        steps.neurons.activate(steps.step, {.field = nullptr,
                                            .input = nullptr,
                                            .diagonal = nullptr,
                                            .normals = nullptr,
                                            .y = &y_(trial, 0),
                                            .z = &z_(trial, 0),
                                            .count = static_cast<int>(N())});
        for (std::int64_t chunk = 0; chunk < chunks_; ++chunk)
          steps.measure(chunk_at(trial, chunk));
      });
      return;
    }
  }
  for_entries(exec, "mattis::stimulus::start", {trials() * padded_neurons(N()), 10},
              detail::ActivateNeurons<Exec, T>{step_of(), N(), y_, z_});
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::begin(Exec const& exec, std::uint64_t seed,
                                        std::int64_t first_trial) {
  seed_ = seed;
  first_trial_ = first_trial;
  for_entries(exec, "mattis::stimulus::begin", {trials(), 1},
              detail::FillEntries<std::int64_t>{overflow_.data(), -1});
  present(exec, {.weights = std::vector<double>(static_cast<std::size_t>(P_), 0.0)});
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::start(Exec const& exec, std::uint64_t seed,
                                        std::int64_t first_trial, double spread) {
  begin(exec, seed, first_trial);
  draw(exec, y_, Purpose::stimulus_start, 0, spread);
  activate(exec);
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::start(Exec const& exec, std::uint64_t seed,
                                        std::int64_t first_trial, Array<T const**, Exec> y0) {
  expect_shape("y0", y0, {static_cast<std::size_t>(trials()), static_cast<std::size_t>(N())});
  begin(exec, seed, first_trial);
  auto const y = y_;
  auto const neurons = N();
  for_entries(
      exec, "mattis::stimulus::given_start", {trials() * neurons, 1},
      KOKKOS_LAMBDA(std::int64_t i) {
        y(i / neurons, i % neurons) = y0(i / neurons, i % neurons);
      });
  activate(exec);
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::present(Exec const& exec, Stimulus const& stimulus) {
  expect_shape("weights",
               HostArray<double const*>(stimulus.weights.data(), stimulus.weights.size()),
               {static_cast<std::size_t>(P_)});
  HostArray<double const*> const given(stimulus.weights.data(), stimulus.weights.size());
  auto const c = Kokkos::create_mirror_view_and_copy(
      Kokkos::view_alloc(typename Exec::memory_space{}, exec), given);
  auto const coupling = coupling_;
  auto const k = k_, o = o_;
  auto const gain = gain_, drive = drive_;
  auto const self = self_;
  noisy_input_ = stimulus.input_noise != 0;
  if (noisy_input_)
    draw(exec, input_, Purpose::stimulus_input, stimulus.number, stimulus.input_noise);
  if (coupling.multiplicative) {  // u in h_, its overlaps in o_
    for_entries(
        exec, "mattis::stimulus::input", {trials(), 20},
        KOKKOS_LAMBDA(std::int64_t trial) { coupling.input(c, Entries<T>{&k(trial, 0)}); });
    field_.run(exec, 1.0, from(k_), to(h_));
    if (noisy_input_) {
      auto const h = h_, input = input_;
      auto const padded = static_cast<std::int64_t>(h.extent(1));
      for_entries(
          exec, "mattis::stimulus::noisy_input", {trials() * padded, 1},
          KOKKOS_LAMBDA(std::int64_t i) {
            h(i / padded, i % padded) += input(i / padded, i % padded);
          });
    }
    overlap_.run(exec, 1.0 / coupling.N, from(h_), to(o_));
    noisy_input_ = false;  // it acts on the coupling alone
  } else if (noisy_input_) {
    auto const input = input_;
    auto const padded = static_cast<std::int64_t>(input.extent(1));
    auto const weight = static_cast<T>(coupling.w_external);
    for_entries(
        exec, "mattis::stimulus::noisy_input", {trials() * padded, 1},
        KOKKOS_LAMBDA(std::int64_t i) { input(i / padded, i % padded) *= weight; });
  }
  for_entries(
      exec, "mattis::stimulus::gains", {trials(), 20}, KOKKOS_LAMBDA(std::int64_t trial) {
        self(trial) = coupling.gains(c, Entries<T>{&o(trial, 0)}, Entries<double>{&gain(trial, 0)},
                                     Entries<double>{&drive(trial, 0)});
        if (coupling.rates)
          coupling.diagonal(Entries<double>{&gain(trial, 0)}, Entries<T>{&k(trial, 0)});
      });
  if (coupling.rates) field_.run(exec, 1.0, from(k_), to(diagonal_));
  // Weights and plans may go when this returns.
  exec.fence("mattis::stimulus::present");
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::advance(Exec const& exec, std::int64_t first, int records,
                                          bool last) {
  expect(records >= 1 && records <= static_cast<int>(m_.extent(1)), "records",
         "from 1 to " + to_text(static_cast<std::int64_t>(m_.extent(1))), records);
  if constexpr (is_host_execution_space<Exec>) {
    if (simd_) {
      advance_simd(exec, first, records, last);
      return;
    }
  }
  advance_portable(exec, first, records, last);
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::record_portable(Exec const& exec, int record) {
  double const scale = 1.0 / coupling_.N;
  overlap_.run(exec, scale, from(z_), to(oz_));
  if (coupling_.rates) overlap_.run(exec, scale, from(y_), to(o_));
  for_entries(exec, "mattis::stimulus::couple", {trials(), 40},
              detail::CoupleNeurons<Exec, T>{.coupling = coupling_,
                                             .record = record,
                                             .z = oz_,
                                             .source = coupling_.rates ? o_ : oz_,
                                             .gain = gain_,
                                             .drive = drive_,
                                             .k = k_,
                                             .m = m_});
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::step_portable(Exec const& exec, std::int64_t step) {
  field_.run(exec, 1.0, from(k_), to(h_));
  detail::StepOfNeurons<Exec, T> const advance{
      .step = step_of(),
      .address = address_of(Purpose::stimulus_noise, 0, step),
      .number = step,
      .neurons = N(),
      .blocks = blocks_,
      .noisy_input = noisy_input_,
      .h = h_,
      .input = input_,
      .diagonal = diagonal_,
      .self = self_,
      .y = y_,
      .z = z_,
      .overflow = overflow_};
  for_entries(exec, "mattis::stimulus::step", {trials() * blocks_ * lanes::noise_counters, 150},
              advance);
}

template <ExecutionSpace Exec, Real T>
void StimulatedNetworks<Exec, T>::advance_portable(Exec const& exec, std::int64_t first,
                                                   int records, bool last) {
  for (int r = 0; r < records; ++r) {
    record_portable(exec, r);
    if (r + 1 < records || !last) step_portable(exec, first + r);
  }
}

#define MATTIS_INSTANTIATE_STIMULATED_NETWORKS(EXEC) \
  template class StimulatedNetworks<EXEC, float>;    \
  template class StimulatedNetworks<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_STIMULATED_NETWORKS)

}  // namespace mattis
