// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/block_tree.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using mattis::detail::BlockTree;

namespace {

/// The sum of a node as text, which tells every parenthesis.
std::string node_text(BlockTree const& tree, int level, std::int64_t index) {
  if (level > 0)
    return "(" + node_text(tree, level - 1, 2 * index) + node_text(tree, level - 1, 2 * index + 1) +
           ")";
  std::string text;
  for (auto block = tree.first_block(index); block < tree.first_block(index + 1); ++block)
    text = text.empty() ? std::to_string(block) : "(" + text + "," + std::to_string(block) + ")";
  return text;
}

/// What a process has on its stack in the end; `highest` is the most it ever had.
std::vector<std::string> stack_of(BlockTree const& tree, int rank, int ranks, int& highest) {
  std::vector<std::string> stack;
  auto const first_leaf = tree.first_leaf(rank, ranks), end_leaf = tree.first_leaf(rank + 1, ranks);
  for (auto block = tree.first_block(first_leaf); block < tree.first_block(end_leaf); ++block) {
    stack.push_back(std::to_string(block));
    bool in_leaf = block > tree.first_block(tree.leaf_of(block));
    for (int merge = tree.merges(block, first_leaf); merge > 0; --merge) {
      auto const last = stack.back();
      stack.pop_back();
      stack.back() =
          in_leaf ? "(" + stack.back() + "," + last + ")" : "(" + stack.back() + last + ")";
      in_leaf = false;
    }
    highest = std::max(highest, static_cast<int>(stack.size()));
  }
  return stack;
}

}  // namespace

TEST_CASE("A process's stack holds whole nodes of the one tree", "[block_tree]") {
  std::mt19937 random(1);
  for (int trial = 0; trial < 300; ++trial) {
    auto const blocks = std::uniform_int_distribution<std::int64_t>(1, 300)(random);
    int const ranks = std::uniform_int_distribution<int>(1, 9)(random);
    BlockTree const tree(blocks, trial % 2 == 0 ? 12 : 5);
    INFO(blocks << " blocks, " << ranks << " ranks");
    auto const whole = node_text(tree, tree.levels(), 0);
    std::int64_t next = 0;
    for (int rank = 0; rank < ranks; ++rank) {
      REQUIRE(tree.first_leaf(rank, ranks) == next);
      next = tree.first_leaf(rank + 1, ranks);
      for (auto leaf = tree.first_leaf(rank, ranks); leaf < next; ++leaf) {
        REQUIRE(tree.owner(leaf, ranks) == rank);
        for (auto b = tree.first_block(leaf); b < tree.first_block(leaf + 1); ++b)
          REQUIRE(tree.leaf_of(b) == leaf);
      }
      int highest = 0;
      for (auto const& node : stack_of(tree, rank, ranks, highest))
        REQUIRE(whole.find(node) != std::string::npos);
    }
    REQUIRE(next == tree.leaves());
    int highest = 0;
    REQUIRE(stack_of(tree, 0, 1, highest) == std::vector{whole});
  }
}

TEST_CASE("Stacks have the room that they need, and shares are even", "[block_tree]") {
  for (int const levels : {0, 1, 3, 8, 12}) {
    BlockTree const tree(std::int64_t{1} << levels, 12);
    REQUIRE(tree.levels() == levels);
    for (int ranks = 1; ranks < 300; ++ranks) {
      std::int64_t largest = 0;
      for (int rank = 0; rank < ranks; ++rank) {
        auto const first = tree.first_leaf(rank, ranks), end = tree.first_leaf(rank + 1, ranks);
        largest = std::max(largest, end - first);
        int height = 0;
        for (auto leaf = first; leaf < end; ++leaf) {
          REQUIRE(++height <= BlockTree::rows(levels));
          height -= tree.merges(leaf, first);
        }
      }
      if (ranks <= 64 && levels == 12)
        REQUIRE(static_cast<double>(largest) <= 1.032 * static_cast<double>(tree.leaves()) / ranks);
    }
  }
}
