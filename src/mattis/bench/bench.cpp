// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/bench.hpp>
#include <mattis/bench/cases.hpp>
#include <mattis/bench/ceilings.hpp>
#include <mattis/bench/energy.hpp>
#include <mattis/bench/stopwatch.hpp>
#include <mattis/bench/turns.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/sharing.hpp>
#include <mattis/verify/verify.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace mattis {

namespace {

using namespace detail;

/// Threads of other libraries look for work for a while after a call, OpenBLAS' for 2^26 cycles: on
/// a machine whose processors are all in use ours would wait for them.
constexpr std::chrono::milliseconds until_others_sleep(40);

/// Peers are met in every second visit: their arrays, of up to 1 GB, take longer to make than to
/// use.
constexpr int peers_every = 2;

/// The calls between two readings of the energy counters, which move once a millisecond.
constexpr double energy_seconds = 0.03;
constexpr int energy_visits = 3;

Selection selection(BenchOptions const& options) {
  if (options.threads_only) return Selection::threads;
  return options.quick ? Selection::quick : Selection::all;
}

/// What each case is timed on: all targets of the build, or the best alone.
template <ExecutionSpace Exec>
std::vector<How> targets(BenchOptions const& options) {
  std::vector<How> hows;
  if constexpr (is_host_execution_space<Exec>) {
    if (options.threads_only) {
      hows.emplace_back(lanes::default_instruction_set());
    } else {
      for (auto const* set : lanes::available_instruction_sets())
        if (!options.quick || std::string_view(set->name) != "scalar") hows.emplace_back(*set);
    }
  }
  if (!options.threads_only || hows.empty()) hows.emplace_back(Target::portable);
  for (auto& how : hows)
    if (options.choices) how = how.with(options.choices);
  return hows;
}

/// The cases that are asked for by name.
template <ExecutionSpace Exec>
std::vector<Case> chosen_cases(Exec const& exec, BenchOptions const& options) {
  auto all = cases(exec, selection(options), options.python);
  std::erase_if(
      all, [&](Case const& one) { return one.kernel.find(options.only) == std::string::npos; });
  for (auto& one : all)
    if (one.count_work) one.work = one.count_work();
  return all;
}

template <ExecutionSpace Exec>
report::BenchRow row_of(Exec const& exec, Case const& one, How const& how) {
  ChoiceKey const key{
      one.choice, one.precision,
      std::string(Exec::name()) + " " + implementation(how, is_host_execution_space<Exec>),
      one.choice_sizes};
  report::BenchRow row;
  row.kernel = one.kernel;
  row.precision = one.precision;
  row.target = key.target;
  row.sizes = one.sizes;
  auto const* const chosen = how.choices() == nullptr ? nullptr : how.choices()->find(key);
  row.variant = chosen == nullptr ? "estimate" : *chosen;
  if constexpr (is_host_execution_space<Exec>) row.threads = granted_threads(exec);
  row.unit = one.unit;
  row.work = one.work;
  return row;
}

/// What does the work of a case on each target, on memory that is made for it.
std::vector<std::function<void()>> made(Case const& one, std::vector<How> const& hows) {
  std::vector<std::function<void()>> runs;
  for (auto const& how : hows) runs.push_back(one.make(how));
  return runs;
}

std::vector<Way> ways_of(std::vector<std::function<void()>> const& runs) {
  std::vector<Way> ways;
  for (auto const& run : runs)
    ways.push_back([run](int repeats) { return seconds_of(run, repeats); });
  return ways;
}

template <ExecutionSpace Exec>
class Bench {
 public:
  Bench(Exec const& exec, BenchOptions const& options)
      : exec_(exec), options_(options), ceilings_(exec) {}

  report::BenchFile run() {
    auto const hows = targets<Exec>(options_);
    for (auto const& one : chosen_cases(exec_, options_)) add_station(one, hows);
    if (!measured_.empty() && !options_.threads_only) add_ceilings(hows);
    for (auto const& others : options_.others) {
      measured_.push_back({stations_.size(), file_.rows.size(), others.rows.size(), {}, {}, {}});
      file_.rows.insert(file_.rows.end(), others.rows.begin(), others.rows.end());
      stations_.push_back({others.visit, false, 2});  // a fifth of all time is enough for them
    }
    auto const samples =
        take_turns(stations_, turns(), [clock = Clock()] { return clock.seconds(); });
    for (auto const& measured : measured_) fill(measured, samples[measured.station]);
    file_.ceilings = ceilings_.all();
    if constexpr (is_host_execution_space<Exec>)
      file_.energy = {energy_.readable(), energy_.words()};
    else
      file_.energy = {false, "not readable: of a device"};
    return std::move(file_);
  }

 private:
  struct Joule {
    double sum = 0, calls = 0;
  };
  /// What a station's samples are of: rows that stand together in the file, then their peers.
  struct Measured {
    std::size_t station, first_row, rows;
    std::optional<Case> of;       // none: others'
    std::vector<PeerCall> peers;  // without what runs them; known from the first visit on
    std::vector<Joule> joule;     // of each row
    std::vector<double> least = {}, least_of_foreign = {};
    int visits = 0;
  };

  Turns turns() const {
    Turns turns;
    turns.seconds = bench_seconds(options_.quick);
    if (options_.visits > 0) {
      turns.least = turns.most = options_.visits;
      turns.seconds = INFINITY;
    }
    if (options_.on_progress)
      turns.on_progress = [this](double fraction) { options_.on_progress({"visits", fraction}); };
    return turns;
  }

  void add_ceilings(std::vector<How> const& hows) {
    stations_.push_back(ceilings_.memory_station());
    for (auto const& how : hows) {
      for (char const* precision : {"float", "double"}) {
        stations_.push_back(ceilings_.multiply_adds_station(how, precision));
        stations_.push_back(ceilings_.noisy_neurons_station(how, precision));
      }
      stations_.push_back(ceilings_.words_station(how));
    }
  }

  void add_station(Case const& one, std::vector<How> const& hows) {
    std::size_t const index = measured_.size();
    measured_.push_back({stations_.size(),
                         file_.rows.size(),
                         hows.size(),
                         one,
                         {},
                         std::vector<Joule>(hows.size())});
    for (auto const& how : hows) file_.rows.push_back(row_of(exec_, one, how));
    stations_.push_back({[this, index, hows] { return visit(measured_[index], hows); }});
  }

  /// A sample of each target and then of each peer, all on memory that is made for it.
  std::vector<double> visit(Measured& measured, std::vector<How> const& hows) {
    auto const& one = *measured.of;
    std::vector<PeerCall> peers;
    bool const with_peers = is_host_execution_space<Exec> && one.peers && !options_.threads_only &&
                            measured.visits % peers_every == 0;
    if (with_peers) peers = one.peers();
    auto const runs = made(one, hows);
    auto ways = ways_of(runs);
    std::vector<Way> foreign;
    for (auto const& peer : peers) (peer.own_threads ? foreign : ways).push_back(peer.seconds);
    SharingAlways const sharing;
    auto const ours = sample(ways, measured.least);
    if (is_host_execution_space<Exec> && energy_.readable() && measured.visits < energy_visits)
      for (std::size_t i = 0; i < runs.size(); ++i) add_energy(measured.joule[i], runs[i], ours[i]);
    auto const theirs = sample(foreign, measured.least_of_foreign);
    if (!foreign.empty()) std::this_thread::sleep_for(until_others_sleep);

    std::vector<double> samples(ours.begin(), ours.begin() + static_cast<long>(hows.size()));
    std::size_t own = hows.size(), other = 0;
    for (auto& peer : peers) {
      samples.push_back(peer.own_threads ? theirs[other++] : ours[own++]);
      peer.seconds = nullptr;  // and its memory
    }
    if (with_peers) measured.peers = std::move(peers);
    ++measured.visits;
    return samples;
  }

  void add_energy(Joule& joule, std::function<void()> const& run, double seconds) const {
    int const calls = static_cast<int>(std::clamp(energy_seconds / seconds, 1.0, 1e6));
    auto const before = energy_.read();
    for (int call = 0; call < calls; ++call) run();
    joule.sum += energy_.joule(before, energy_.read());
    joule.calls += calls;
  }

  void fill(Measured const& measured, std::vector<std::vector<double>> const& samples) {
    for (std::size_t i = 0; i < measured.rows; ++i) {
      auto& row = file_.rows[measured.first_row + i];
      row.samples_s = faster_half(samples[i], row.dropped_s);
      if (!measured.of) continue;
      std::vector<double> dropped;  // of peers: not told
      for (std::size_t p = 0; p < measured.peers.size(); ++p) {
        auto const& peer = measured.peers[p];
        if (peer.implementation.empty() || row.target.ends_with(" " + peer.implementation))
          row.peers.push_back({peer.name, faster_half(samples[measured.rows + p], dropped)});
      }
      if (auto const& joule = measured.joule[i]; joule.calls > 0)
        row.energy_J = joule.sum / joule.calls;
      if (options_.threads_only) continue;
      row.accuracy = accuracy_of(measured.of->verified, row.precision, row.target);
      set_share(row, *measured.of);
    }
  }

  void set_share(report::BenchRow& row, Case const& one) const {
    double const seconds = row.median_s();
    double const peak = ceilings_.multiply_adds(row.target, row.precision);
    if (one.flops > 0 && peak > 0)
      row.ceiling = {"multiply-adds", one.flops / seconds / peak};
    else if (double const noisy = ceilings_.noisy_neurons(row.target, row.precision);
             one.normals > 0 && noisy > 0)
      row.ceiling = {"normals and tanh", one.normals / seconds / noisy};
    else if (one.bytes > 0 && ceilings_.memory() > 0)
      row.ceiling = {"memory", one.bytes / seconds / ceilings_.memory()};
    else if (one.words > 0 && ceilings_.words(row.target) > 0)
      row.ceiling = {"random words", one.words / seconds / ceilings_.words(row.target)};
  }

  /// The worst error of what has that in its name, over a few shapes, made once for each name.
  std::optional<report::Accuracy> accuracy_of(std::string const& name, std::string const& precision,
                                              std::string const& target) {
    if (name.empty()) return {};
    auto known = std::find_if(verified_.begin(), verified_.end(),
                              [&](auto const& one) { return one.first == name; });
    if (known == verified_.end()) {
      VerifyOptions verify_options;
      verify_options.only = name;
      verify_options.cases = options_.quick ? 1 : 6;
      verified_.emplace_back(name, verify(exec_, verify_options));
      known = verified_.end() - 1;
    }
    double worst = -1;
    for (auto const& one : known->second)
      if (one.precision == precision && one.target == target &&
          one.what.find("stored") == std::string::npos)
        worst = std::max(worst, one.worst);
    if (worst < 0) return {};
    return report::Accuracy{worst, "bound"};
  }

  Exec exec_;
  BenchOptions const& options_;
  Ceilings<Exec> ceilings_;
  EnergyCounters energy_;
  std::vector<Station> stations_;
  std::vector<Measured> measured_;
  std::vector<std::pair<std::string, std::vector<Verified>>> verified_;
  report::BenchFile file_;
};

}  // namespace

template <ExecutionSpace Exec>
report::BenchFile bench(Exec const& exec, BenchOptions const& options) {
  detail::StoppableCall const call(options.should_stop);
  return Bench<Exec>(exec, options).run();
}

template <ExecutionSpace Exec>
std::vector<TimedRows> timed_rows(Exec const& exec, BenchOptions const& options) {
  auto const hows = targets<Exec>(options);
  std::vector<TimedRows> all;
  for (auto const& one : chosen_cases(exec, options)) {
    TimedRows timed;
    for (auto const& how : hows) timed.rows.push_back(row_of(exec, one, how));
    timed.visit = [one, hows, least = std::vector<double>()]() mutable {
      SharingAlways const sharing;
      return sample(ways_of(made(one, hows)), least);
    };
    all.push_back(std::move(timed));
  }
  all.insert(all.end(), options.others.begin(), options.others.end());
  return all;
}

double bench_seconds(bool quick) { return quick ? 51 : 420; }

#define MATTIS_INSTANTIATE_BENCH(EXEC)                                \
  template report::BenchFile bench(EXEC const&, BenchOptions const&); \
  template std::vector<TimedRows> timed_rows(EXEC const&, BenchOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_BENCH)

}  // namespace mattis
