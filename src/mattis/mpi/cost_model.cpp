// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/ceil_div.hpp>
#include <mattis/mpi/cost_model.hpp>

#include <algorithm>

namespace mattis::mpi {

ProcessClocks::ProcessClocks(int ranks, MessageTimes const& times)
    : clocks_(static_cast<std::size_t>(ranks)), times_(&times) {}

void ProcessClocks::message(double bytes, int from, int to) {
  auto &sender = clock(from), &receiver = clock(to);
  double const one_way = times_->one_way(bytes), busy = times_->busy(bytes);
  double const in_transit = std::min(one_way, bytes / times_->bandwidth());
  double start = std::max(sender.now, sender.sent);
  // A long one is announced, and goes when the receiver has said that it is there.
  bool const together = busy > 0.5 * one_way;
  if (together) start = std::max(start, receiver.now - times_->latency());
  double const arrival = std::max(start + one_way, receiver.received + in_transit);
  sender.sent = start + in_transit;
  sender.now = together ? arrival - (one_way - busy) : sender.now + busy;
  receiver.received = arrival;
  receiver.now = std::max(receiver.now, arrival);
  ++messages_;
  bytes_ += bytes;
}

void ProcessClocks::broadcast(double bytes, int from) {
  int top = 1;
  while (top < ranks()) top *= 2;
  // In an order in which each process sends after it has received.
  for (int reach = top / 2; reach > 0; reach /= 2) {
    for (int place = 0; place + reach < ranks(); place += 2 * reach)
      message(bytes, (place + from) % ranks(), (place + reach + from) % ranks());
  }
}

void ProcessClocks::add_node(detail::BlockTree const& tree, int level, std::int64_t index,
                             double bytes, double add) {
  std::int64_t const first = index << level, end = (index + 1) << level;
  int const owner = tree.owner(first, ranks());
  if (tree.owner(end - 1, ranks()) == owner) return;
  add_node(tree, level - 1, 2 * index, bytes, add);
  add_node(tree, level - 1, 2 * index + 1, bytes, add);
  int const other = tree.owner(first + (end - first) / 2, ranks());
  if (other != owner) message(bytes, other, owner);
  work(owner, add);
}

void ProcessClocks::add_shares(detail::BlockTree const& tree, double bytes, double add) {
  if (ranks() == 1) return;
  add_node(tree, tree.levels(), 0, bytes, add);
  broadcast(bytes, tree.owner(0, ranks()));
}

double ProcessClocks::seconds() const {
  double last = 0;
  for (auto const& clock : clocks_) last = std::max(last, clock.now);
  return last;
}

Cost cost_of(SummedStep const& step, int ranks, MessageTimes const& times, double add_bandwidth) {
  ProcessClocks clocks(ranks, times);
  detail::BlockTree const tree(step.blocks, step.most_levels);
  double const bytes = 8 * step.entries;
  for (int sum = 0; sum < step.sums; ++sum) {
    for (int rank = 0; rank < ranks; ++rank) {
      auto const own = tree.first_block(tree.first_leaf(rank + 1, ranks)) -
                       tree.first_block(tree.first_leaf(rank, ranks));
      clocks.work(rank, (step.each + static_cast<double>(own) * step.block) / step.sums);
    }
    clocks.add_shares(tree, bytes, bytes / add_bandwidth);
  }
  return {clocks.seconds(), clocks.messages(), clocks.bytes()};
}

Cost cost_of(SharedNetworks const& call, int ranks, MessageTimes const& times) {
  ProcessClocks clocks(ranks, times);
  // As simulate() makes groups: all about as large, a whole number of them for each process.
  auto const processes = std::min<std::int64_t>(call.networks, ranks);
  auto const groups = detail::round_up(detail::ceil_div(call.networks, call.together), processes);
  auto const each = detail::ceil_div(call.networks, groups);
  for (std::int64_t first = 0; first < call.networks;) {
    std::vector<std::int64_t> counts;
    for (; first < call.networks && static_cast<int>(counts.size()) < ranks; first += each) {
      counts.push_back(std::min(each, call.networks - first));
      clocks.work(static_cast<int>(counts.size()) - 1, static_cast<double>(each) * call.network);
    }
    if (ranks == 1) continue;
    for (int rank = 0; rank < static_cast<int>(counts.size()); ++rank) {
      clocks.broadcast(8, rank);
      for (int array = 0; array < 2; ++array)
        clocks.broadcast(
            call.bytes * static_cast<double>(counts[static_cast<std::size_t>(rank)]) / 2, rank);
    }
  }
  return {clocks.seconds(), clocks.messages(), clocks.bytes()};
}

}  // namespace mattis::mpi
