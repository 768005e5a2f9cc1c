// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/scratch.hpp>
#include <mattis/models/simulate.hpp>

#include <cstddef>
#include <memory>

namespace mattis {

/// Plan of simulate(): the patterns, states and records of the networks that are advanced together,
/// and the products of their steps. run() allocates the results and what a checkpoint keeps, on the
/// host, and no more; CVODE's own vectors are SUNDIALS', made with the plan.
template <ExecutionSpace Exec, Real T = float>
class SimulatePlan {
 public:
  /// \throws Error naming the option; where the scratch is too small
  SimulatePlan(Exec const& exec, Dense const& model, SimulateOptions const& options,
               Scratch<Exec> const& scratch = {});
  ~SimulatePlan();
  SimulatePlan(SimulatePlan&&) noexcept;
  SimulatePlan& operator=(SimulatePlan&&) noexcept;

  /// Bytes of scratch: not less for more of any size. In a caller's memory as many networks are
  /// advanced together as a measured budget holds, in the plan's own as many as a tuning has found.
  std::size_t workspace_bytes() const;
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch);

  /// What simulate() returns and throws; over when it returns.
  Simulation run(Exec const& exec);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace mattis
