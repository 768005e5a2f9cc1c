// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/c/structs.hpp>
#include <mattis/c/tables.hpp>
#include <mattis/kernels/how.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace mattis::c {

/// Callers' arrays.
template <class T>
using Matrix = Kokkos::View<T**, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
template <class T>
Matrix<T> matrix(char const* name, T* data, std::int64_t rows, std::int64_t columns) {
  expect_pointer(name, data);
  return Matrix<T>(data, static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
}

/// One that the library's Arrays can be made of.
inline Array<double**, Exec> square(char const* name, double* data, std::int64_t steps) {
  return Array<double**, Exec>(matrix(name, data, steps, steps));
}

/// What makes a plan of the interface of a plan of the library: `Operation` has its `name`, and its
/// `Plan<T>`.
template <class Operation, Real T>
class PlanOf final : public AnyPlan {
 public:
  using Plan = typename Operation::template Plan<T>;

  static std::string kind() { return std::string(Operation::name) + " of " + precision_name<T>; }

  /// \param rows, columns  of the operand
  PlanOf(Plan planned, std::int64_t operand_rows, std::int64_t operand_columns)
      : plan(std::move(planned)), rows(operand_rows), columns(operand_columns) {}

  std::string name() const override { return kind(); }
  std::size_t workspace_bytes() const override { return plan.workspace_bytes(); }
  void use(Scratch<Exec> const& scratch) override { plan.use(Exec{}, scratch); }

  Plan plan;
  std::int64_t rows, columns;
};

/// Whose memory a plan starts with.
inline Scratch<Exec> first_scratch(mattis_plan_options const& options) {
  return options.caller_scratch != 0 ? Scratch<Exec>::later() : Scratch<Exec>();
}

/// The states of the options. \throws Error for less than one
inline std::int64_t planned_states(mattis_plan_options const& options) {
  auto const states = or_default<std::int64_t>(options.states, 1);
  expect(states >= 1, "options.states", "at least 1", states);
  return states;
}

/// Makes a plan: make(T{}, options) gives the PlanOf of a precision.
template <class Make>
int make_plan(mattis_plan_options const* given, mattis_plan* handle, Make const& make) noexcept {
  return guarded([&] {
    expect_pointer("plan", handle);
    auto const options = read_options("options", given);
    expect(options.reserved == 0, "options.reserved", "0", options.reserved);
    with_precision(options.precision, [&](auto zero) {
      std::shared_ptr<AnyPlan> plan = make(zero, options);
      handle->id = plans().add(std::move(plan));
    });
  });
}

/// Calls run(plan, exec) with the plan of a handle; what it started is done on return.
template <class Operation, Real T, class Run>
int run_plan(mattis_plan handle, Run const& run) noexcept {
  return guarded([&] {
    auto const held = plans().find(handle.id);
    auto const* const plan = dynamic_cast<PlanOf<Operation, T> const*>(held.get());
    if (plan == nullptr)
      throw Refusal(MATTIS_INVALID_HANDLE, "plan: expected one of " + PlanOf<Operation, T>::kind() +
                                               ", got one of " + held->name());
    std::unique_lock const alone(held->running, std::try_to_lock);
    if (!alone)
      throw Refusal(MATTIS_BUSY,
                    "plan: expected one that runs nowhere, got one that runs in another thread");
    Exec const exec;
    run(*plan, exec);
    exec.fence("mattis::c::run");
  });
}

}  // namespace mattis::c
