// SPDX-License-Identifier: BSD-3-Clause
// When rows are timed and which timing counts, on clocks and machines that are made up.
#include <mattis/bench/sample.hpp>
#include <mattis/bench/turns.hpp>
#include <mattis/report/compare.hpp>
#include <report/made.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace mattis;
using Catch::Approx;
using detail::sample;
using detail::Station;
using detail::take_turns;
using detail::Turns;
using detail::Way;
using mattis::testing::Noise;

namespace {

/// Time that passes as it is told.
struct MadeClock {
  double time = 0;
  auto reader() {
    return [this] { return time; };
  }
};

}  // namespace

TEST_CASE("turns: stations are visited one after the other, again and again", "[bench][turns]") {
  MadeClock clock;
  std::string order;
  auto const station = [&](char name) {
    return Station{[&order, &clock, name] {
      order += name;
      clock.time += 1;
      return std::vector<double>{1.0, 2.0};
    }};
  };
  std::vector<Station> stations{station('a'), station('b'), station('c')};
  stations[2].every = 2;
  Turns turns;
  turns.least = 9;
  turns.seconds = 100;
  auto const samples = take_turns(stations, turns, clock.reader());
  CHECK(order.substr(0, 10) == "abcababcab");
  for (auto const& of : samples) {
    REQUIRE(of.size() == 2);
    CHECK(of[0] == std::vector<double>(9, 1.0));
    CHECK(of[1] == std::vector<double>(9, 2.0));
  }
}

TEST_CASE("turns: rows that are not known well are visited on, ceilings with them",
          "[bench][turns]") {
  MadeClock clock;
  Noise noise{0.05};
  int steady = 0, noisy = 0, ceiling = 0;
  std::vector<Station> const stations{
      {[&] { return ++steady, std::vector<double>{1.0}; }},
      {[&] { return ++noisy, std::vector<double>{noise()}; }},
      {[&] { return ++ceiling, std::vector<double>{noise()}; }, true}};
  Turns turns;
  turns.least = 9;
  turns.most = 25;
  turns.spread = 0.001;
  take_turns(stations, turns, clock.reader());
  CHECK(steady == 9);
  CHECK(noisy == 25);
  CHECK(ceiling == 25);
}

TEST_CASE("turns: the time ends them, but not before five samples", "[bench][turns]") {
  MadeClock clock;
  int visits = 0;
  std::vector<Station> const stations{
      {[&] { return ++visits, clock.time += 10, std::vector<double>{1.0}; }}};
  Turns turns;
  turns.seconds = 30;
  CHECK(take_turns(stations, turns, clock.reader())[0][0].size() == report::least_samples);
  turns.seconds = 65;
  CHECK(take_turns(stations, turns, clock.reader())[0][0].size() == 7);
  turns.least = turns.most = 1;
  CHECK(take_turns(stations, turns, clock.reader())[0][0].size() == 1);
}

TEST_CASE("sample: a delay is in no sample, a slower way is", "[bench][sample]") {
  int calls = 0;
  // Every third call is disturbed, and all from the 46th to the 58th.
  auto const machine = [&](double seconds) {
    return Way([&calls, seconds](int repeats) {
      ++calls;
      bool const disturbed = calls % 3 == 0 || (calls >= 46 && calls <= 58);
      return repeats * seconds * (disturbed ? 1.9 : 1);
    });
  };
  std::vector<Way> const ways{machine(1e-4), machine(1.1e-4)};
  std::vector<double> least;
  for (int visit = 0; visit < 9; ++visit) {
    auto const taken = sample(ways, least, {.pause = 1e-4});
    REQUIRE(taken.size() == 2);
    INFO("visit " << visit << ", " << calls << " calls");
    CHECK(taken[0] == Approx(1e-4));
    CHECK(taken[1] == Approx(1.1e-4));
  }
  CHECK(least[0] == Approx(1e-4));
}

TEST_CASE("sample: what is slower on other memory stays slower", "[bench][sample]") {
  int visit = 0, timed_again = 0;
  std::vector<Way> const ways{[&](int repeats) {
    timed_again += visit == 1;
    return repeats * (visit == 0 ? 1e-4 : 1.2e-4);
  }};
  std::vector<double> least;
  CHECK(sample(ways, least)[0] == Approx(1e-4));
  visit = 1;
  CHECK(sample(ways, least, {.pause = 1e-4})[0] == Approx(1.2e-4));
  CHECK(timed_again > 3);
  CHECK(least[0] == Approx(1e-4));
}

TEST_CASE("sample: a long call is not repeated", "[bench][sample]") {
  int calls = 0;
  std::vector<Way> const ways{[&](int repeats) { return calls += repeats, 0.2 * repeats; }};
  std::vector<double> least;
  CHECK(sample(ways, least)[0] == Approx(0.2));
  CHECK(calls == 1);
}

// Two runs of one program, and one that became 10 % slower, as `bench` takes their samples and
// --compare reads them: placement noise that lasts a visit, delays that last a timing or a visit.
TEST_CASE("bench: the same is found to be the same, and 10 % slower to be slower",
          "[bench][turns][statistics]") {
  Noise noise{0.008, 0.1, 0.5};
  auto const run = [&](double factor) {
    std::vector<std::vector<double>> rows;
    for (int row = 0; row < 200; ++row) {
      std::vector<double> samples, least;
      for (int visit = 0; visit < 11; ++visit) {
        double const placed = 1e-3 * factor * std::exp(0.01 * (noise.uniform() - 0.5));
        std::vector<Way> const ways{[&](int repeats) { return repeats * placed * noise(); }};
        samples.push_back(sample(ways, least, {.pause = 0})[0]);
      }
      rows.push_back(samples);
    }
    return rows;
  };
  auto const first = run(1), second = run(1), slower = run(1.1);
  int same = 0, found = 0;
  for (std::size_t row = 0; row < first.size(); ++row) {
    same += report::verdict(report::time_ratio(first[row], second[row]), report::same_within) ==
            report::Verdict::same;
    found += report::verdict(report::time_ratio(first[row], slower[row]), report::same_within) ==
             report::Verdict::slower;
  }
  CHECK(same >= 190);
  CHECK(found == 200);
}
