// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "lifetime.hpp"

#include <mattis/kernels/patterns.hpp>

namespace mattis::python {

using Host = Kokkos::DefaultHostExecutionSpace;

/// mattis.Patterns: one set of patterns as bits, on the host.
class Patterns {
 public:
  explicit Patterns(PatternSet<Host> set)
      : P_(set.patterns()), N_(set.neurons()), set_(std::move(set)) {}

  std::int64_t P() const { return P_; }
  std::int64_t N() const { return N_; }
  /// While Running.
  PatternSet<Host> const& set() const { return set_.get(); }

 private:
  std::int64_t P_, N_;
  KeptObject<PatternSet<Host>> set_;
};

}  // namespace mattis::python
