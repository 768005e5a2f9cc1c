// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/cases.hpp>
#include <mattis/bench/python_peers.hpp>
#include <mattis/bench/sizes.hpp>
#include <mattis/bench/spin_cases.hpp>
#include <mattis/bench/stopwatch.hpp>
#include <mattis/core/allocate.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/expr/functions.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/stimulated_networks.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/network.hpp>
#include <mattis/tuning/detail/problems.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace mattis::detail {

namespace {

/// What is read from memory rather than from a cache, which holds less than this.
constexpr double beyond_caches = 64e6;

/// Of stimulated networks, recorded by one call.
constexpr int stimulus_steps = 32;

double product(std::int64_t a, std::int64_t b, std::int64_t c = 1) {
  return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c);
}

template <ExecutionSpace Exec, Real T>
class Cases {
 public:
  Cases(Exec const& exec, Selection selection, PythonPeers* python)
      : exec_(exec), selection_(selection), python_(python) {}

  /// The kernels, each with its sizes. A new one is a line here and a function below.
  std::vector<Case> all() const {
    std::vector<Case> list;
    auto const add = [&](auto const& sizes, auto make) {
      for (auto const& size : sizes)
        if (wanted(size.when)) list.push_back(make(size));
    };
    add(sizes::products, [&](auto const& size) { return products(size.P, size.N); });
    add(sizes::networks, [&](auto const& size) { return network_step(size); });
    add(sizes::covariances,
        [&](auto const& size) { return covariance_of_samples(size.T, size.M); });
    add(sizes::responses, [&](auto const& size) { return response_of_samples(size.T, size.M); });
    add(sizes::responses, [&](auto const& size) { return sweep(size.T, size.M); });
    add(sizes::stimuli, [&](auto const& size) { return stimulated(size); });
    add(sizes::arrays,
        [&](auto const& size) { return array_function(Function::tanh, size.entries); });
    add(sizes::arrays,
        [&](auto const& size) { return array_function(Function::exp, size.entries); });
    add(sizes::arrays,
        [&](auto const& size) { return array_function(Function::log_cosh, size.entries); });
    return list;
  }

  bool wanted(sizes::When when) const {
    if (selection_ == Selection::threads)
      return when == sizes::When::threads && std::is_same_v<T, float>;
    return selection_ == Selection::all || when != sizes::When::full;
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

  Case named(std::string kernel, report::Sizes sizes, std::string unit, double work) const {
    Case one;
    one.kernel = std::move(kernel);
    one.precision = precision_name<T>;
    one.sizes = std::move(sizes);
    one.unit = std::move(unit);
    one.work = work;
    return one;
  }

  /// BLAS, where it is there, and the user's Python, where it is asked for.
  std::function<std::vector<PeerCall>()> peers(std::function<std::optional<PeerCall>()> blas,
                                               std::string operation,
                                               std::vector<std::int64_t> sizes,
                                               double bytes) const {
    return [=, python = python_] {
      std::vector<PeerCall> calls;
      if (auto const peer = blas ? blas() : std::nullopt) calls.push_back(*peer);
      if (python != nullptr && bytes <= static_cast<double>(most_peer_bytes))
        for (auto& call : python->make(operation, precision_name<T>, sizes))
          calls.push_back(std::move(call));
      return calls;
    };
  }

  Case products(std::int64_t P, std::int64_t N) const {
    auto one = named("overlap and field", {{"P", P}, {"N", N}}, "entries/s", product(P, N));
    auto const bytes = static_cast<double>(PatternSet<Exec>::bytes(P, N));
    one.bytes = bytes > beyond_caches ? bytes : 0;
    one.verified = "overlap";
    one.choice = "sign_product";
    one.choice_sizes = {P, N, 1};
    one.make = [=, this](How const& how) {
      auto const xi = random_patterns(exec_, P, N, 1);
      auto const phi = vector(N), h = vector(N);
      auto statement = lazy(h) = T(1.2) * field(xi, pow<2>(overlap(xi, phi)));
      auto const step =
          std::make_shared<decltype(plan(exec_, statement)) const>(plan(exec_, statement, how));
      return fenced([=, exec = exec_] { step->run(exec); });
    };
    one.peers = peers([=] { return blas_products<T>(P, N); }, "products", {P, N},
                      sizeof(T) * product(P, N));
    return one;
  }

  Case network_step(sizes::NetworkSize const& size) const {
    auto one = named("network step",
                     {{"n", size.n}, {"N", size.N}, {"P", size.P}, {"trials", size.trials}},
                     "entries/s", product(size.P, size.N, size.trials));
    auto const bytes = static_cast<double>(PatternSet<Exec>::bytes(size.P, size.N, size.trials));
    one.bytes = bytes > beyond_caches ? bytes : 0;
    one.verified = size.n == 1 ? "simulate hopfield" : "simulate dense";
    one.choice = "sign_product";
    one.choice_sizes = {size.P, size.N, size.trials};
    one.make = [this, size](How const& how) {
      NetworkShape const shape{.P = size.P, .N = size.N, .trials = size.trials, .T = 2, .K = 1};
      NetworkCoupling const coupling{
          .n = static_cast<int>(size.n), .alpha = 0.1, .g = 1.2, .dt = 0.02};
      auto const xi = random_patterns(exec_, size.P, size.N, 1, size.trials);
      auto const network = std::make_shared<Network<Exec, T>>(exec_, xi, shape, coupling, how);
      auto const a = Array<double*, Exec>("mattis::bench::a", 1);
      Kokkos::deep_copy(exec_, a, 1.0);
      network->start(exec_, a, 0.5, 1, 0);
      exec_.fence("mattis::bench");
      return fenced([=, exec = exec_] { network->step(exec, 0); });
    };
    one.peers = peers({}, "network_step", {size.P, size.N, size.trials, size.n},
                      sizeof(T) * product(size.P, size.N, size.trials));
    return one;
  }

  Case covariance_of_samples(std::int64_t steps, std::int64_t samples) const {
    auto one = named("covariance", {{"T", steps}, {"M", samples}}, "flop/s",
                     product(steps, steps, samples));
    one.flops = one.work;
    one.verified = "covariance";
    one.choice = "covariance";
    one.choice_sizes = {steps, samples};
    one.make = [=, this](How const& how) {
      auto const phi = matrix(steps, samples);
      auto const C = allocate<Array<double**, Exec>>(exec_, "mattis::bench::C", steps, steps);
      auto const plan = std::make_shared<CovariancePlan<Exec, T> const>(exec_, steps, samples, how);
      return fenced([=, exec = exec_] { plan->run(exec, phi.data(), C); });
    };
    one.peers = peers([=] { return blas_covariance<T>(steps, samples); }, "covariance",
                      {steps, samples}, sizeof(T) * product(steps, samples));
    return one;
  }

  Case response_of_samples(std::int64_t steps, std::int64_t samples) const {
    auto one = named("response", {{"T", steps}, {"M", samples}}, "flop/s",
                     product(steps, steps, steps) / 3 * static_cast<double>(samples));
    one.flops = one.work;
    one.verified = "response";
    one.make = [=, this](How const& how) {
      auto const slope = matrix(steps, samples);
      auto const kernel = tuning::self_coupling(exec_, steps);
      auto const S = allocate<Array<double**, Exec>>(exec_, "mattis::bench::S", steps, steps);
      return fenced([=, exec = exec_] {
        response(exec, slope, Array<double const**, Exec>(kernel), 0.02, S, how);
      });
    };
    return one;
  }

  /// From the draws to the means; the self-coupling is not compressed.
  Case sweep(std::int64_t steps, std::int64_t samples) const {
    auto one = named("sweep", {{"T", steps}, {"M", samples}}, "flop/s",
                     product(steps, steps, steps) / 3 * static_cast<double>(samples));
    one.flops = one.work;
    one.verified = "sweep";
    one.choice = "sweep";
    one.choice_sizes = {steps};
    one.make = [=, this](How const& how) {
      auto const input = tuning::sweep_input(exec_, steps, samples);
      SampleMeans<Exec> const means(exec_, static_cast<int>(steps), 1);
      auto const neuron = effective_neuron<T>(input);
      auto const statement = together(lazy(means.C) = covariance(neuron.phi),
                                      lazy(means.S) = response(neuron.phi, neuron.eta),
                                      lazy(means.m) = mean(neuron.phi * neuron.xi));
      auto const neurons =
          std::make_shared<decltype(plan(exec_, statement)) const>(plan(exec_, statement, how));
      return fenced([=, exec = exec_] { neurons->run(exec); });
    };
    return one;
  }

  /// Steps of noisy networks of graded activity, their overlaps recorded.
  Case stimulated(sizes::StimulusSize const& size) const {
    auto one = named("stimulated networks", {{"N", size.N}, {"P", size.P}, {"trials", size.trials}},
                     "neuron-steps/s", product(size.N, size.trials, stimulus_steps));
    one.normals = one.work;
    one.verified = "stimulated networks";
    one.make = [this, size](How const& how) {
      auto const xi = random_patterns(exec_, size.P, size.N, 1, size.trials);
      StimulusDynamics const dynamics{.mode = StimulusMode::additive, .sigma = 1};
      auto const networks =
          std::make_shared<StimulatedNetworks<Exec, T>>(exec_, xi, dynamics, stimulus_steps, how);
      networks->start(exec_, 1, 0, 1.0);
      networks->present(exec_, {std::vector<double>(static_cast<std::size_t>(size.P), 1.0)});
      exec_.fence("mattis::bench");
      return fenced([=, exec = exec_] { networks->advance(exec, 0, stimulus_steps, false); });
    };
    return one;
  }

  /// tanh as the kernel of that name, the others as statements of one function.
  Case array_function(Function which, std::int64_t count) const {
    auto const name = which == Function::tanh  ? "tanh"
                      : which == Function::exp ? "exp"
                                               : "log_cosh";
    auto one = named(name, {{"entries", count}}, "entries/s", static_cast<double>(count));
    double const bytes = 2.0 * sizeof(T) * static_cast<double>(count);
    one.bytes = bytes > beyond_caches ? bytes : 0;
    one.verified = which == Function::tanh ? "tanh" : "statement: functions";
    one.make = [=, this](How const& how) -> std::function<void()> {
      auto const x = vector(count), phi = vector(count);
      if (which == Function::tanh)
        return fenced([=, exec = exec_] { mattis::tanh(exec, x, phi, how); });
      if (which == Function::exp) return planned(lazy(phi) = exp(x), how);
      return planned(lazy(phi) = log_cosh(x), how);
    };
    one.peers = [=, this, others = peers({}, name, {count}, bytes)] {
      auto calls = others();
      if constexpr (is_host_execution_space<Exec>)
        for (auto const& of : array_functions<T>(which)) calls.push_back(shared_out(of, count));
      return calls;
    };
    return one;
  }

  template <class Statement>
  std::function<void()> planned(Statement const& one, How const& how) const {
    auto const steps = std::make_shared<decltype(plan(exec_, one)) const>(plan(exec_, one, how));
    return fenced([=, exec = exec_] { steps->run(exec); });
  }

  /// Another's function over an array, by the threads that ours has.
  PeerCall shared_out(ArrayFunction const& function, std::int64_t count) const {
    auto const x = vector(count), out = vector(count);
    auto const multiple = static_cast<std::int64_t>(function.multiple);
    std::int64_t const block = std::max<std::int64_t>(multiple, 4096);
    auto const run = [=, exec = exec_] {
      // About a nanosecond for an entry: what decides how many blocks are taken at once.
      for_items(exec, "mattis::bench::peer", {count / block, static_cast<double>(block)},
                [&](std::int64_t item) {
        function.apply(x.data() + item * block, out.data() + item * block,
                       static_cast<std::size_t>(block));
      });
    };
    return {function.name, [run](int repeats) { return seconds_of(run, repeats); },
            function.implementation};
  }

  Exec exec_;
  Selection selection_;
  PythonPeers* python_;
};

}  // namespace

template <ExecutionSpace Exec>
std::vector<Case> cases(Exec const& exec, Selection selection, PythonPeers* python) {
  // What the cases hold of them lives as long as they do.
  auto const in_float = std::make_shared<Cases<Exec, float> const>(exec, selection, python);
  auto const in_double = std::make_shared<Cases<Exec, double> const>(exec, selection, python);
  auto list = in_float->all();
  auto const second = in_double->all();
  list.insert(list.end(), second.begin(), second.end());
  auto const spins =
      spin_cases(exec, [in_float](sizes::When when) { return in_float->wanted(when); });
  list.insert(list.end(), spins.begin(), spins.end());
  for (auto& one : list) {
    one.make = [make = one.make, in_float, in_double](How const& how) { return make(how); };
    if (one.peers) one.peers = [peers = one.peers, in_float, in_double] { return peers(); };
  }
  return list;
}

#define MATTIS_INSTANTIATE_CASES(EXEC) \
  template std::vector<Case> cases(EXEC const&, Selection, PythonPeers*);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_CASES)

}  // namespace mattis::detail
