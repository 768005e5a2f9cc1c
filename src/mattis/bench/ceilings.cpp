// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/ceilings.hpp>
#include <mattis/bench/stopwatch.hpp>
#include <mattis/core/allocate.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>

namespace mattis::detail {

namespace {

/// More than caches hold: 256 MB on a host, 1 GB on a device.
template <ExecutionSpace Exec>
constexpr std::int64_t read_entries = std::int64_t{1} << (is_host_execution_space<Exec> ? 25 : 27);

/// Sums of lines, one for each thread's turn: the loads of a line wait for no other.
template <ExecutionSpace Exec>
struct ReadLines {
  static constexpr std::int64_t lines = 4096;  // of an item
  Array<double const*, Exec> data;
  Array<double*, Exec> sums;

  KOKKOS_FUNCTION void operator()(std::int64_t item) const {
    double const* line = data.data() + item * lines * 8;
    double sum = 0;
    for (std::int64_t l = 0; l < lines; ++l, line += 8)
      sum +=
          ((line[0] + line[1]) + (line[2] + line[3])) + ((line[4] + line[5]) + (line[6] + line[7]));
    sums(item) = sum;
  }
};

/// On a device neighbouring threads read neighbouring entries.
template <ExecutionSpace Exec>
struct SumEntries {
  Array<double const*, Exec> data;
  KOKKOS_FUNCTION void operator()(std::int64_t i, double& sum) const { sum += data(i); }
};

template <ExecutionSpace Exec, Real T>
struct Chains {
  static constexpr int chains = 8, rounds = 20000;
  Array<T*, Exec> out;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    T chain[chains];
    for (int c = 0; c < chains; ++c) chain[c] = static_cast<T>(i + c);
    for (int round = 0; round < rounds; ++round)
      for (int c = 0; c < chains; ++c) chain[c] = chain[c] * T(0.9999) + T(1e-7);
    T sum = 0;
    for (int c = 0; c < chains; ++c) sum += chain[c];
    out(i) = sum;
  }
};

template <ExecutionSpace Exec, Real T>
struct NoisyNeurons {
  static constexpr int rounds = 200;
  Array<T*, Exec> out;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const {
    T sum = 0;
    for (int round = 0; round < rounds; ++round) {
      T normal[4];
      standard_normals(random_words(1, Purpose::stimulus_noise, static_cast<std::uint32_t>(round),
                                    static_cast<std::uint64_t>(i)),
                       normal);
      for (T const one : normal) sum += Kokkos::tanh(one);
    }
    out(i) = sum;
  }
};

template <ExecutionSpace Exec>
std::string target_name(How const& how) {
  return std::string(Exec::name()) + " " + implementation(how, is_host_execution_space<Exec>);
}

/// Seconds of the fastest call.
template <class Work>
double best_of(int calls, Work const& work) {
  double best = INFINITY;
  for (int call = 0; call < calls; ++call) best = std::min(best, seconds_of(work, 1));
  return best;
}

}  // namespace

template <ExecutionSpace Exec>
Ceilings<Exec>::Ceilings(Exec const& exec) : exec_(exec) {}

template <ExecutionSpace Exec>
double Ceilings<Exec>::best_read() {
  if (data_.size() == 0) {
    data_ = allocate<Array<double*, Exec>>(exec_, "mattis::bench::data", read_entries<Exec>);
    Kokkos::deep_copy(exec_, data_, 1.0);
    exec_.fence("mattis::bench");
  }
  std::int64_t const items = static_cast<std::int64_t>(data_.size()) / (8 * ReadLines<Exec>::lines);
  auto const sums = allocate<Array<double*, Exec>>(exec_, "mattis::bench::sums", items);
  return best_of(3, [&] {
    if constexpr (is_host_execution_space<Exec>) {
      for_entries(exec_, "mattis::bench::read", {items, 20000}, ReadLines<Exec>{data_, sums});
    } else {
      double sum = 0;
      Kokkos::parallel_reduce("mattis::bench::read",
                              Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::int64_t>>(
                                  exec_, 0, static_cast<std::int64_t>(data_.size())),
                              SumEntries<Exec>{data_}, sum);
    }
    exec_.fence("mattis::bench");
  });
}

template <ExecutionSpace Exec>
template <Real T>
double Ceilings<Exec>::best_multiply_adds(How const& how) const {
  if constexpr (is_host_execution_space<Exec>) {
    // Kokkos alone is compiled for the architecture's baseline: what it is held to is the set.
    auto const& micro = how.micro<T>();
    constexpr long rounds = 200000;
    int const threads = exec_.concurrency();
    std::atomic<double> sum = 0;
    double const seconds = best_of(10, [&] {
      for_items(exec_, "mattis::bench::multiply_adds", {threads, 1e6}, [&](std::int64_t) {
        sum = static_cast<double>(micro.ceiling.multiply_adds(rounds));
      });
    });
    return 2.0 * lanes::multiply_add_chains * rounds * micro.lanes * threads / seconds;
  } else {
    constexpr std::int64_t threads = 1 << 20;
    auto const out = allocate<Array<T*, Exec>>(exec_, "mattis::bench::chains", threads);
    double const seconds = best_of(3, [&] {
      for_entries(exec_, "mattis::bench::multiply_adds", {threads, 1e4}, Chains<Exec, T>{out});
      exec_.fence("mattis::bench");
    });
    return 2.0 * Chains<Exec, T>::chains * Chains<Exec, T>::rounds * threads / seconds;
  }
}

template <ExecutionSpace Exec>
template <Real T>
double Ceilings<Exec>::best_noisy_neurons(How const& how) const {
  if constexpr (is_host_execution_space<Exec>) {
    constexpr int count = 1024, rounds = 200;
    auto const& micro = how.micro<T>();
    int const threads = exec_.concurrency();
    std::atomic<double> sum = 0;
    double const seconds = best_of(10, [&] {
      for_items(exec_, "mattis::bench::noisy_neurons", {threads, 1e6}, [&](std::int64_t thread) {
        alignas(64) T values[count];
        for (int round = 0; round < rounds; ++round) {
          micro.stimulus.normals({.seed = 1,
                                  .purpose = 0,
                                  .stream = static_cast<std::uint32_t>(thread),
                                  .first = static_cast<std::uint64_t>(round) * count / 4,
                                  .distance = 0,
                                  .increments = 1},
                                 T(1), values, count);
          micro.elementwise.tanh(values, values, count);
        }
        sum = static_cast<double>(values[0]);
      });
    });
    return static_cast<double>(threads) * rounds * count / seconds;
  } else {
    constexpr std::int64_t threads = 1 << 20;
    auto const out = allocate<Array<T*, Exec>>(exec_, "mattis::bench::normals", threads);
    double const seconds = best_of(3, [&] {
      for_entries(exec_, "mattis::bench::noisy_neurons", {threads, 1e4},
                  NoisyNeurons<Exec, T>{out});
      exec_.fence("mattis::bench");
    });
    return 4.0 * NoisyNeurons<Exec, T>::rounds * threads / seconds;
  }
}

template <ExecutionSpace Exec>
Station Ceilings<Exec>::memory_station() {
  return {[this] {
    double const seconds = best_read();
    auto const bytes = 8.0 * static_cast<double>(data_.size());
    note({Exec::name(), "memory", "", bytes / seconds, "byte/s"});
    return std::vector<double>{seconds};
          },
          true};
}

template <ExecutionSpace Exec>
Station Ceilings<Exec>::multiply_adds_station(How const& how, std::string const& precision) {
  return {[this, how, precision] {
    double const rate =
        precision == "float" ? best_multiply_adds<float>(how) : best_multiply_adds<double>(how);
    note({target_name<Exec>(how), "multiply-adds", precision, rate, "flop/s"});
    return std::vector<double>{1 / rate};
          },
          true};
}

template <ExecutionSpace Exec>
Station Ceilings<Exec>::noisy_neurons_station(How const& how, std::string const& precision) {
  return {[this, how, precision] {
    double const rate =
        precision == "float" ? best_noisy_neurons<float>(how) : best_noisy_neurons<double>(how);
    note({target_name<Exec>(how), "normals and tanh", precision, rate, "neuron-steps/s"});
    return std::vector<double>{1 / rate};
          },
          true};
}

template <ExecutionSpace Exec>
Station Ceilings<Exec>::words_station(How const& how) {
  return {[this, how] {
    constexpr std::int64_t P = 256, N = 1 << 16;
    auto const xi = random_patterns(exec_, P, N, 1);
    double const seconds = best_of(10, [&] {
      fill_random_patterns(exec_, xi, 1, 0, how);
      exec_.fence("mattis::bench");
    });
    auto const words = static_cast<double>(P) * static_cast<double>(N) / 32;
    note({target_name<Exec>(how), "random words", "", words / seconds, "word/s"});
    return std::vector<double>{seconds};
          },
          true};
}

template <ExecutionSpace Exec>
void Ceilings<Exec>::note(report::Ceiling const& seen) {
  for (auto& ceiling : ceilings_) {
    if (ceiling.kind == seen.kind && ceiling.target == seen.target &&
        ceiling.precision == seen.precision) {
      ceiling.value = std::max(ceiling.value, seen.value);
      return;
    }
  }
  ceilings_.push_back(seen);
}

template <ExecutionSpace Exec>
double Ceilings<Exec>::find(std::string const& kind, std::string const& target,
                            std::string const& precision) const {
  for (auto const& ceiling : ceilings_)
    if (ceiling.kind == kind && ceiling.target == target && ceiling.precision == precision)
      return ceiling.value;
  return 0;
}

template <ExecutionSpace Exec>
double Ceilings<Exec>::memory() const {
  return find("memory", Exec::name(), "");
}
template <ExecutionSpace Exec>
double Ceilings<Exec>::multiply_adds(std::string const& target,
                                     std::string const& precision) const {
  return find("multiply-adds", target, precision);
}
template <ExecutionSpace Exec>
double Ceilings<Exec>::noisy_neurons(std::string const& target,
                                     std::string const& precision) const {
  return find("normals and tanh", target, precision);
}

template <ExecutionSpace Exec>
double Ceilings<Exec>::words(std::string const& target) const {
  return find("random words", target, "");
}

#define MATTIS_INSTANTIATE_CEILINGS(EXEC) template class Ceilings<EXEC>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_CEILINGS)

}  // namespace mattis::detail
