// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Every one of the 2^32 floats in blocks, on every instruction set of this machine.
#include <mattis/lanes/instruction_set.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <thread>
#include <vector>

namespace mattis::test {

constexpr std::uint32_t block_size = 1u << 16;
constexpr std::uint32_t infinity_bits = 0x7f800000u;
constexpr std::uint32_t sign_bit = 0x80000000u;

/// Largest of some errors, and near which float it was.
struct Worst {
  double error = 0;
  float near = 0;

  void add(double candidate, float where) {
    if (candidate > error) error = candidate, near = where;
  }
  void add(Worst const& other) { add(other.error, other.near); }
};

/// Inverse spacing of floats at a value that is not negative.
inline double per_spacing(double value) {
  auto const exponent =
      std::max<std::uint64_t>(std::bit_cast<std::uint64_t>(value) >> 52, 1023 - 126);
  return std::bit_cast<double>((2046 - exponent + 23) << 52);
}

/// Largest |got - exact| per_unit(i) of the first n. Eight maxima side by side, which are vectors
/// where one maximum would be a chain.
template <class PerUnit>
double largest_error(std::vector<float> const& got, std::vector<double> const& exact,
                     PerUnit const& per_unit, std::uint32_t n) {
  double worst[8] = {};
  auto const error = [&](std::uint32_t i) {
    return std::abs(static_cast<double>(got[i]) - exact[i]) * per_unit(i);
  };
  std::uint32_t i = 0;
  for (; i + 8 <= n; i += 8) {
    for (std::uint32_t j = 0; j < 8; ++j) {
      double const candidate = error(i + j);
      worst[j] = candidate > worst[j] ? candidate : worst[j];
    }
  }
  for (; i < n; ++i) worst[0] = std::max(worst[0], error(i));
  return *std::max_element(worst, worst + 8);
}

/// Findings of each set over the blocks that begin with the floats whose bits are 0, block_size, ..
/// below `end`, on all threads. Check has exact(first), what a block should give, and
/// check(kernels, first, findings); it is copied for each thread.
template <class Findings, class Check>
std::vector<Findings> over_floats(std::uint64_t end, Check const& check) {
  auto const sets = lanes::available_instruction_sets();
  unsigned const threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::vector<Findings>> found(threads, std::vector<Findings>(sets.size()));
  std::atomic<std::uint32_t> next = 0;
  {
    std::vector<std::jthread> pool;
    for (unsigned id = 0; id < threads; ++id) {
      pool.emplace_back([&, id] {
        Check own = check;
        for (std::uint32_t block; (block = next++) < end / block_size;) {
          std::uint32_t const first = block * block_size;
          own.exact(first);
          for (std::size_t s = 0; s < sets.size(); ++s) {
            // Without vectors all floats would take three times as long as with the others
            // together.
            if (sets[s]->in_float.lanes <= 2 && block % 16 != 0) continue;
            own.check(sets[s]->in_float, first, found[id][s]);
          }
        }
      });
    }
  }
  for (unsigned id = 1; id < threads; ++id)
    for (std::size_t s = 0; s < sets.size(); ++s) found[0][s].add(found[id][s]);
  return found[0];
}

}  // namespace mattis::test
