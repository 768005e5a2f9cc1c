// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How a long call is told to end before it is done.
#include <atomic>
#include <functional>
#include <stdexcept>
#include <utility>

namespace mattis {

/// Whether a long call shall end. Asked thousands of times a second, by all threads that work for
/// the call and at the same time: no more than an atomic load. It must not throw.
using StopCallback = std::function<bool()>;

/// Thrown by a call whose StopCallback said so. What it had not finished is gone; a checkpoint is
/// saved before.
class Stopped : public std::runtime_error {
 public:
  Stopped() : std::runtime_error("stopped, as asked") {}
};

namespace detail {

/// The request that a call obeys. Once it is heard it stays, so that whoever left something out is
/// not alone: no thread takes what is incomplete for a result.
class StopRequest {
 public:
  explicit StopRequest(StopCallback callback) : callback_(std::move(callback)) {}

  /// Whether to leave the rest out; from any thread.
  bool heard();
  /// Whether it is there, heard or not; from any thread.
  bool made() const { return callback_ && callback_(); }
  /// From now on it is not heard for so long: what takes less is finished, and need not be done
  /// again.
  void grant(double seconds);

 private:
  StopCallback callback_;
  std::atomic<bool> heard_{false};
  std::atomic<double> not_before_{0};  ///< on the steady clock, in seconds
};

/// The request of the innermost UnderRequest of the calling thread; null: nothing can stop it.
StopRequest* current_stop();

/// While one exists, what the calling thread does is done under this request. Launches hand it on
/// to their workers.
class UnderRequest {
 public:
  /// \param request  must live as long; null: none
  explicit UnderRequest(StopRequest* request);
  ~UnderRequest();
  UnderRequest(UnderRequest const&) = delete;
  UnderRequest& operator=(UnderRequest const&) = delete;

 private:
  StopRequest* before_;
};

/// A call's own request where it has one, else the one that it was called under.
class StoppableCall {
 public:
  explicit StoppableCall(StopCallback const& callback)
      : own_(callback), request_(callback ? &own_ : current_stop()), under_(request_) {}

  StopRequest* request() const { return request_; }

 private:
  StopRequest own_;
  StopRequest* request_;
  UnderRequest under_;
};

/// Whether to leave out the rest of what the calling thread does: for loops whose result is thrown
/// away then.
bool stop_heard();

/// \throws Stopped  where stop_heard(). Every loop that leaves something out ends in one, on the
/// thread that called.
void throw_if_stopped();

}  // namespace detail
}  // namespace mattis
