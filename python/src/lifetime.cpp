// SPDX-License-Identifier: BSD-3-Clause
#include "lifetime.hpp"

#include "runtime.hpp"

#include <mattis/core/stop.hpp>

#include <unistd.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>

namespace mattis::python {
namespace {

/// The process that starts Kokkos; 0: none yet. Read before the mutex is touched: a fork copies it
/// locked, where another thread of the parent held it.
std::atomic<pid_t> owner = 0;
std::atomic<bool> told_to_stop = false;
std::atomic<int> inside = 0;

enum class State { not_started, running, ended };

/// Never destroyed: threads that outlive the interpreter still find it.
struct Lifetime {
  std::shared_mutex mutex;
  State state = State::not_started;     // under the mutex
  command::Runtime* runtime = nullptr;  // under the mutex
  std::mutex kept_mutex;
  std::set<Kept*> kept;  // under its mutex
};

Lifetime& lifetime() {
  static auto& only = *new Lifetime;
  return only;
}

void expect_own_process() {
  pid_t const here = ::getpid();
  pid_t starter = 0;
  if (owner.compare_exchange_strong(starter, here) || starter == here) return;
  throw std::runtime_error(
      "mattis: expected a process of its own, got one forked from process " +
      std::to_string(starter) +
      " after mattis had computed there: its threads are not in the copy. Start processes with "
      "multiprocessing's 'spawn' or 'forkserver', or fork before the first call");
}

void start() {
  std::unique_lock const alone(lifetime().mutex);
  if (lifetime().state != State::not_started) return;
  // Unbound: the interpreter's threads, and those of other libraries, share the processors.
  lifetime().runtime = new command::Runtime(0, /*may_bind=*/false);
  lifetime().state = State::running;
}

}  // namespace

Running::Running() {
  expect_own_process();
  lock_ = std::shared_lock(lifetime().mutex);
  if (lifetime().state == State::not_started) {
    lock_.unlock();
    start();
    lock_.lock();
  }
  if (lifetime().state == State::ended) throw Stopped();
}

Inside::Inside() { ++inside; }
Inside::~Inside() {
  --inside;
  inside.notify_all();
}

Kept::Kept() {
  std::lock_guard const alone(lifetime().kept_mutex);
  lifetime().kept.insert(this);
}

void Kept::release() {
  if (owner != ::getpid()) return leave();
  std::lock_guard const alone(lifetime().kept_mutex);
  lifetime().kept.erase(this);
  drop();
}

bool ending() { return told_to_stop.load(std::memory_order_relaxed); }

void tell_to_stop() { told_to_stop = true; }

void end() {
  if (owner != ::getpid()) return;
  {
    std::unique_lock const alone(lifetime().mutex);
    std::lock_guard const none_made(lifetime().kept_mutex);
    for (auto* const one : lifetime().kept) one->drop();
    delete lifetime().runtime;
    lifetime().runtime = nullptr;
    lifetime().state = State::ended;
  }
  for (int calls = inside; calls > 0; calls = inside) inside.wait(calls);
}

}  // namespace mattis::python
