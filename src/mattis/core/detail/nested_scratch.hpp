// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Plans within plans, whose workspace is part of the outer one's.
#include <mattis/core/scratch.hpp>

#include <cstddef>
#include <string_view>

namespace mattis::detail {

/// What a plan that needs `bytes` is given from `arena`: memory of its own where the arena
/// allocates.
template <ExecutionSpace Exec>
Scratch<Exec> nested_scratch(Arena<Exec> const& arena, std::size_t bytes) {
  if (arena.allocates()) return {};
  using Bytes = Array<unsigned char*, Exec>;
  return {arena.template take<Bytes>("mattis::nested_scratch", bytes).data(), bytes};
}

/// Lets such a plan, which has none yet, work there.
template <ExecutionSpace Exec, class Plan>
void use_nested(Exec const& exec, Arena<Exec> const& arena, Plan& plan) {
  plan.use(exec, nested_scratch(arena, arena.allocates() ? 0 : plan.workspace_bytes()));
}

}  // namespace mattis::detail
