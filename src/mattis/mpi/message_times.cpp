// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/clock.hpp>
#include <mattis/core/median.hpp>
#include <mattis/mpi/message_times.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace mattis::mpi {
namespace {

constexpr std::size_t least_bytes = 8, most_bytes = std::size_t{8} << 20;
constexpr double seconds_of_size = 0.15;
constexpr int least_rounds = 5, most_rounds = 400;
constexpr int most_partners = 7;

/// There and back, both ways by the same code.
MessageTimes::Row measure(Team const& team, int partner, std::size_t bytes,
                          std::vector<char>& message) {
  std::vector<double> there_and_back, busy;
  Clock const all;
  bool const first = team.rank() == 0;
  char more = 1;
  for (int round = 0; more != 0; ++round) {
    Clock const clock;
    if (first) {
      team.send(message.data(), bytes, partner);
      double const sent = clock.seconds();
      team.receive(message.data(), bytes, partner);
      if (round > 0) {  // the first makes connections
        there_and_back.push_back(clock.seconds());
        busy.push_back(sent);
      }
      more = round < least_rounds || (round < most_rounds && all.seconds() < seconds_of_size);
      team.send(&more, 1, partner);
    } else {
      team.receive(message.data(), bytes, 0);
      team.send(message.data(), bytes, 0);
      team.receive(&more, 1, 0);
    }
  }
  if (!first) return {};
  return {static_cast<double>(bytes), median(std::move(there_and_back)) / 2,
          median(std::move(busy))};
}

}  // namespace

MessageTimes::MessageTimes(std::vector<Row> measured) : rows_(std::move(measured)) {}

MessageTimes::MessageTimes(double latency, double bandwidth) {
  for (double const bytes : {8.0, 65536.0, 65537.0, 8388608.0}) {
    double const one_way = latency + bytes / bandwidth;
    rows_.push_back({bytes, one_way, bytes <= 65536 ? 0 : one_way});
  }
}

double MessageTimes::at(double bytes, double Row::*seconds) const {
  if (bytes <= rows_.front().bytes || rows_.size() == 1) return rows_.front().*seconds;
  auto above = std::lower_bound(rows_.begin() + 1, rows_.end() - 1, bytes,
                                [](Row const& row, double size) { return row.bytes < size; });
  auto const below = above - 1;
  double const share = (bytes - below->bytes) / (above->bytes - below->bytes);
  return std::max(0.0, (*below).*seconds + share * ((*above).*seconds - (*below).*seconds));
}

double MessageTimes::bandwidth() const {
  auto const& last = rows_.back();
  return rows_.size() == 1 ? last.bytes / last.one_way
                           : (last.bytes - rows_.front().bytes) /
                                 std::max(last.one_way - rows_.front().one_way, 1e-12);
}

MessageTimes measure_messages(Team const& team) {
  std::vector<char> message(most_bytes);
  std::vector<MessageTimes::Row> rows;
  int const others = team.size() - 1, partners = std::min(others, most_partners);
  // The longest first: TCP's windows grow with what they carry, and have grown in a run's steps.
  for (std::size_t bytes = most_bytes; bytes >= least_bytes; bytes /= 2) {
    MessageTimes::Row slowest{static_cast<double>(bytes), 0, 0};
    for (int i = 0; i < partners; ++i) {
      int const partner = others - i * others / partners;
      if (team.rank() == 0 || team.rank() == partner) {
        auto const row = measure(team, partner, bytes, message);
        if (row.one_way > slowest.one_way) slowest = row;
      }
    }
    team.broadcast(&slowest, sizeof slowest, 0);
    rows.push_back(slowest);
  }
  std::reverse(rows.begin(), rows.end());
  return MessageTimes(std::move(rows));
}

}  // namespace mattis::mpi
