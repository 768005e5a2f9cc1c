// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Files as mattis bench writes them, made up: times of a machine with the noise of one.
#include <mattis/report/bench_file.hpp>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace mattis::testing {

/// Noise of timings, the same in every run: normal of `spread`, and with probability `disturbed`
/// longer by an exponential time of mean `delay`, as where another program took the processor.
struct Noise {
  double spread = 0.02;
  double disturbed = 0;
  double delay = 0.3;
  std::mt19937_64 engine{1};

  double uniform() { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; }

  double operator()() {
    double const normal =
        std::sqrt(-2 * std::log(uniform())) * std::cos(2 * 3.14159265358979 * uniform());
    double const time = std::exp(spread * normal);
    return uniform() < disturbed ? time * (1 - delay * std::log(uniform())) : time;
  }

  std::vector<double> samples(std::size_t n, double seconds) {
    std::vector<double> all(n);
    for (auto& one : all) one = seconds * (*this)();
    return all;
  }
};

inline report::BenchRow made_row(std::string const& target = "OpenMP avx512",
                                 std::vector<double> const& samples = {1e-3, 1.1e-3, 0.9e-3}) {
  report::BenchRow row;
  row.kernel = "overlap and field";
  row.precision = "float";
  row.target = target;
  row.sizes = {{"N", 20000}, {"P", 2000}};
  row.variant = "estimate";
  row.threads = 2;
  row.unit = "entries/s";
  row.work = 8e7;
  row.samples_s = samples;
  row.ceiling = report::CeilingShare{"memory", 0.93};
  row.accuracy = report::Accuracy{0.031, "bound"};
  row.peers = {{"OpenBLAS sgemv", {2e-3, 2.1e-3, 2.2e-3}}};
  return row;
}

inline report::BenchFile made_file() {
  report::BenchFile file;
  file.name = "a.json";
  file.machine = {"AMD EPYC 9V74", "", "GNU 14", 2};
  file.build = {"0.1.0", "abc1234", "-O3", "5.2.0", {"Host: OpenMP", "Vectors: \"AVX512\" <on>"}};
  file.settings = {true, "read"};
  file.ceilings = {{"OpenMP", "memory", "", 51.2e9, "byte/s"},
                   {"OpenMP avx2", "multiply-adds", "float", 2.1e11, "flop/s"}};
  file.rows = {made_row()};
  auto plain = made_row("OpenMP portable", {4e-3});
  plain.ceiling.reset();
  plain.accuracy.reset();
  plain.peers.clear();
  file.rows.push_back(plain);
  return file;
}

/// All kernels of a machine at sizes from small to large, each with the target `best`, another and
/// in Kokkos alone. \param speed  of the machine, 1: of two cores
inline report::BenchFile made_machine(std::string const& device, std::string const& best,
                                      double speed, std::uint64_t seed) {
  report::BenchFile file = made_file();
  file.machine.device = device;
  file.rows.clear();
  file.ceilings = {{"OpenMP", "memory", "", 38e9 * speed, "byte/s"},
                   {"OpenMP " + best, "multiply-adds", "float", 2.1e11 * speed, "flop/s"},
                   {"OpenMP " + best, "multiply-adds", "double", 1.05e11 * speed, "flop/s"}};
  std::vector<std::string> sets = {best, "portable"};
  if (best == "avx512") sets.insert(sets.begin() + 1, "avx2");
  Noise noise{0.015, 0.04, 0.2, std::mt19937_64(seed)};
  struct Kernel {
    std::string name, unit, first, second;
    std::vector<std::int64_t> sizes;
    double second_share, rate;
    std::string kind;
    std::string peer;
  };
  for (auto const& kernel : std::vector<Kernel>{
           {"overlap and field",
            "entries/s",
            "N",
            "P",
            {200, 2000, 20000, 100000},
            0.1,
            8e10,
            "memory",
            "OpenBLAS sgemv"},
           {"response",
            "multiply-adds/s",
            "T",
            "M",
            {50, 100, 300, 1000},
            50,
            4e10,
            "multiply-adds",
            ""},
           {"covariance",
            "multiply-adds/s",
            "T",
            "M",
            {100, 300, 1000},
            50,
            6e10,
            "multiply-adds",
            "OpenBLAS ssyrk"},
           {"tanh", "entries/s", "N", "", {1000, 100000, 10000000}, 0, 3e9, "memory", "SLEEF"}})
    for (std::string const precision : {"float", "double"})
      for (auto const size : kernel.sizes)
        for (auto const& set : sets) {
          report::BenchRow row;
          row.kernel = kernel.name;
          row.precision = precision;
          row.target = "OpenMP " + set;
          row.sizes = {{kernel.first, size}};
          if (!kernel.second.empty())
            row.sizes.emplace_back(kernel.second,
                                   std::llround(kernel.second_share * static_cast<double>(size)));
          row.variant = kernel.name == "response" ? "" : "estimate";
          row.threads = 2;
          row.unit = kernel.unit;
          row.work = static_cast<double>(size);
          if (row.sizes.size() > 1) row.work *= static_cast<double>(row.sizes[1].second);
          double const of = (set == best     ? 1
                             : set == "avx2" ? 0.7
                                             : 0.2) *
                            (precision == "float" ? 1 : 0.5) * speed /
                            (1 + 400 / static_cast<double>(size));
          row.samples_s = noise.samples(31, row.work / (kernel.rate * of));
          row.ceiling =
              report::CeilingShare{kernel.kind, 0.93 * of / speed * (precision == "float" ? 1 : 2)};
          row.accuracy =
              report::Accuracy{0.3 * noise.uniform(), kernel.peer == "SLEEF" ? "ulp" : "bound"};
          if (!kernel.peer.empty() && set == best)
            row.peers = {{kernel.peer, noise.samples(15, 1.7 * row.work / (kernel.rate * of))}};
          file.rows.push_back(row);
        }
  return file;
}

}  // namespace mattis::testing
