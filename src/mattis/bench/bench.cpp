// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/bench.hpp>
#include <mattis/bench/ceilings.hpp>
#include <mattis/bench/peers.hpp>
#include <mattis/core/allocate.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/network.hpp>
#include <mattis/tuning/detail/problems.hpp>
#include <mattis/tuning/measure.hpp>
#include <mattis/verify/verify.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace mattis {

namespace {

/// One thing to time.
struct Case {
  std::string kernel;
  report::Sizes sizes;
  std::string unit;
  double work = 0;   ///< in `unit`
  double flops = 0;  ///< held against the multiply-adds' ceiling; 0: not bound by them
  double bytes = 0;  ///< read from memory, held against its ceiling; 0: they come from a cache
  std::string verified = {};  ///< what `verify` calls it; empty: nothing
  std::string choice = {};    ///< the kernel whose variant is told; empty: none has any
  std::vector<std::int64_t> choice_sizes = {};
  std::function<void()> run = {};
  std::vector<detail::PeerCall> peers = {};
};

/// What is read from memory rather than from a cache, which holds less than this.
constexpr double beyond_caches = 64e6;

template <ExecutionSpace Exec, Real T>
class Cases {
 public:
  Cases(Exec const& exec, How const& how, bool quick) : exec_(exec), how_(how), quick_(quick) {}

  std::vector<std::function<Case()>> all() const {
    std::vector<std::function<Case()>> list;
    auto const add = [&](auto make) { list.push_back(make); };
    using Size = std::pair<std::int64_t, std::int64_t>;
    for (auto const& [P, N] : {Size{20, 200}, {200, 2000}, {2000, 20000}})
      add([this, P = P, N = N] { return products(P, N); });
    if (!quick_) add([this] { return products(200000, 2000); });
    for (auto const& [P, N, trials] : {std::tuple{20, 200, 256}, {200, 2000, 20}, {2000, 20000, 1}})
      add([this, P = P, N = N, trials = trials] { return network_step(P, N, trials); });
    for (auto const& [steps, samples] : {Size{100, 20000}, {300, 10000}, {1000, 10000}}) {
      if (quick_ && steps > 300) continue;
      add([this, T_ = steps, M = samples] { return covariance_of_samples(T_, M); });
    }
    for (auto const& [steps, samples] : {Size{100, 10000}, {300, 2000}}) {
      add([this, T_ = steps, M = samples] { return response_of_samples(T_, M); });
      add([this, T_ = steps, M = samples] { return sweep(T_, M); });
    }
    add([this] { return tanh_of_entries(1 << 16); });
    if (!quick_) add([this] { return tanh_of_entries(1 << 24); });
    return list;
  }

 private:
  Array<T*, Exec> vector(std::int64_t n) const {
    return Kokkos::subview(matrix(1, n), 0, Kokkos::ALL);
  }
  Array<T**, Exec> matrix(std::int64_t rows, std::int64_t columns) const {
    return tuning::numbers<T>(exec_, rows, columns);
  }
  auto fenced(std::function<void()> work) const {
    return [work = std::move(work), exec = exec_] {
      work();
      exec.fence("mattis::bench");
    };
  }

  Case products(std::int64_t P, std::int64_t N) const {
    auto const xi = random_patterns(exec_, P, N, 1);
    auto const phi = vector(N), h = vector(N);
    auto statement = lazy(h) = T(1.2) * field(xi, pow<2>(overlap(xi, phi)));
    auto const step =
        std::make_shared<decltype(plan(exec_, statement)) const>(plan(exec_, statement, how_));
    auto const bytes = static_cast<double>(PatternSet<Exec>::bytes(P, N));
    Case one{"overlap and field",
             {{"P", P}, {"N", N}},
             "entries/s",
             static_cast<double>(P) * static_cast<double>(N)};
    one.bytes = bytes > beyond_caches ? bytes : 0;
    one.verified = "overlap";
    one.choice = "sign_product";
    one.choice_sizes = {P, N, 1};
    one.run = fenced([=, exec = exec_] { step->run(exec); });
    if constexpr (is_host_execution_space<Exec>)
      if (auto const peer = detail::blas_products<T>(P, N)) one.peers.push_back(*peer);
    return one;
  }

  Case network_step(std::int64_t P, std::int64_t N, std::int64_t trials) const {
    NetworkShape const shape{.P = P, .N = N, .trials = trials, .T = 2, .K = 1};
    NetworkCoupling const coupling{.n = 1, .alpha = 0.1, .g = 1.2, .dt = 0.02};
    auto const xi = random_patterns(exec_, P, N, 1, trials);
    auto const network = std::make_shared<Network<Exec, T>>(exec_, xi, shape, coupling, how_);
    auto const a = Array<double*, Exec>("mattis::bench::a", 1);
    Kokkos::deep_copy(exec_, a, 1.0);
    network->start(exec_, a, 0.5, 1, 0);
    exec_.fence("mattis::bench");
    Case one{"network step",
             {{"N", N}, {"P", P}, {"trials", trials}},
             "entries/s",
             static_cast<double>(P) * static_cast<double>(N) * static_cast<double>(trials)};
    one.verified = "simulate hopfield";
    one.choice = "sign_product";
    one.choice_sizes = {P, N, trials};
    one.run = fenced([=, exec = exec_] { network->step(exec, 0); });
    return one;
  }

  Case covariance_of_samples(std::int64_t steps, std::int64_t samples) const {
    auto const phi = matrix(steps, samples);
    auto const C = detail::allocate<Array<double**, Exec>>(exec_, "mattis::bench::C", steps, steps);
    auto const plan = std::make_shared<CovariancePlan<Exec, T> const>(exec_, steps, samples, how_);
    auto const flops =
        static_cast<double>(steps) * static_cast<double>(steps) * static_cast<double>(samples);
    Case one{"covariance", {{"T", steps}, {"M", samples}}, "flop/s", flops, flops};
    one.verified = "covariance";
    one.choice = "covariance";
    one.choice_sizes = {steps, samples};
    one.run = fenced([=, exec = exec_] { plan->run(exec, phi.data(), C); });
    if constexpr (is_host_execution_space<Exec>)
      if (auto const peer = detail::blas_covariance<T>(steps, samples)) one.peers.push_back(*peer);
    return one;
  }

  Case response_of_samples(std::int64_t steps, std::int64_t samples) const {
    auto const slope = matrix(steps, samples);
    auto const kernel = tuning::self_coupling(exec_, steps);
    auto const S = detail::allocate<Array<double**, Exec>>(exec_, "mattis::bench::S", steps, steps);
    double const flops = std::pow(static_cast<double>(steps), 3) / 3 * static_cast<double>(samples);
    Case one{"response", {{"T", steps}, {"M", samples}}, "flop/s", flops, flops};
    one.verified = "response";
    one.run = fenced([=, exec = exec_, how = how_] {
      response(exec, slope, Array<double const**, Exec>(kernel), 0.02, S, how);
    });
    return one;
  }

  /// From the draws to the means; the self-coupling is not compressed.
  Case sweep(std::int64_t steps, std::int64_t samples) const {
    auto const input = tuning::sweep_input(exec_, steps, samples);
    SampleMeans<Exec> const means(exec_, static_cast<int>(steps), 1);
    auto const neuron = effective_neuron<T>(input);
    auto const statement = together(lazy(means.C) = covariance(neuron.phi),
                                    lazy(means.S) = response(neuron.phi, neuron.eta),
                                    lazy(means.m) = mean(neuron.phi * neuron.xi));
    auto const neurons =
        std::make_shared<decltype(plan(exec_, statement)) const>(plan(exec_, statement, how_));
    double const flops = std::pow(static_cast<double>(steps), 3) / 3 * static_cast<double>(samples);
    Case one{"sweep", {{"T", steps}, {"M", samples}}, "flop/s", flops, flops};
    one.verified = "sweep";
    one.choice = "sweep";
    one.choice_sizes = {steps};
    one.run = fenced([=, exec = exec_] { neurons->run(exec); });
    return one;
  }

  Case tanh_of_entries(std::int64_t count) const {
    auto const x = vector(count), phi = vector(count);
    Case one{"tanh", {{"entries", count}}, "entries/s", static_cast<double>(count)};
    double const bytes = 2.0 * sizeof(T) * static_cast<double>(count);
    one.bytes = bytes > beyond_caches ? bytes : 0;
    one.verified = "tanh";
    one.run = fenced([=, exec = exec_, how = how_] { mattis::tanh(exec, x, phi, how); });
    return one;
  }

  Exec exec_;
  How how_;
  bool quick_;
};

template <ExecutionSpace Exec>
class Bench {
 public:
  Bench(Exec const& exec, BenchOptions const& options)
      : exec_(exec), options_(options), ceilings_(exec) {}

  report::BenchFile run() {
    std::vector<How> hows;
    if constexpr (is_host_execution_space<Exec>) {
      for (auto const* set : lanes::available_instruction_sets())
        if (!options_.quick || std::string_view(set->name) != "scalar") hows.emplace_back(*set);
    }
    hows.emplace_back(Target::portable);
    for (auto& how : hows)
      if (options_.choices) how = how.with(options_.choices);
    for (auto const& how : hows) {
      rows_in<float>(how);
      rows_in<double>(how);
    }
    // A ceiling of a moment when another program ran is none: the largest of all counts.
    for (std::size_t i = 0; i < file_.rows.size(); ++i) set_share(file_.rows[i], bounds_[i]);
    file_.ceilings = ceilings_.all();
    return std::move(file_);
  }

 private:
  struct Bound {
    double flops, bytes;
  };

  template <Real T>
  void rows_in(How const& how) {
    bool measured = false;
    Cases<Exec, T> const cases(exec_, how, options_.quick);
    for (auto const& make : cases.all()) {
      detail::throw_if_stopped();
      auto const one = make();
      if (one.kernel.find(options_.only) == std::string::npos) continue;
      if (!std::exchange(measured, true)) {
        ceilings_.measure_memory();
        ceilings_.template measure_multiply_adds<T>(how);
      }
      add_row<T>(how, one);
    }
    if (measured) ceilings_.template measure_multiply_adds<T>(how);
  }

  template <Real T>
  void add_row(How const& how, Case const& one) {
    std::vector<std::function<void()>> ways{one.run};
    for (auto const& peer : one.peers) ways.push_back(peer.run);
    tuning::Limits limits;
    limits.rounds = options_.quick ? 15 : 31;
    limits.seconds = (options_.quick ? 0.25 : 1.5) * static_cast<double>(ways.size());
    limits.hopeless = 1e300;
    limits.least_rounds = 5;  // fewer have no interval
    auto const measured = tuning::measure(ways, limits);

    auto const key = choice_key<Exec, T>(how, one.choice, one.choice_sizes);
    report::BenchRow row;
    row.kernel = one.kernel;
    row.precision = precision_name<T>;
    row.target = key.target;
    row.sizes = one.sizes;
    auto const* const chosen = how.choices() == nullptr ? nullptr : how.choices()->find(key);
    row.variant = chosen == nullptr ? "estimate" : *chosen;
    if constexpr (is_host_execution_space<Exec>) row.threads = granted_threads(exec_);
    row.unit = one.unit;
    row.work = one.work;
    row.samples_s = measured.ways.front().seconds;
    row.accuracy = accuracy_of(one.verified, row.precision, row.target);
    for (std::size_t p = 0; p < one.peers.size(); ++p)
      if (!measured.ways[p + 1].seconds.empty())
        row.peers.push_back({one.peers[p].name, measured.ways[p + 1].seconds});
    set_share(row, {one.flops, one.bytes});
    bounds_.push_back({one.flops, one.bytes});
    file_.rows.push_back(row);
    if (options_.on_row) options_.on_row(row);
  }

  void set_share(report::BenchRow& row, Bound const& bound) const {
    double const seconds = row.median_s();
    double const peak = ceilings_.multiply_adds(row.target, row.precision);
    row.ceiling.reset();
    if (bound.flops > 0 && peak > 0)
      row.ceiling = {"multiply-adds", bound.flops / seconds / peak};
    else if (bound.bytes > 0 && ceilings_.memory() > 0)
      row.ceiling = {"memory", bound.bytes / seconds / ceilings_.memory()};
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
  detail::Ceilings<Exec> ceilings_;
  std::vector<std::pair<std::string, std::vector<Verified>>> verified_;
  std::vector<Bound> bounds_;
  report::BenchFile file_;
};

}  // namespace

template <ExecutionSpace Exec>
report::BenchFile bench(Exec const& exec, BenchOptions const& options) {
  detail::StoppableCall const call(options.should_stop);
  return Bench<Exec>(exec, options).run();
}

#define MATTIS_INSTANTIATE_BENCH(EXEC) \
  template report::BenchFile bench(EXEC const&, BenchOptions const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_BENCH)

}  // namespace mattis
