// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/detail/nested_scratch.hpp>
#include <mattis/models/detail/cvode.hpp>
#include <mattis/models/detail/simulation_records.hpp>
#include <mattis/models/right_hand_side.hpp>
#include <mattis/models/simulate.hpp>

#include <cstddef>
#include <functional>

namespace mattis::detail {

/// One network in continuous time: CVODE on the right-hand side of docs/models.md 1.1. States lie
/// on the host; where Exec cannot reach them they are copied for each evaluation.
template <ExecutionSpace Exec>
class ContinuousNetwork {
 public:
  /// Asked before each evaluation, and may throw.
  using Watch = std::function<void()>;

  ContinuousNetwork(Exec const& exec, PatternSet<Exec> const& xi, Dense const& model,
                    SimulateOptions const& options, Watch watch, Arena<Exec> const& arena)
      : exec_(exec),
        watch_(std::move(watch)),
        plan_(exec, xi, model, {.distinct_indices = options.distinct_indices, .how = options.how},
              Scratch<Exec>::later()),
        x_(staging(arena, "mattis::continuous_network::x")),
        dxdt_(staging(arena, "mattis::continuous_network::dxdt")),
        cvode_(plan_.neurons(), options.rtol,
               [this](double const* x, double* dxdt) { evaluate(x, dxdt); }) {
    use_nested(exec, arena, plan_);
  }
  ContinuousNetwork(ContinuousNetwork const&) = delete;
  ContinuousNetwork& operator=(ContinuousNetwork const&) = delete;

  static std::size_t bytes(std::int64_t neurons) {
    return Cvode::bytes(neurons) + sizeof(double) * static_cast<std::size_t>(4 * neurons);
  }

  void start(Exec const& exec, Array<double const**, Exec> const& x0) {
    exec_ = exec;
    auto const here = host_copy(exec_, x0);
    exec_.fence("mattis::continuous_network::start");
    cvode_.start(here.data());
  }
  /// The state (1, N) at that time.
  Array<double const**, Exec> at(double time) {
    cvode_.advance(time);
    return on_device(cvode_.state());
  }
  std::int64_t steps() const { return cvode_.steps(); }

 private:
  using States = Array<double**, Exec>;
  static constexpr bool on_host = is_host_execution_space<Exec>;

  States staging(Arena<Exec> const& arena, char const* label) const {
    return arena.template take<States>(label, 1, on_host ? 0 : plan_.neurons());
  }
  template <class T>
  HostArray<T**> entries(T* data) const {
    return HostArray<T**>(data, 1, static_cast<std::size_t>(plan_.neurons()));
  }
  Array<double const**, Exec> on_device(double const* state) const {
    if constexpr (on_host) {
      return entries(state);
    } else {
      Kokkos::deep_copy(exec_, x_, entries(state));
      return x_;
    }
  }
  void evaluate(double const* x, double* dxdt) const {
    watch_();
    if constexpr (on_host) {
      plan_.run(exec_, entries(x), entries(dxdt));
    } else {
      plan_.run(exec_, on_device(x), dxdt_);
      Kokkos::deep_copy(exec_, entries(dxdt), dxdt_);
    }
    exec_.fence("mattis::continuous_network::dxdt");
  }

  Exec exec_;
  Watch watch_;
  RightHandSide<Exec, double> plan_;
  States x_, dxdt_;  // where Exec reaches no host memory
  Cvode cvode_;
};

}  // namespace mattis::detail
