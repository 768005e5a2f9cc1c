// SPDX-License-Identifier: BSD-3-Clause
// A switch with a wire to each network namespace that is named: what goes out takes the wire's
// bandwidth, arrives later by a delay, and takes the bandwidth again. For kernels without the
// queueing discipline netem, by tun devices; as root.
//
//     slow_network DELAY_S BYTES_PER_S NAMESPACE..      namespace i has tun0, for 10.77.0.(i + 1)
//
// Says "ready" when the devices are there, and ends with standard input.
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <string>
#include <utility>
#include <vector>

namespace {

using Time = std::chrono::duration<double>;

double now() { return Time(std::chrono::steady_clock::now().time_since_epoch()).count(); }

struct Packet {
  double due;
  std::size_t number;  // of equal times, the first
  std::size_t to;
  std::vector<char> bytes;

  bool operator<(Packet const& other) const {
    return std::pair(due, number) > std::pair(other.due, other.number);
  }
};

[[noreturn]] void fail(std::string const& what) {
  std::perror(what.c_str());
  std::exit(2);
}

int device_in(std::string const& name) {
  int const space = ::open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC);
  if (space < 0 || ::setns(space, CLONE_NEWNET) != 0) fail(name);
  ::close(space);
  int const device = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  std::strcpy(request.ifr_name, "tun0");
  if (device < 0 || ::ioctl(device, TUNSETIFF, &request) != 0) fail("/dev/net/tun");
  return device;
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 5) {
    std::fputs("usage: slow_network DELAY_S BYTES_PER_S NAMESPACE NAMESPACE..\n", stderr);
    return 2;
  }
  double const delay = std::atof(argv[1]), bandwidth = std::atof(argv[2]);
  std::vector<pollfd> waits;
  for (int i = 3; i < argc; ++i) waits.push_back({device_in(argv[i]), POLLIN, 0});
  std::size_t const places = waits.size();
  waits.push_back({STDIN_FILENO, POLLIN, 0});
  // A wire takes no processor time: this comes before what it connects.
  ::setpriority(PRIO_PROCESS, 0, -20);
  ::prctl(PR_SET_TIMERSLACK, 1000);
  std::puts("ready");
  std::fflush(stdout);

  std::priority_queue<Packet> under_way;
  std::vector<double> out_free(places, 0), in_free(places, 0);
  std::array<char, 65536> packet;
  for (std::size_t number = 0;;) {
    double const wait = under_way.empty() ? 1.0 : std::max(0.0, under_way.top().due - now());
    timespec const time{
        static_cast<time_t>(wait),
        static_cast<long>(1e9 * (wait - static_cast<double>(static_cast<time_t>(wait))))};
    if (::ppoll(waits.data(), waits.size(), &time, nullptr) < 0) fail("ppoll");
    if (waits.back().revents != 0) return 0;
    for (std::size_t from = 0; from < places; ++from) {
      for (;;) {
        auto const length = ::read(waits[from].fd, packet.data(), packet.size());
        if (length <= 0) break;
        auto const to = static_cast<std::size_t>(static_cast<unsigned char>(packet[19])) - 1;
        if (length < 20 || (packet[0] >> 4) != 4 || to >= places) continue;
        double const on_wire = static_cast<double>(length) / bandwidth;
        out_free[from] = std::max(out_free[from], now()) + on_wire;
        // The far wire begins with the packet's first byte.
        in_free[to] = std::max(out_free[from] + delay, in_free[to] + on_wire);
        under_way.push(
            {in_free[to], number++, to, std::vector<char>(packet.data(), packet.data() + length)});
      }
    }
    while (!under_way.empty() && under_way.top().due <= now()) {
      auto const& next = under_way.top();
      if (::write(waits[next.to].fd, next.bytes.data(), next.bytes.size()) < 0) {
        // a namespace whose device is not up yet loses what comes
      }
      under_way.pop();
    }
  }
}
