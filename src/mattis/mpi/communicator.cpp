// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/clock.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/mpi/communicator.hpp>

#if __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mattis::mpi {
namespace {

constexpr int message_tag = 1;
constexpr int alarm_tag = 2;
constexpr std::size_t most_message = std::size_t{1} << 30;  // counts are int

void check(int code, char const* call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw Error(std::string(call) + ": " + text);
}

/// Between two looks of a wait: at first none, so that messages of microseconds are not held up,
/// then ever longer ones, so that what is waited for has the processor.
class Patience {
 public:
  void pause() {
    ++looks_;
    if (looks_ < 200) return;
    if (looks_ < 400) {
      std::this_thread::yield();
      return;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(looks_ < 2000 ? 20 : 200));
  }

 private:
  int looks_ = 0;
};

bool asks_for_device_memory() {
#if defined(MPIX_CUDA_AWARE_SUPPORT) && MPIX_CUDA_AWARE_SUPPORT
  if (MPIX_Query_cuda_support() == 1) return true;
#endif
#if defined(MPIX_ROCM_AWARE_SUPPORT) && MPIX_ROCM_AWARE_SUPPORT
  if (MPIX_Query_rocm_support() == 1) return true;
#endif
  return false;
}

/// State and start of a process, as Linux tells them; '?' and 0 where it does not.
std::pair<char, unsigned long long> process_state(pid_t id) {
  std::stringstream text;
  text << std::ifstream("/proc/" + std::to_string(id) + "/stat").rdbuf();
  auto const name_end = text.str().rfind(')');
  if (name_end == std::string::npos) return {'?', 0};
  std::istringstream rest(text.str().substr(name_end + 1));
  char state = '?';
  rest >> state;
  std::string skipped;
  for (int field = 4; field < 22; ++field) rest >> skipped;
  unsigned long long started = 0;
  rest >> started;
  return {state, started};
}

constexpr double seconds_between_watches = 0.5;
constexpr int most_watches = 20;

}  // namespace

/// Sees which process of this machine is stopped. Looks are counted, not seconds: where all are
/// stopped for a while, as batch systems do, none of it counts.
class Communicator::Watch {
 public:
  explicit Watch(Communicator const& team) : team_(team) {}

  void look() {
    if (clock_.seconds() < seconds_between_watches || team_.failure_) return;
    clock_ = Clock();
    auto const& all = team_.neighbours_;
    seen_.resize(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto const [state, started] = process_state(all[i].id);
      seen_[i] = (state == 'T' || state == 't') && started == all[i].started ? seen_[i] + 1 : 0;
      if (seen_[i] < most_watches) continue;
      team_.tell({all[i].rank, 2, "stopped by a signal while others wait", false});
      return;
    }
  }

 private:
  Communicator const& team_;
  Clock clock_;
  std::vector<int> seen_;
};

Communicator::Communicator(MPI_Comm communicator) : takes_device_memory_(asks_for_device_memory()) {
  check(MPI_Comm_dup(communicator, &messages_), "MPI_Comm_dup");
  check(MPI_Comm_dup(communicator, &alarms_), "MPI_Comm_dup");
  for (auto const each : {messages_, alarms_}) MPI_Comm_set_errhandler(each, MPI_ERRORS_RETURN);
  MPI_Comm_rank(messages_, &rank_);
  MPI_Comm_size(messages_, &size_);
  find_neighbours();
}

void Communicator::find_neighbours() {
  MPI_Comm node = MPI_COMM_NULL;
  check(MPI_Comm_split_type(messages_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &node),
        "MPI_Comm_split_type");
  int count = 1;
  MPI_Comm_size(node, &count);
  neighbours_.resize(static_cast<std::size_t>(count));
  Neighbour const self{rank_, ::getpid(), process_state(::getpid()).second};
  check(
      MPI_Allgather(&self, sizeof self, MPI_BYTE, neighbours_.data(), sizeof self, MPI_BYTE, node),
      "MPI_Allgather");
  MPI_Comm_free(&node);
}

Communicator::~Communicator() {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (finalized != 0 || failure_ || reported_) return;  // a failed one's requests may be open
  MPI_Comm_free(&messages_);
  MPI_Comm_free(&alarms_);
}

void Communicator::wait(MPI_Request& request) const {
  auto* const stop = detail::current_stop();
  Watch watch(*this);
  for (Patience patience;; patience.pause()) {
    int done = 0;
    check(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    if (done != 0) return;
    look();
    watch.look();
    if (failure_ || (stop != nullptr && stop->made())) throw Stopped();
  }
}

void Communicator::send(void const* data, std::size_t bytes, int to) const {
  auto const* from = static_cast<char const*>(data);
  for (std::size_t sent = 0; sent < bytes; sent += most_message) {
    auto const count = static_cast<int>(std::min(most_message, bytes - sent));
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Isend(from + sent, count, MPI_BYTE, to, message_tag, messages_, &request),
          "MPI_Isend");
    wait(request);
  }
}

void Communicator::receive(void* data, std::size_t bytes, int from) const {
  auto* to = static_cast<char*>(data);
  for (std::size_t received = 0; received < bytes; received += most_message) {
    auto const count = static_cast<int>(std::min(most_message, bytes - received));
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Irecv(to + received, count, MPI_BYTE, from, message_tag, messages_, &request),
          "MPI_Irecv");
    wait(request);
  }
}

// A binomial tree of messages, not MPI's own: what it costs is known (mpi/cost_model.hpp), and the
// same for any MPI.
void Communicator::broadcast(void* data, std::size_t bytes, int from) const {
  int const place = (rank_ - from + size_) % size_;
  auto const rank_at = [&](int other) { return (other + from) % size_; };
  int reach = 1;
  while (reach < size_ && (place & reach) == 0) reach *= 2;
  if (place > 0) receive(data, bytes, rank_at(place - reach));
  for (reach /= 2; reach > 0; reach /= 2)
    if (place + reach < size_) send(data, bytes, rank_at(place + reach));
}

double Communicator::least(double value) const {
  double result = value;
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Iallreduce(&value, &result, 1, MPI_DOUBLE, MPI_MIN, messages_, &request),
        "MPI_Iallreduce");
  wait(request);
  return result;
}

void Communicator::report(int code, std::string const& message) const {
  if (!failure_) tell({rank_, code, message});
}

void Communicator::tell(Failure const& failure) const {
  if (reported_) return;
  reported_ = true;
  if (failure.rank != rank_) failure_ = failure;
  // Small enough for any MPI to send at once; the buffers outlive this for those that do not.
  std::int32_t const numbers[] = {failure.rank, failure.code, failure.speaks ? 1 : 0};
  alarm_.resize(sizeof numbers);
  std::memcpy(alarm_.data(), numbers, sizeof numbers);
  auto const& text = failure.message;
  alarm_.insert(
      alarm_.end(), text.begin(),
      text.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(text.size(), 2000)));
  for (int other = 0; other < size_; ++other) {
    if (other == rank_) continue;
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Isend(alarm_.data(), static_cast<int>(alarm_.size()), MPI_CHAR, other, alarm_tag, alarms_,
              &request);
    MPI_Request_free(&request);
  }
}

void Communicator::look() const {
  if (failure_) return;
  int there = 0;
  MPI_Status status;
  if (MPI_Iprobe(MPI_ANY_SOURCE, alarm_tag, alarms_, &there, &status) != MPI_SUCCESS || there == 0)
    return;
  int length = 0;
  MPI_Get_count(&status, MPI_CHAR, &length);
  std::vector<char> alarm(static_cast<std::size_t>(length));
  MPI_Recv(alarm.data(), length, MPI_CHAR, status.MPI_SOURCE, alarm_tag, alarms_,
           MPI_STATUS_IGNORE);
  std::int32_t numbers[3] = {};
  std::memcpy(numbers, alarm.data(), sizeof numbers);
  failure_ = Failure{numbers[0], numbers[1],
                     std::string(alarm.begin() + sizeof numbers, alarm.end()), numbers[2] != 0};
}

bool Communicator::meet(double seconds) const {
  MPI_Request request = MPI_REQUEST_NULL;
  if (MPI_Ibarrier(alarms_, &request) != MPI_SUCCESS) return false;
  Clock const clock;
  Watch watch(*this);
  bool const known = failure_.has_value();
  int done = 0;
  for (Patience patience; done == 0 && clock.seconds() < seconds; patience.pause()) {
    look();
    watch.look();
    if (!known && failure_ && !failure_->speaks) return false;
    if (MPI_Test(&request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS) return false;
  }
  return done != 0;
}

}  // namespace mattis::mpi
