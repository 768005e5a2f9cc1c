// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/bench/turns.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/report/bench_file.hpp>

#include <string>
#include <vector>

namespace mattis::detail {

/// What bounds kernels, measured in the run that times them and as often: in turn with them, over
/// the whole run. The best of all counts, so that what else the machine did in a moment does not.
template <ExecutionSpace Exec>
class Ceilings {
 public:
  explicit Ceilings(Exec const& exec);

  /// Bytes that all threads read from memory in a second.
  Station memory_station();
  /// Operations in a second of multiply-adds on a target, two each.
  Station multiply_adds_station(How const& how, std::string const& precision);
  /// Random words of 32 bits that all threads draw on a target in a second.
  Station words_station(How const& how);

  /// A standard normal and a tanh each, in a second: what no step of a noisy neuron does without.
  Station noisy_neurons_station(How const& how, std::string const& precision);

  std::vector<report::Ceiling> const& all() const { return ceilings_; }
  /// 0 where it was not measured.
  double memory() const;
  double multiply_adds(std::string const& target, std::string const& precision) const;
  double noisy_neurons(std::string const& target, std::string const& precision) const;
  double words(std::string const& target) const;

 private:
  template <Real T>
  double best_multiply_adds(How const& how) const;
  template <Real T>
  double best_noisy_neurons(How const& how) const;
  double best_read();
  void note(report::Ceiling const& seen);
  double find(std::string const& kind, std::string const& target,
              std::string const& precision) const;

  Exec exec_;
  Array<double*, Exec> data_;  // made where memory is measured
  std::vector<report::Ceiling> ceilings_;
};

}  // namespace mattis::detail
