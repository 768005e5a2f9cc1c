// SPDX-License-Identifier: BSD-3-Clause
#include "interrupt.hpp"

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <initializer_list>

namespace mattis::command {

namespace {

constexpr long patience_seconds = 5;

// A signal handler can reach nothing but globals, of which the threads that compute read one.
std::atomic<int> received = 0;
std::atomic<long> received_at = 0;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<long>::is_always_lock_free);

void on_signal(int signal) {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  int none = 0;
  if (received.compare_exchange_strong(none, signal)) {
    received_at = now.tv_sec;
  } else if (received_at != 0 && now.tv_sec - received_at > patience_seconds) {
    ::_exit(128 + signal);
  }
}

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  for (int const signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU}) {
    struct sigaction before = {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN)
      sigaction(signal, &action, nullptr);  // nohup, and jobs in the background
  }
  std::signal(SIGXFSZ, SIG_IGN);
}

bool interrupted() { return received.load(std::memory_order_relaxed) != 0; }

void throw_if_interrupted() {
  if (interrupted()) throw Interrupted{received};
}

}  // namespace mattis::command
