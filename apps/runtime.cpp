// SPDX-License-Identifier: BSD-3-Clause
#include "runtime.hpp"

#include <mattis/core/control_groups.hpp>
#include <mattis/core/error.hpp>

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

namespace mattis::command {

namespace {

/// Processors that this process may run on.
std::vector<int> processors() {
  std::vector<int> list;
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return list;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &set)) list.push_back(cpu);
  return list;
}

/// Those that it may run on from now on.
void bind_to(std::vector<int> const& list) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int const cpu : list) CPU_SET(cpu, &set);
  sched_setaffinity(0, sizeof set, &set);
}

/// Where the process could run before its threads were bound; empty: they are not.
std::vector<int> before_binding;

// By their types: the names are no constants of some of Kokkos' spaces.
#ifdef KOKKOS_ENABLE_OPENMP
constexpr bool on_openmp = std::is_same_v<Kokkos::DefaultHostExecutionSpace, Kokkos::OpenMP>;
#else
constexpr bool on_openmp = false;
#endif
#ifdef KOKKOS_ENABLE_SERIAL
constexpr bool on_serial = std::is_same_v<Kokkos::DefaultHostExecutionSpace, Kokkos::Serial>;
#else
constexpr bool on_serial = false;
#endif

/// Some more than the processors are of use to tests; beyond that, starting them would fail in the
/// thread library.
int most_threads() {
  return std::max(64, 4 * static_cast<int>(std::thread::hardware_concurrency()));
}

/// What KOKKOS_NUM_THREADS asks for; 0 where it is not set.
int told_by_environment() {
  auto const* const told = std::getenv("KOKKOS_NUM_THREADS");
  if (told == nullptr) return 0;
  std::string_view const text = told;
  int threads = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), threads);
  if (failure != std::errc() || end != text.data() + text.size() || threads < 1 ||
      threads > most_threads())
    throw_unexpected("KOKKOS_NUM_THREADS", "from 1 to " + std::to_string(most_threads()), text);
  return threads;
}

/// `threads`, or where it is 0 what the environment says, or where that says nothing either, what
/// the quota of a control group leaves; 0: all.
int within_quota(int threads) {
  if (threads > 0) return threads;
  if (int const told = told_by_environment(); told > 0) return told;
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return 0;
  int const available = available_processors();
  return available < static_cast<int>(processors().size()) ? available : 0;
}

Kokkos::InitializationSettings settings(int threads) {
  told_by_environment();  // Kokkos ends the program where it is no number, in every space
  Kokkos::InitializationSettings chosen;
  chosen.set_disable_warnings(true);
  if (!on_serial) chosen.set_num_threads(planned_threads(threads));  // Threads alone would take one
  return chosen;
}

void say_if_fewer(int threads) {
  int const granted = planned_threads(threads);
  if (threads <= granted) return;
  auto const* const limit = std::getenv("OMP_THREAD_LIMIT");
  std::string const why =
      on_openmp && limit != nullptr ? std::string(" (OMP_THREAD_LIMIT is ") + limit + ")" : "";
  std::fprintf(stderr, "mattis: threads: %d asked for, %s grants %d%s\n", threads,
               Kokkos::DefaultHostExecutionSpace::name(), granted, why.c_str());
}

#ifdef KOKKOS_ENABLE_OPENMP
/// What OpenMP would take of itself. Libraries of the same process say fewer for all of it:
/// Debian's torch one, when it is imported.
int all_of_openmp() {
  int const said = omp_get_max_threads();
  if (std::getenv("OMP_NUM_THREADS") != nullptr) return said;
  return std::max(said, static_cast<int>(processors().size()));
}

/// Who is asked for `threads` threads and gives fewer says so nowhere: a region is counted. What it
/// had is what all that follow have, whatever the load (OMP_DYNAMIC) will be; a number that the
/// user gave is not for the load to change.
int granted_by_openmp(int threads) {
  if (threads > 0) omp_set_dynamic(0);
  int const asked = threads > 0 ? threads : all_of_openmp();
  int granted = 1;
#pragma omp parallel num_threads(asked)
#pragma omp single
  granted = omp_get_num_threads();
  omp_set_dynamic(0);
  omp_set_num_threads(granted);
  return granted;
}

// The OpenMP runtime reads its environment before main(), so binding from inside is the only way
// short of starting the program anew.
void bind_threads() {
  for (auto const* name : {"OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY"})
    if (std::getenv(name) != nullptr) return;
  auto const cpus = processors();
  auto const threads = static_cast<std::size_t>(Kokkos::OpenMP().concurrency());
  if (threads < 2 || threads != cpus.size()) return;
  before_binding = cpus;
#pragma omp parallel num_threads(static_cast <int>(threads))
  bind_to({cpus[static_cast<std::size_t>(omp_get_thread_num())]});
}
#endif

}  // namespace

int planned_threads(int threads) {
  if (Kokkos::is_initialized()) return Kokkos::DefaultHostExecutionSpace().concurrency();
  threads = within_quota(threads);
#ifdef KOKKOS_ENABLE_OPENMP
  if (on_openmp) return granted_by_openmp(threads);
#endif
  if (on_serial) return 1;
  return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void validate_threads(int threads) {
  int const limit = most_threads();
  expect(threads >= 0 && threads <= limit, "threads",
         "from 1 to " + std::to_string(limit) + ", or 0 for all", threads);
}

std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + "." + std::to_string(KOKKOS_VERSION / 100 % 100) +
         "." + std::to_string(KOKKOS_VERSION % 100);
}

Runtime::Runtime(int threads, [[maybe_unused]] bool may_bind) {
  if (Kokkos::is_initialized()) return;
#ifdef KOKKOS_ENABLE_OPENMP
  int const of_others = omp_get_max_threads();
#endif
  kokkos_.emplace(settings(threads));
  say_if_fewer(threads);
#ifdef KOKKOS_ENABLE_OPENMP
  if (may_bind) {
    bind_threads();
  } else {
    omp_set_num_threads(of_others);  // every region here says its own number
  }
#endif
}

Unbound::Unbound() {
  if (before_binding.empty()) return;
  bound_ = processors();
  bind_to(before_binding);
}
Unbound::~Unbound() {
  if (!bound_.empty()) bind_to(bound_);
}

}  // namespace mattis::command
