// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/expr/detail/dependence.hpp>

#include <algorithm>

namespace mattis::expr::detail {
namespace {

bool overlaps(Places const& a, Places const& b) { return overlap(a.footprint, b.footprint); }

bool any_overlaps(std::vector<Places> const& all, Places const& target) {
  return std::any_of(all.begin(), all.end(),
                     [&](Places const& places) { return overlaps(places, target); });
}

/// Whether entry (b, i) of one is that of the other wherever both have one. One of the two may be
/// longer, as a value is than a head() that takes its first entries.
bool by_the_same_entries(Places const& a, Places const& b) {
  if (!a.by_entry || !b.by_entry) return false;
  Footprint const& p = a.footprint;
  Footprint const& q = b.footprint;
  if (p.data != q.data || p.entry_bytes != q.entry_bytes) return false;
  for (std::size_t d = 0; d < 2; ++d) {
    if (std::min(p.extents[d], q.extents[d]) > 1 && p.strides[d] != q.strides[d]) return false;
  }
  return places_differ(p) && places_differ(q);
}

/// Whether `first` and `second`, in this order, may run block by block in one pass.
bool share_pass(Access const& first, Access const& second) {
  if (any_overlaps(second.contracted, first.target)) return false;
  if (first.late ? any_overlaps(second.read, first.target)
                 : reads_elsewhere(second.read, first.target))
    return false;
  if (!second.late && reads_elsewhere(first.read, second.target)) return false;
  return (!first.late && !second.late && by_the_same_entries(first.target, second.target)) ||
         !overlaps(first.target, second.target);
}

void expect_memory(Places const& places, char const* what) {
  if (places.footprint.data == nullptr && !places.footprint.empty())
    throw Error(std::string(what) + ": expected a View of memory, got one of none");
}

}  // namespace

bool reads_elsewhere(Places const& read, Places const& target) {
  return !by_the_same_entries(read, target) && overlaps(read, target);
}

bool reads_elsewhere(std::vector<Places> const& read, Places const& target) {
  return std::any_of(read.begin(), read.end(),
                     [&](Places const& places) { return reads_elsewhere(places, target); });
}

std::vector<std::size_t> first_of_passes(std::vector<Access const*> const& assignments) {
  std::vector<std::size_t> first{0};
  for (std::size_t next = 1; next < assignments.size(); ++next) {
    for (std::size_t before = first.back(); before < next; ++before) {
      if (share_pass(*assignments[before], *assignments[next])) continue;
      first.push_back(next);
      break;
    }
  }
  return first;
}

void check_places(Access const& access) {
  expect_memory(access.target, "target");
  for (auto const& places : access.read) expect_memory(places, "operand");
  for (auto const& places : access.contracted) expect_memory(places, "operand");
  if (!places_differ(access.target.footprint))
    throw_unexpected("target", "a place in memory for each entry",
                     "strides " + stride_text(access.target.footprint));
}

}  // namespace mattis::expr::detail
