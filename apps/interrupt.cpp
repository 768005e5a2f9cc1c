// SPDX-License-Identifier: BSD-3-Clause
#include "interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace mattis::command {

namespace {

// A signal handler can reach nothing but globals.
std::sig_atomic_t volatile received = 0;
std::sig_atomic_t volatile writing = 0;

void on_signal(int signal) {
  if (received != 0 && writing == 0) ::_exit(128 + signal);
  received = signal;
}

}  // namespace

void catch_signals() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int const signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before = {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);  // nohup, and jobs in the background
  }
  std::signal(SIGXFSZ, SIG_IGN);
}

void throw_if_interrupted() {
  if (received != 0) throw Interrupted{received};
}

WritingFile::WritingFile() { writing = 1; }
WritingFile::~WritingFile() { writing = 0; }

}  // namespace mattis::command
