// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How loops run on hosts: the one place. Nothing here relies on a space having as many threads as
// it was made for, since OpenMP may grant fewer at every region (OMP_THREAD_LIMIT, OMP_DYNAMIC,
// omp_set_dynamic(), nesting): Kokkos' team policies and reductions give each thread of the pool a
// share, and what a thread that is not there should have done is never done. Here the threads that
// are there take items until none is left.
#include <mattis/core/device_layout.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/stop.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

namespace mattis::detail {

/// The items of a loop.
struct Items {
  std::int64_t count;
  double nanoseconds;  ///< about what one takes one thread
  int workspaces =
      std::numeric_limits<int>::max();  ///< most threads, where each needs a workspace of its own
};

template <class Body>
void run_item(Body const& body, int worker, std::int64_t item) {
  if constexpr (std::is_invocable_v<Body const&, int, std::int64_t>) {
    body(worker, item);
  } else {
    body(item);
  }
}

/// What a loop does with consecutive items, by address: the launch itself is compiled once.
class ItemsCall {
 public:
  template <class Body>
  explicit ItemsCall(Body const& body) : body_(&body), call_(run<Body>) {}

  void operator()(int worker, std::int64_t first, std::int64_t end) const {
    call_(body_, worker, first, end);
  }

 private:
  template <class Body>
  static void run(void const* address, int worker, std::int64_t first, std::int64_t end) {
    Body const& body = *static_cast<Body const*>(address);
    for (std::int64_t item = first; item < end; ++item) run_item(body, worker, item);
  }

  void const* body_;
  void (*call_)(void const*, int, std::int64_t, std::int64_t);
};

/// In launch.cpp, for the host spaces that Kokkos was built with.
template <ExecutionSpace Exec>
void run_items(Exec const& exec, std::string_view label, Items const& items, ItemsCall const& call);

/// Whether one item may be done where it is asked for: nothing that was launched before is under
/// way, and no tool looks on. Launching it takes 10 ns.
template <ExecutionSpace Exec>
bool needs_no_launch(Exec const& exec);

/// Whether the caller is itself a thread of a parallel region in which `exec` cannot open another:
/// Kokkos would end the program.
template <ExecutionSpace Exec>
bool in_foreign_region(Exec const& exec);

/// Calls body(item) or body(worker, item) once for each item, on a host; done when it returns. No
/// two items at a time have the same worker, which is less than items.workspaces. Which worker
/// takes which item decides no result.
template <ExecutionSpace Exec, class Body>
void for_items(Exec const& exec, std::string_view label, Items const& items, Body const& body) {
  static_assert(is_host_execution_space<Exec>);
  if (items.count == 1 && needs_no_launch(exec)) {
    throw_if_stopped();
    run_item(body, 0, 0);
    throw_if_stopped();
  } else {
    run_items(exec, label, items, ItemsCall(body));
  }
}

/// A policy of a device whose functor is an argument of the kernel whatever its size. Kokkos stages
/// one of more than 512 bytes, as statements are, in constant memory, and waits for the kernel
/// before that had its place there.
template <class Policy>
auto with_arguments(Policy const& policy) {
  namespace Experimental = Kokkos::Experimental;
  return Experimental::require(policy, Experimental::WorkItemProperty::HintLightWeight);
}

/// Calls body(i) for i = 0 .. items.count - 1 wherever Exec runs; `body` is a functor that devices
/// can call.
template <ExecutionSpace Exec, class Body>
void for_entries(Exec const& exec, std::string_view label, Items const& items, Body const& body) {
  if constexpr (is_host_execution_space<Exec>) {
    for_items(exec, label, items, body);
  } else {
    expect_one_layout(exec);
    Kokkos::parallel_for(std::string(label),
                         with_arguments(Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>>(
                             exec, 0, items.count)),
                         body);
  }
}

}  // namespace mattis::detail
