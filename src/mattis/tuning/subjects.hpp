// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What can be tuned: each kernel that has variants, at given sizes, as calls to be timed and
// outputs to be compared.
#include <mattis/core/execution.hpp>
#include <mattis/kernels/choices.hpp>
#include <mattis/kernels/how.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::tuning {

/// A kernel in one of its variants, planned; run() is done when it returns.
struct Way {
  std::string variant;
  bool same_bits = true;
  std::function<void()> run;
  std::function<std::uint64_t()> hash;  ///< of the bits that the last run() wrote
};

struct Subject {
  ChoiceKey key;
  int revision = 0;
  std::vector<Way> ways;  ///< the first is what runs unmeasured
};

/// The kernels that have variants.
std::vector<std::string> const& kernels();

/// Of a kernel's variants: raised whenever their code changes, which makes entries of before stale.
/// None for a kernel without variants.
std::optional<int> revision(std::string_view kernel);

/// `key.kernel` at `key.sizes` in `key.precision` as `how` runs it, in all variants.
/// \throws Error for a kernel that has none, or sizes that it cannot have
template <ExecutionSpace Exec>
Subject subject(Exec const& exec, ChoiceKey const& key, How const& how);

}  // namespace mattis::tuning
