// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/device_name.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/kernels/how.hpp>

#include <string>
#include <vector>

namespace mattis::io {

/// Where numbers come from: what a file must say so that its content can be made again.
struct Provenance {
  std::string version;
  std::string git_hash;
  std::string backend;    ///< execution space and implementation: "OpenMP avx512", "Cuda portable"
  std::string device;     ///< model of the processor or accelerator
  std::string precision;  ///< of the state: "float" or "double"
  int threads = 1;        ///< that ran: what OpenMP granted, where the host computes
};

/// The instruction set of the host's micro-kernels. \throws Error when MATTIS_SIMD names one that
/// is not there
std::string simd_set();

/// The instruction sets that this build has micro-kernels for and this machine runs, best first.
std::vector<std::string> available_simd_sets();

Provenance make_provenance(std::string execution_space, std::string const& implementation,
                           std::string device, std::string precision, int threads);

/// Provenance of a result computed on `exec` with state precision T.
/// \param how  as the computation had it
template <Real T, ExecutionSpace Exec>
Provenance provenance(Exec const& exec, How const& how = {}) {
  int threads = exec.concurrency();
  if constexpr (is_host_execution_space<Exec>) threads = granted_threads(exec);
  return make_provenance(Exec::name(), implementation(how, is_host_execution_space<Exec>),
                         device_name(exec), precision_name<T>, threads);
}

/// Attributes version, git_hash, backend, device, precision, threads.
void write_provenance(Hdf5File& file, Provenance const& provenance);

}  // namespace mattis::io
