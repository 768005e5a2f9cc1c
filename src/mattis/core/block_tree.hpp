// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>

namespace mattis::detail {

/// In which order the sums of numbered blocks are added: a binary tree of 2^levels leaves, each a
/// range of consecutive blocks that are added one after the other. What is added to what is a
/// matter of the number of blocks alone, so the total has the same bits for any number of threads
/// and of processes; every process has a range of leaves, which make up a few whole nodes.
class BlockTree {
 public:
  BlockTree() = default;
  BlockTree(std::int64_t blocks, int most_levels)
      : blocks_(blocks),
        levels_(
            std::min(most_levels,
                     static_cast<int>(std::bit_width(static_cast<std::uint64_t>(blocks))) - 1)) {}

  std::int64_t blocks() const { return blocks_; }
  int levels() const { return levels_; }
  std::int64_t leaves() const { return std::int64_t{1} << levels_; }
  /// leaf blocks / leaves, whatever their size
  std::int64_t first_block(std::int64_t leaf) const {
    return leaf * (blocks_ >> levels_) + (leaf * (blocks_ & (leaves() - 1)) >> levels_);
  }
  std::int64_t leaf_of(std::int64_t block) const { return ((block + 1) * leaves() - 1) / blocks_; }

  /// The first leaf of rank `rank` of `ranks`; of rank `ranks`, one past the last. Powers of two
  /// have a node each. Other numbers share nodes that are 32 to 64 for each rank, so that a share
  /// is 3% too large at most and yet ten nodes at most.
  std::int64_t first_leaf(int rank, int ranks) const {
    bool const even = std::has_single_bit(static_cast<unsigned>(ranks));
    int const wanted =
        static_cast<int>(std::bit_width(static_cast<unsigned>(ranks))) - 1 + (even ? 0 : 6);
    int const level = std::min(levels_, wanted);
    return (rank * (std::int64_t{1} << level) / ranks) << (levels_ - level);
  }
  int owner(std::int64_t leaf, int ranks) const {
    int low = 0, high = ranks;  // first_leaf(low) <= leaf < first_leaf(high)
    while (high - low > 1) {
      int const half = low + (high - low) / 2;
      (first_leaf(half, ranks) <= leaf ? low : high) = half;
    }
    return low;
  }

  /// After block `block`, sums on a stack are merged that often, the last with the one before, by
  /// who begins with leaf `first_leaf`; then the stack holds whole nodes.
  int merges(std::int64_t block, std::int64_t first_leaf) const {
    std::int64_t const leaf = leaf_of(block);
    int const in_leaf = block > first_block(leaf) ? 1 : 0;
    if (block + 1 < first_block(leaf + 1)) return in_leaf;
    auto const ends = std::countr_one(static_cast<std::uint64_t>(leaf));
    auto const room =
        static_cast<int>(std::bit_width(static_cast<std::uint64_t>(leaf + 1 - first_leaf))) - 1;
    return in_leaf + std::min(ends, room);
  }

  /// Sums that a stack holds at most, whatever the number of ranks (the test tries them).
  static constexpr int rows(int levels) { return levels + 2; }

 private:
  std::int64_t blocks_ = 1;
  int levels_ = 0;
};

}  // namespace mattis::detail
