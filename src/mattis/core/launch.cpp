// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/sharing.hpp>
#include <mattis/core/stop.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>

#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

namespace mattis {
namespace detail {
namespace {

/// Whether work is done when a launch returns, as on Serial, OpenMP and Threads; HPX is a host that
/// goes on.
template <class Exec>
constexpr bool launches_block = false;
#ifdef KOKKOS_ENABLE_SERIAL
template <>
constexpr bool launches_block<Kokkos::Serial> = true;
#endif
#ifdef KOKKOS_ENABLE_OPENMP
template <>
constexpr bool launches_block<Kokkos::OpenMP> = true;
#endif
#ifdef KOKKOS_ENABLE_THREADS
template <>
constexpr bool launches_block<Kokkos::Threads> = true;
#endif

/// Loops that take less run on the calling thread, and wake nobody. A region of two threads that
/// wait for it takes 0.6 microseconds where each has a core of its own, 5 where they sleep (Zen 1,
/// libgomp), and more threads take more.
constexpr double alone_below_nanoseconds = 4000;

/// Loops that take more are shared in any case: a turn on a processor is short beside them.
constexpr double shared_above_nanoseconds = 1e6;

/// When the calling thread shares its small loops again. On a busy machine a region lasts until
/// every thread that was woken has had a turn on a processor: 30 microseconds of work became 250 to
/// 1600 with two threads on two cores that eight other programs wanted, and 300 became 3000 to
/// 7000. So a region that was a loss is not repeated before twenty times as much time as it lost.
/// This decides when things are done, never what comes out.
class Patience {
 public:
  using Clock = std::chrono::steady_clock;

  bool shares(Clock::time_point now) const { return now >= alone_until_; }
  /// \param alone  about what the calling thread would have taken
  void note(Clock::time_point end, std::chrono::duration<double> taken,
            std::chrono::duration<double> alone) {
    if (taken > 2 * alone)
      alone_until_ = end + std::chrono::duration_cast<Clock::duration>(20 * (taken - alone));
  }

 private:
  Clock::time_point alone_until_{};
};

thread_local Patience patience;
thread_local bool sharing_always = false;

/// What a thread starts with. It takes the rest of the others' once its own is done.
struct alignas(64) Share {
  std::atomic<std::int64_t> next;
  std::int64_t end;
};

/// The items of a loop in a share for each worker, its own first: on a machine with several
/// memories that is what it touched the last time.
class Shares {
 public:
  Shares(std::int64_t count, int workers, std::int64_t at_once)
      : used_(std::min(workers, most)), at_once_(at_once) {
    for (int s = 0; s < used_; ++s) {
      share(s).next.store(count * s / used_, std::memory_order_relaxed);
      share(s).end = count * (s + 1) / used_;
    }
  }

  /// \return items done
  std::int64_t work_off(int worker, ItemsCall const& call) {
    std::int64_t done = 0;
    for (int s = 0; s < used_; ++s) {
      Share& from = share((worker + s) % used_);
      for (std::int64_t first;
           (first = from.next.fetch_add(at_once_, std::memory_order_relaxed)) < from.end;) {
        if (stop_heard()) return done;
        std::int64_t const end = std::min(first + at_once_, from.end);
        call(worker, first, end);
        done += end - first;
      }
    }
    return done;
  }

 private:
  static constexpr int most = 64;
  Share& share(int s) { return shares_[static_cast<std::size_t>(s)]; }

  int used_;
  std::int64_t at_once_;
  std::array<Share, most> shares_;  // those in use are set
};

/// Items that are taken together, where `most` may be: taking costs some 10 ns, as much as asking
/// whether to stop, which half a microsecond of work hides.
std::int64_t items_at_once(Items const& items, std::int64_t most) {
  return std::clamp<std::int64_t>(std::llround(500 / std::max(items.nanoseconds, 0.01)), 1, most);
}

/// All items on the calling thread, an event that tools see like any launch.
template <class Exec>
void run_alone(Exec const& exec, std::string_view label, Items const& items,
               ItemsCall const& call) {
  bool const seen = Kokkos::Tools::profileLibraryLoaded();
  std::uint64_t kernel = 0;
  if (seen)
    Kokkos::Tools::beginParallelFor(std::string(label),
                                    Kokkos::Tools::Experimental::device_id(exec), &kernel);
  std::int64_t const at_once = items.count == 1 ? 1 : items_at_once(items, items.count);
  for (std::int64_t first = 0; first < items.count && !stop_heard(); first += at_once)
    call(0, first, std::min(first + at_once, items.count));
  if (seen) Kokkos::Tools::endParallelFor(kernel);
  throw_if_stopped();
}

}  // namespace

SharingAlways::SharingAlways() : before_(sharing_always) { sharing_always = true; }
SharingAlways::~SharingAlways() { sharing_always = before_; }

template <ExecutionSpace Exec>
bool in_foreign_region([[maybe_unused]] Exec const& exec) {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>)
    return omp_get_level() > 0 && !(omp_get_level() == 1 && omp_get_max_active_levels() > 1);
#endif
  return false;
}

template <ExecutionSpace Exec>
bool needs_no_launch(Exec const&) {
  return launches_block<Exec> && !Kokkos::Tools::profileLibraryLoaded();
}

template <ExecutionSpace Exec>
void run_items(Exec const& exec, std::string_view label, Items const& items,
               ItemsCall const& call) {
  std::int64_t const count = items.count;
  if (count <= 0) return;
  if constexpr (!launches_block<Exec>)
    exec.fence(std::string(label));  // what was launched before comes first
  auto const alone = [&] { run_alone(exec, label, items, call); };
  if (count == 1 || static_cast<double>(count) * items.nanoseconds < alone_below_nanoseconds)
    return alone();
  auto const workers =
      static_cast<int>(std::min<std::int64_t>({exec.concurrency(), items.workspaces, count}));
  if (workers == 1 || in_foreign_region(exec)) return alone();
  bool const small = static_cast<double>(count) * items.nanoseconds < shared_above_nanoseconds;
  auto const start = Patience::Clock::now();
  if (small && !sharing_always && !patience.shares(start)) return alone();
  // A sixteenth of a share delays nobody for long.
  std::int64_t const most_at_once = std::max<std::int64_t>(1, count / (16 * std::int64_t{workers}));
  Shares shares(count, workers, items_at_once(items, most_at_once));
  StopRequest* const stop = current_stop();
  std::int64_t own_items = 0;
  auto own_end = start;
  Kokkos::parallel_for(std::string(label),
                       Kokkos::RangePolicy<Exec>(exec, 0, workers, Kokkos::ChunkSize(1)),
                       [&](int worker) {
    UnderRequest const under(stop);
    std::int64_t const done = shares.work_off(worker, call);
    if (worker > 0) return;
    own_items = done;
    own_end = Patience::Clock::now();
  });
  if constexpr (!launches_block<Exec>)
    exec.fence(std::string(label));  // shares and body live until here
  throw_if_stopped();
  if (!small) return;
  using Seconds = std::chrono::duration<double>;
  auto const end = Patience::Clock::now();
  Seconds const expected(1e-9 * items.nanoseconds * static_cast<double>(count));
  Seconds const at_own_pace = Seconds(own_end - start) * static_cast<double>(count) /
                              static_cast<double>(std::max<std::int64_t>(1, own_items));
  patience.note(end, end - start, std::clamp(at_own_pace, expected, 8 * expected));
}

}  // namespace detail

template <ExecutionSpace Exec>
int granted_threads(Exec const& exec) {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>) {
    int threads = 1;
    if (!detail::in_foreign_region(exec))
      Kokkos::parallel_for("mattis::threads::count", Kokkos::RangePolicy<Exec>(exec, 0, 1),
                           [&](int) { threads = omp_get_num_threads(); });
    return threads;
  }
#endif
  return exec.concurrency();
}

#define MATTIS_INSTANTIATE_LAUNCH(EXEC)                                                \
  template bool detail::in_foreign_region(EXEC const&);                                \
  template bool detail::needs_no_launch(EXEC const&);                                  \
  template void detail::run_items(EXEC const&, std::string_view, detail::Items const&, \
                                  detail::ItemsCall const&);                           \
  template int granted_threads(EXEC const&);
#ifdef KOKKOS_ENABLE_SERIAL
MATTIS_INSTANTIATE_LAUNCH(Kokkos::Serial)
#endif
#ifdef KOKKOS_ENABLE_OPENMP
MATTIS_INSTANTIATE_LAUNCH(Kokkos::OpenMP)
#endif
#ifdef KOKKOS_ENABLE_THREADS
MATTIS_INSTANTIATE_LAUNCH(Kokkos::Threads)
#endif
#ifdef KOKKOS_ENABLE_HPX
MATTIS_INSTANTIATE_LAUNCH(Kokkos::Experimental::HPX)
#endif

}  // namespace mattis
