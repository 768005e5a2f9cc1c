// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/dmft/solve.hpp>

#include <cstddef>
#include <memory>

namespace mattis {

/// Plan of solve(): the sweeps over samples of the effective neuron, with method causal the history
/// of all samples. run() allocates none of it. It does allocate, on the host, the results, the
/// order parameters of two sweeps and the (T, T) algebra between them (about 20 T^2 numbers).
///
/// Standard errors where the feedback is strong take passes over M samples, of at most 4 GiB
/// (standard_errors.hpp): that is in what is asked of a caller, and a plan of its own memory
/// allocates it then.
template <ExecutionSpace Exec, Real T = float>
class SolvePlan {
 public:
  /// \throws Error naming the option; where the scratch is too small
  SolvePlan(Exec const& exec, Dense const& model, SolveOptions const& options,
            Scratch<Exec> const& scratch = {});
  ~SolvePlan();
  SolvePlan(SolvePlan&&) noexcept;
  SolvePlan& operator=(SolvePlan&&) noexcept;

  /// Bytes of scratch: not less for more steps, samples or condensed patterns.
  std::size_t workspace_bytes() const;
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  /// What solve() returns and throws; over when it returns. \throws Error for an instance of
  /// another number of threads
  Solution run(Exec const& exec) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace mattis
