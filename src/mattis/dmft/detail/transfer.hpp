// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/kernels/effective_neurons.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace mattis::detail {

/// An array of Exec's memory like `host`, taken from `arena`, or `host` itself where that is host
/// memory.
template <ExecutionSpace Exec, class View>
Array<typename View::data_type, Exec> mirror(Arena<Exec> const& arena, View const& host) {
  using There = Array<typename View::data_type, Exec>;
  if constexpr (is_host_execution_space<Exec>) {
    return host;
  } else if constexpr (View::rank() == 1) {
    return arena.template take<There>(host.label(), host.extent(0));
  } else if constexpr (View::rank() == 2) {
    return arena.template take<There>(host.label(), host.extent(0), host.extent(1));
  } else {
    static_assert(View::rank() == 3);
    return arena.template take<There>(host.label(), host.extent(0), host.extent(1), host.extent(2));
  }
}

/// Copies on `exec`, unless the two are one.
template <ExecutionSpace Exec, class To, class From>
void transfer(Exec const& exec, To const& to, From const& from) {
  if (static_cast<void const*>(to.data()) != static_cast<void const*>(from.data()))
    Kokkos::deep_copy(exec, to, from);
}

/// The same of row t.
template <ExecutionSpace Exec, class To, class From>
void transfer_row(Exec const& exec, To const& to, From const& from, int t) {
  transfer(exec, Kokkos::subview(to, t, Kokkos::ALL), Kokkos::subview(from, t, Kokkos::ALL));
}

/// How samples start: what of a sweep's input is the same for all of them.
template <ExecutionSpace Exec>
class SampleStart {
 public:
  /// \param options  outlive this
  SampleStart(Arena<Exec> const& arena, Dense const& model, SolveOptions const& options)
      : a_("mattis::dmft::a", model.a.size()), a_there_(mirror(arena, a_)) {
    for (std::size_t k = 0; k < model.a.size(); ++k) a_(k) = model.a[k];
    if (!options.samples) return;
    samples_ = &*options.samples;
    xi_ = mirror(arena, samples_->xi);
    x0_ = mirror(arena, samples_->x0);
    z_ = mirror(arena, samples_->z);
  }

  /// All of a sweep's input but its couplings and its range of samples.
  SweepInput<Exec> input(Dense const& model, SolveOptions const& options) const {
    SweepInput<Exec> input;
    input.a = a_there_;
    input.ic_noise = initial_noise(model);
    input.dt = options.dt;
    input.seed = options.seed;
    input.team = options.team;
    if (samples_ != nullptr) input.given = GivenSamples<Exec>{xi_, x0_, z_};
    return input;
  }

  /// To be called before the first sweep: the arrays are filled, once.
  void send(Exec const& exec) {
    if (std::exchange(sent_, true)) return;
    transfer(exec, a_there_, a_);
    if (samples_ != nullptr) {
      transfer(exec, xi_, samples_->xi);
      transfer(exec, x0_, samples_->x0);
      transfer(exec, z_, samples_->z);
    }
    exec.fence("mattis::dmft::samples");
  }

 private:
  HostArray<double*> a_;
  Array<double*, Exec> a_there_;
  Samples const* samples_ = nullptr;
  Array<std::int8_t**, Exec> xi_;
  Array<double*, Exec> x0_;
  Array<double**, Exec> z_;
  bool sent_ = false;
};

}  // namespace mattis::detail
