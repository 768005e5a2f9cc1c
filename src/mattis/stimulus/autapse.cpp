// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/kernels/detail/stimulated_neurons_portable.hpp>
#include <mattis/stimulus/autapse.hpp>
#include <mattis/stimulus/watch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace mattis::stimulus {

namespace {

constexpr int block_records = 256;
constexpr std::int64_t chunk_trials = 1024;

/// The trials are the neurons of a row, W_ii is what couples them to themselves.
template <ExecutionSpace Exec, Real T>
class Autapses {
 public:
  Autapses(Exec const& exec, AutapseOptions const& options)
      : options_(options),
        trials_(options.trials),
        blocks_(detail::ceil_div(trials_, std::int64_t{lanes::noise_neurons})) {
    auto const padded = static_cast<std::size_t>(blocks_ * lanes::noise_neurons);
    auto const rows = [&](char const* label) {
      return Array<T**, Exec>(Kokkos::view_alloc(exec, std::string(label)), std::size_t{1}, padded);
    };
    h_ = rows("mattis::autapse::h");
    x_ = rows("mattis::autapse::x");
    z_ = rows("mattis::autapse::z");
    records_ = Array<T**, Exec>(Kokkos::view_alloc(exec, "mattis::autapse::records"),
                                std::size_t{block_records}, padded);
    self_ = Array<double*, Exec>(Kokkos::view_alloc(exec, "mattis::autapse::self"), 1);
    detail::for_entries(exec, "mattis::autapse::self", {1, 1},
                        detail::FillEntries<double>{self_.data(), -options.w_s});
  }

  void start(Exec const& exec) {
    detail::NormalsOfNeurons<Exec, T> const draw{address(Purpose::stimulus_start, 0), x_, trials_,
                                                 blocks_, static_cast<T>(options_.x0)};
    detail::for_entries(exec, "mattis::autapse::draw", {blocks_ * lanes::noise_counters, 80}, draw);
    detail::for_entries(exec, "mattis::autapse::start", {blocks_ * lanes::noise_neurons, 10},
                        detail::ActivateNeurons<Exec, T>{step(), trials_, x_, z_});
  }

  void present(Exec const& exec, double h) {
    auto const input = static_cast<T>(options_.w_external * h - options_.leak);
    detail::for_entries(exec, "mattis::autapse::present", {blocks_ * lanes::noise_neurons, 1},
                        detail::FillEntries<T>{h_.data(), input});
  }

  /// Records x of steps first .. first + records - 1 and makes as many steps.
  void advance(Exec const& exec, std::int64_t first, int records) {
    if constexpr (is_host_execution_space<Exec>) {
      if (runs_simd<Exec>(options_.how)) {
        advance_simd(exec, first, records);
        return;
      }
    }
    Array<T**, Exec> const none;
    Array<std::int64_t*, Exec> const overflow(Kokkos::view_alloc(exec, "mattis::autapse::overflow"),
                                              1);
    for (int r = 0; r < records; ++r) {
      detail::for_entries(exec, "mattis::autapse::record", {trials_, 1},
                          detail::CopyEntries<T>{x_.data(), &records_(r, 0)});
      detail::StepOfNeurons<Exec, T> const move{
          .step = step(),
          .address = address(Purpose::stimulus_noise, first + r),
          .number = first + r,
          .neurons = trials_,
          .blocks = blocks_,
          .noisy_input = false,
          .h = h_,
          .input = none,
          .diagonal = none,
          .self = self_,
          .y = x_,
          .z = z_,
          .overflow = overflow};
      detail::for_entries(exec, "mattis::autapse::step", {blocks_ * lanes::noise_counters, 150},
                          move);
    }
  }

  Array<T const**, Exec> records() const { return records_; }

 private:
  lanes::NoiseAddress address(Purpose purpose, std::int64_t number) const {
    auto const counters = static_cast<std::uint64_t>(blocks_ * lanes::noise_counters);
    return {.seed = options_.seed,
            .purpose = static_cast<std::uint32_t>(purpose),
            .stream = 0,
            .first = static_cast<std::uint64_t>(number) * counters,
            .distance = counters,
            .increments = 1};
  }
  lanes::NeuronStep<T> step() const {
    return {.dt = static_cast<T>(options_.dt),
            .noise = static_cast<T>(options_.sigma * std::sqrt(options_.dt)),
            .slope = static_cast<T>(options_.delta),
            .self = static_cast<T>(-options_.w_s),
            .rates = false};
  }

  void advance_simd(Exec const& exec, std::int64_t first, int records) {
    if constexpr (is_host_execution_space<Exec>) {
      auto const& micro = options_.how.micro<T>().stimulus;
      detail::for_items(exec, "mattis::autapse::advance",
                        {detail::ceil_div(trials_, chunk_trials), 3000.0 * records},
                        [&](std::int64_t chunk) {
        auto const from = chunk * chunk_trials;
        auto const count = static_cast<int>(std::min(chunk_trials, trials_ - from));
        auto const now = step();
        alignas(64) T normals[chunk_trials];
        for (int r = 0; r < records; ++r) {
          std::copy_n(&x_(0, from), count, &records_(r, from));
          auto noise = address(Purpose::stimulus_noise, first + r);
          noise.first += static_cast<std::uint64_t>(from / 4);
          if (now.noise != T(0)) micro.normals(noise, T(1), normals, count);
          micro.advance(now, {.field = &h_(0, from),
                              .input = nullptr,
                              .diagonal = nullptr,
                              .normals = now.noise != T(0) ? normals : nullptr,
                              .y = &x_(0, from),
                              .z = &z_(0, from),
                              .count = count});
        }
      });
    }
  }

  AutapseOptions const& options_;
  std::int64_t trials_, blocks_;
  Array<T**, Exec> h_, x_, z_, records_;
  Array<double*, Exec> self_;
};

void expect_finite(char const* name, double value) {
  expect(std::isfinite(value), name, "a finite number", value);
}

}  // namespace

std::int64_t AutapseOptions::steps() const { return std::llround(t_end / dt); }

void validate(AutapseOptions const& options) {
  expect(options.dt > 0 && std::isfinite(options.dt), "dt", "a step of more than 0", options.dt);
  expect(options.t_end > 0 && options.t_end / options.dt < 0x1p31 && options.steps() >= 1, "t-end",
         "at least one step of dt, and less than 2^31", options.t_end);
  expect_finite("leak", options.leak);
  expect_finite("w-external", options.w_external);
  expect_finite("w-s", options.w_s);
  expect(options.delta > 0 && std::isfinite(options.delta), "delta", "a slope of more than 0",
         options.delta);
  expect(options.sigma >= 0 && std::isfinite(options.sigma), "sigma", "at least 0", options.sigma);
  expect(options.x0 >= 0 && std::isfinite(options.x0), "x0", "at least 0", options.x0);
  expect(options.trials >= 1 && options.trials < std::int64_t{1} << 30, "trials",
         "from 1 to 2^30 trials", options.trials);
  expect(options.every >= 1, "every", "at least 1 step", options.every);
  expect_finite("threshold", options.threshold);
  double const fall = options.fall_threshold.value_or(options.threshold);
  expect(fall <= options.threshold, "fall-threshold", "at most the threshold", fall);
  expect(options.programme.input_noise == 0, "input-noise", "0 for the autapse",
         options.programme.input_noise);
  validate(options.programme, 1, options.t_end);
  expect_fits_in_memory("memory", 4.0 * static_cast<double>(options.trials) *
                                      static_cast<double>(options.records() + 2 * block_records));
}

template <Real T, ExecutionSpace Exec>
Run run_autapse(Exec const& exec, AutapseOptions const& options) {
  validate(options);
  detail::StoppableCall const call(options.should_stop);
  Clock const clock;
  auto const shown = changes(options.programme, 1, options.dt);
  auto const T_end = options.steps();
  Watch const watch(options.programme,
                    {.threshold = options.threshold,
                     .fall_threshold = options.fall_threshold.value_or(options.threshold),
                     .magnitude = false,
                     .dt = options.dt,
                     .steps = T_end},
                    options.trials);
  Run result;
  result.responses = watch.responses();
  result.overlap =
      HostArray<float***>("mattis::autapse::overlap", static_cast<std::size_t>(options.trials),
                          static_cast<std::size_t>(options.records()), std::size_t{1});
  Autapses<Exec, T> autapses(exec, options);
  autapses.start(exec);
  std::size_t change = 0;
  for (std::int64_t step = 0; step <= T_end;) {
    detail::throw_if_stopped();
    while (change < shown.size() && shown[change].step == step)
      autapses.present(exec, shown[change++].stimulus.weights[0]);
    std::int64_t end = std::min(step + block_records, T_end + 1);
    if (change < shown.size()) end = std::min(end, shown[change].step);
    autapses.advance(exec, step, static_cast<int>(end - step));
    auto const x = mattis::detail::host_copy(exec, autapses.records());
    exec.fence("mattis::autapse::collect");
    detail::for_items(Kokkos::DefaultHostExecutionSpace(), "mattis::autapse::watch",
                      {options.trials, 10.0 * static_cast<double>(end - step)},
                      [&](std::int64_t trial) {
      for (std::int64_t now = step; now < end; ++now) {
        auto const value = static_cast<double>(x(now - step, trial));
        if (!std::isfinite(value)) watch.overflow(trial, now);
        watch.take(trial, now, 1, [&](std::int64_t) { return value; });
        if (now % options.every == 0)
          result.overlap(trial, now / options.every, 0) = static_cast<float>(value);
      }
    });
    step = end;
  }
  result.seconds = clock.seconds();
  return result;
}

#define MATTIS_INSTANTIATE_AUTAPSE(EXEC)                                     \
  template Run run_autapse<float, EXEC>(EXEC const&, AutapseOptions const&); \
  template Run run_autapse<double, EXEC>(EXEC const&, AutapseOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_AUTAPSE)

}  // namespace mattis::stimulus
