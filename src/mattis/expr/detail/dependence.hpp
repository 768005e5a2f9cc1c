// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What assignments read and write decides which of them share a pass.
#include <mattis/expr/node.hpp>

#include <vector>

namespace mattis::expr::detail {

/// What one assignment does to memory.
struct Access {
  Places target;
  bool late = false;  ///< the target is written when the pass is over: sums, and values that wait
                      ///< for all others
  std::vector<Places> read;        ///< entry by entry, while others are written
  std::vector<Places> contracted;  ///< by contractions, before anything of the pass is written
};

/// What a node reads.
template <class Value>
void add_reads(Value const& value, Access& access) {
  access.read.reserve(4);
  value.visit_places(
      [&](Places const& places, bool contracted) {
    (contracted ? access.contracted : access.read).push_back(places);
      },
      false);
}

/// Whether an entry that is read may be another entry of the target.
bool reads_elsewhere(Places const& read, Places const& target);
bool reads_elsewhere(std::vector<Places> const& read, Places const& target);

/// The first assignment of every pass, as few passes as keep each assignment seeing what those
/// before it wrote and nothing that those after it do, though in a pass they run block by block.
std::vector<std::size_t> first_of_passes(std::vector<Access const*> const& assignments);

/// \throws Error  when there is no memory at all, or when several entries of a target share a place
void check_places(Access const& access);

}  // namespace mattis::expr::detail
