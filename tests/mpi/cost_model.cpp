// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/detail/block_sums.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/mpi/cost_model.hpp>
#include <mpi/some_ranks.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdint>

using namespace mattis;
using Catch::Approx;
using test::for_numbers_of_ranks;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// A communicator whose messages are counted, broadcasts as what Communicator makes of them.
class CountedTeam final : public Team {
 public:
  explicit CountedTeam(mpi::Communicator const& team) : team_(team) {}

  int rank() const override { return team_.rank(); }
  int size() const override { return team_.size(); }
  int on_node() const override { return team_.on_node(); }
  bool takes_device_memory() const override { return team_.takes_device_memory(); }
  void send(void const* data, std::size_t bytes, int to) const override {
    ++messages_;
    bytes_ += static_cast<double>(bytes);
    team_.send(data, bytes, to);
  }
  void receive(void* data, std::size_t bytes, int from) const override {
    team_.receive(data, bytes, from);
  }
  void broadcast(void* data, std::size_t bytes, int from) const override {
    team_.broadcast(data, bytes, from);
    if (rank() == from) messages_ += size() - 1;
    if (rank() == from) bytes_ += static_cast<double>(bytes) * (size() - 1);
  }
  double least(double value) const override { return team_.least(value); }

  double messages() const { return all(static_cast<double>(messages_)); }
  double bytes() const { return all(bytes_); }

 private:
  /// The sum over processes.
  double all(double own) const {
    double sum = 0;
    for (int rank = 0; rank < size(); ++rank) {
      double of_rank = own;
      team_.broadcast(&of_rank, sizeof of_rank, rank);
      sum += of_rank;
    }
    return sum;
  }

  mpi::Communicator const& team_;
  mutable std::int64_t messages_ = 0;
  mutable double bytes_ = 0;
};

mpi::MessageTimes const network(1e-3, 1e9);

}  // namespace

TEST_CASE("The model counts the messages that are sent", "[mpi][cost_model]") {
  for_numbers_of_ranks([](mpi::Communicator const& communicator) {
    for (std::int64_t const blocks : {1, 2, 3, 7, 64, 1000}) {
      INFO(communicator.size() << " ranks, " << blocks << " blocks");
      CountedTeam const team(communicator);
      constexpr std::size_t entries = 30;
      detail::BlockSums<Exec> const sums(Exec{}, "test", entries, 1);
      sums.run_waves(Exec{}, blocks, &team, [](std::int64_t, int) {});
      auto const cost =
          cost_of(mpi::SummedStep{.blocks = blocks, .entries = entries}, team.size(), network, 1e9);
      CHECK(team.messages() == static_cast<double>(cost.messages));
      CHECK(team.bytes() == cost.bytes);
    }
    for (int const trials : {1, 2, 5, 9}) {
      INFO(communicator.size() << " ranks, " << trials << " trials");
      CountedTeam const team(communicator);
      SimulateOptions options{.T = 4, .dt = 0.1, .N = 30, .trials = trials};
      options.team = &team;
      simulate<float>(Exec{}, Dense{.n = 1, .alpha = 0.1, .g = 1.2, .a = {1.08}}, options);
      auto const cost = cost_of(
          mpi::SharedNetworks{.networks = trials, .together = 1024, .bytes = 3 * 8.0 * options.T},
          team.size(), network);
      CHECK(team.messages() == static_cast<double>(cost.messages));
      CHECK(team.bytes() == Approx(cost.bytes));
    }
  });
}

TEST_CASE("Times of messages lie between those that were measured", "[mpi][cost_model]") {
  mpi::MessageTimes const times({{8, 1e-6, 0}, {1008, 2e-6, 0}, {11008, 12e-6, 12e-6}});
  CHECK(times.latency() == 1e-6);
  CHECK(times.one_way(1) == 1e-6);
  CHECK(times.one_way(508) == Approx(1.5e-6));
  CHECK(times.busy(6008) == Approx(6e-6));
  CHECK(times.one_way(21008) == Approx(22e-6));
  CHECK(times.bandwidth() == Approx(11000 / 11e-6));
}

TEST_CASE("What the model says of cases that are known", "[mpi][cost_model]") {
  mpi::SummedStep const step{.each = 0.5, .block = 0.01, .blocks = 64, .entries = 1};
  CHECK(cost_of(step, 1, network, 1e12).seconds == Approx(0.5 + 0.64));
  // There and back again.
  CHECK(cost_of(step, 2, network, 1e12).seconds == Approx(0.5 + 0.32 + 2e-3).epsilon(1e-4));
  CHECK(cost_of(step, 4, network, 1e12).seconds == Approx(0.5 + 0.16 + 4e-3).epsilon(1e-4));
  CHECK(cost_of(step, 4, network, 1e12).messages == 6);
  // More processes than blocks: the last ones wait.
  CHECK(cost_of(step, 1000, network, 1e12).seconds > 0.51);
  // A large sum: each of four messages one after the other takes its time on the wire.
  mpi::SummedStep const large{.blocks = 64, .entries = 1e6};
  CHECK(cost_of(large, 4, network, 1e12).seconds == Approx(4 * (1e-3 + 8e6 / 1e9)).epsilon(0.01));

  mpi::SharedNetworks const trials{.network = 0.1, .networks = 6, .together = 1, .bytes = 8};
  CHECK(cost_of(trials, 1, network).seconds == Approx(0.6));
  CHECK(cost_of(trials, 1, network).messages == 0);
  CHECK(cost_of(trials, 3, network).seconds > 0.2);
  CHECK(cost_of(trials, 3, network).seconds < 0.2 + 6 * 3 * 2 * 1.1e-3);
}

TEST_CASE("A long message is announced, and goes when the receiver is there", "[mpi][cost_model]") {
  mpi::MessageTimes const times({{8, 1e-3, 0}, {8008, 4e-3, 3e-3}});
  mpi::ProcessClocks early(2, times), late(2, times);
  early.message(8008, 1, 0);
  CHECK(early.seconds() == Approx(4e-3));
  early.work(1, 2e-3);  // the sender was free after 3
  CHECK(early.seconds() == Approx(5e-3));
  late.work(0, 0.1);  // what announced it has come before
  late.message(8008, 1, 0);
  CHECK(late.seconds() == Approx(0.1 + 3e-3));
}

TEST_CASE("Messages between processes are timed", "[mpi][cost_model]") {
  for_numbers_of_ranks([](mpi::Communicator const& communicator) {
    auto const times = mpi::measure_messages(communicator);
    CHECK(times.latency() > 0);
    CHECK(times.bandwidth() > 1e6);
    CHECK(times.one_way(8 << 20) > 1e-6);  // nothing moves 8 TB/s, however busy the machine is
    double const own = times.latency();
    CHECK(communicator.least(own) == own);  // all have the same
  });
}
