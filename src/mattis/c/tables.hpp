// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/c/handles.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/kernels/patterns.hpp>

#include <cstddef>
#include <mutex>

namespace mattis::c {

/// A plan of any operation and precision.
class AnyPlan {
 public:
  AnyPlan() = default;
  AnyPlan(AnyPlan const&) = delete;
  AnyPlan& operator=(AnyPlan const&) = delete;
  virtual ~AnyPlan() = default;

  virtual std::string name() const = 0;  ///< "mattis_overlap_plan of float"
  virtual std::size_t workspace_bytes() const = 0;
  virtual void use(Scratch<Exec> const& scratch) = 0;

  std::mutex running;  // one run at a time
};

Handles<PatternSet<Exec>>& patterns();
Handles<AnyPlan>& plans();

}  // namespace mattis::c
