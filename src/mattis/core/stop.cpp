// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/stop.hpp>

#include <chrono>
#include <utility>

namespace mattis::detail {
namespace {

thread_local StopRequest* innermost = nullptr;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

bool StopRequest::heard() {
  if (heard_.load(std::memory_order_relaxed)) return true;
  if (!made() || now() < not_before_.load(std::memory_order_relaxed)) return false;
  heard_.store(true, std::memory_order_relaxed);
  return true;
}

void StopRequest::grant(double seconds) {
  not_before_.store(now() + seconds, std::memory_order_relaxed);
}

StopRequest* current_stop() { return innermost; }

UnderRequest::UnderRequest(StopRequest* request) : before_(std::exchange(innermost, request)) {}
UnderRequest::~UnderRequest() { innermost = before_; }

bool stop_heard() { return innermost != nullptr && innermost->heard(); }

void throw_if_stopped() {
  if (stop_heard()) throw Stopped();
}

}  // namespace mattis::detail
