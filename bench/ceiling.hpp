// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What bounds a kernel, measured in the run that times it.
#include <mattis/bench/ceilings.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/kernels/how.hpp>

#include <chrono>
#include <string>

namespace mattis::bench {

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// What ceilings call the instruction set in use.
template <ExecutionSpace Exec>
std::string target_in_use(How const& how) {
  return std::string(Exec::name()) + " " + implementation(how, is_host_execution_space<Exec>);
}

/// Multiply-adds per second, times two, of all threads of `exec` in the vectors of the instruction
/// set in use: the most that this process has seen.
template <Real T, ExecutionSpace Exec>
double peak_flops(Exec const& exec) {
  static detail::Ceilings<Exec> ceilings(exec);
  How const how(lanes::default_instruction_set());
  ceilings.multiply_adds_station(how, precision_name<T>).visit();
  return ceilings.multiply_adds(target_in_use<Exec>(how), precision_name<T>);
}

/// Neurons that are given a standard normal and a tanh in a second, in the same way.
template <Real T, ExecutionSpace Exec>
double peak_noisy_neurons(Exec const& exec) {
  static detail::Ceilings<Exec> ceilings(exec);
  How const how(lanes::default_instruction_set());
  ceilings.noisy_neurons_station(how, precision_name<T>).visit();
  return ceilings.noisy_neurons(target_in_use<Exec>(how), precision_name<T>);
}

}  // namespace mattis::bench
