// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/ceilings.hpp>
#include <mattis/core/allocate.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <atomic>

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

template <ExecutionSpace Exec>
std::string target_name(How const& how) {
  return std::string(Exec::name()) + " " + implementation(how, is_host_execution_space<Exec>);
}

constexpr int repeats = 5;

}  // namespace

template <ExecutionSpace Exec>
Ceilings<Exec>::Ceilings(Exec const& exec)
    : exec_(exec),
      data_(allocate<Array<double*, Exec>>(exec, "mattis::bench::data", read_entries<Exec>)) {
  Kokkos::deep_copy(exec_, data_, 1.0);
  exec_.fence("mattis::bench");
}

template <ExecutionSpace Exec>
void Ceilings<Exec>::measure_memory() {
  double best = 0;
  auto const bytes = 8.0 * static_cast<double>(data_.size());
  std::int64_t const items = static_cast<std::int64_t>(data_.size()) / (8 * ReadLines<Exec>::lines);
  auto const sums = allocate<Array<double*, Exec>>(exec_, "mattis::bench::sums", items);
  for (int r = 0; r < repeats; ++r) {
    Clock const clock;
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
    best = std::max(best, bytes / clock.seconds());
  }
  note({Exec::name(), "memory", "", best, "byte/s"});
}

template <ExecutionSpace Exec>
template <Real T>
void Ceilings<Exec>::measure_multiply_adds(How const& how) {
  double best = 0;
  for (int r = 0; r < repeats; ++r) {
    if constexpr (is_host_execution_space<Exec>) {
      // Kokkos alone is compiled for the architecture's baseline: what it is held to is the set.
      auto const& micro = how.micro<T>();
      constexpr long rounds = 200000;
      int const threads = exec_.concurrency();
      std::atomic<double> sum = 0;
      Clock const clock;
      for_items(exec_, "mattis::bench::multiply_adds", {threads, 1e6}, [&](std::int64_t) {
        sum = static_cast<double>(micro.ceiling.multiply_adds(rounds));
      });
      best = std::max(best, 2.0 * lanes::multiply_add_chains * rounds * micro.lanes * threads /
                                clock.seconds());
    } else {
      constexpr std::int64_t threads = 1 << 20;
      auto const out = allocate<Array<T*, Exec>>(exec_, "mattis::bench::chains", threads);
      Clock const clock;
      for_entries(exec_, "mattis::bench::multiply_adds", {threads, 1e4}, Chains<Exec, T>{out});
      exec_.fence("mattis::bench");
      best = std::max(best, 2.0 * Chains<Exec, T>::chains * Chains<Exec, T>::rounds * threads /
                                clock.seconds());
    }
  }
  note({target_name<Exec>(how), "multiply-adds", precision_name<T>, best, "flop/s"});
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

#define MATTIS_INSTANTIATE_CEILINGS(EXEC)                                     \
  template class Ceilings<EXEC>;                                              \
  template void Ceilings<EXEC>::measure_multiply_adds<float>(How const& how); \
  template void Ceilings<EXEC>::measure_multiply_adds<double>(How const& how);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_CEILINGS)

}  // namespace mattis::detail
