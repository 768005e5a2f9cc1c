// SPDX-License-Identifier: BSD-3-Clause
// tanh on every one of the 2^32 floats, every instruction set of this machine.
#include <backends/simd/micro_kernels.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <thread>
#include <vector>

namespace {

constexpr std::uint32_t block_size = 1u << 16;
constexpr std::uint32_t infinity_bits = 0x7f800000u;
constexpr std::uint32_t sign_bit = 0x80000000u;

/// Exact to 1e-16 or better: the series below 2^-13, where its third term is 1e-17 of the first, and 1 where tanh
/// rounds to it.
double exact_tanh(float x) {
  auto const wide = static_cast<double>(x);
  if (x < 0x1p-13f) return wide - wide * wide * wide / 3;
  return std::tanh(wide);
}

struct Findings {
  double worst = 0;
  float worst_near = 0;
  std::uint64_t beyond_one = 0;
  std::uint64_t not_odd = 0;
  std::uint64_t not_nan = 0;

  void add(Findings const& other) {
    if (other.worst > worst) worst = other.worst, worst_near = other.worst_near;
    beyond_one += other.beyond_one;
    not_odd += other.not_odd;
    not_nan += other.not_nan;
  }
};

/// tanh in double, and the inverse spacing of floats there, of the floats whose bits are first .. first + block_size
/// - 1.
struct Exact {
  std::vector<double> value = std::vector<double>(block_size);
  std::vector<double> per_spacing = std::vector<double>(block_size);

  void fill(std::uint32_t first) {
    bool const saturated = !(std::bit_cast<float>(first) < 19);  // 1 - tanh x < 1e-16
    for (std::uint32_t i = 0; i < block_size; ++i) {
      value[i] = saturated ? 1.0 : exact_tanh(std::bit_cast<float>(first + i));
      auto const exponent = std::max<std::uint64_t>(std::bit_cast<std::uint64_t>(value[i]) >> 52, 1023 - 126);
      per_spacing[i] = std::bit_cast<double>((2046 - exponent + 23) << 52);
    }
  }
};

/// The floats whose bits are first .. first + block_size - 1 and their negatives.
void check_block(mattis::simd::MicroKernels<float> const& kernels, std::uint32_t first, Exact const& exact,
                 std::vector<float>& phi, std::vector<float>& negative, Findings& findings) {
  for (std::uint32_t i = 0; i < block_size; ++i) {
    phi[i] = std::bit_cast<float>(first + i);
    negative[i] = -phi[i];
  }
  kernels.tanh(phi.data(), phi.data(), block_size);
  kernels.tanh(negative.data(), negative.data(), block_size);

  std::uint32_t const numbers = first > infinity_bits ? 0 : std::min(block_size, infinity_bits - first + 1);
  std::uint64_t not_odd = 0;
  std::uint64_t beyond_one = 0;
  double worst = 0;
  for (std::uint32_t i = 0; i < numbers; ++i) {
    not_odd += std::bit_cast<std::uint32_t>(phi[i]) != (std::bit_cast<std::uint32_t>(negative[i]) ^ sign_bit);
    beyond_one += !(phi[i] <= 1);  // counts NaN too
    worst = std::max(worst, std::abs(static_cast<double>(phi[i]) - exact.value[i]) * exact.per_spacing[i]);
  }
  findings.not_odd += not_odd;
  findings.beyond_one += beyond_one;
  if (worst > findings.worst) findings.worst = worst, findings.worst_near = std::bit_cast<float>(first);
  for (std::uint32_t i = numbers; i < block_size; ++i)
    findings.not_nan += !std::isnan(phi[i]) || !std::isnan(negative[i]);
}

}  // namespace

TEST_CASE("tanh: at most 3 ulp, odd and within +-1 on all floats", "[simd][tanh][all-floats]") {
  auto const sets = mattis::simd::available_micro_kernels<float>();
  unsigned const threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::vector<Findings>> found(threads, std::vector<Findings>(sets.size()));
  std::atomic<std::uint32_t> next = 0;
  {
    std::vector<std::jthread> pool;
    for (unsigned id = 0; id < threads; ++id) {
      pool.emplace_back([&, id] {
        std::vector<float> phi(block_size), negative(block_size);
        Exact exact;
        for (std::uint32_t block; (block = next++) < sign_bit / block_size;) {
          std::uint32_t const first = block * block_size;
          exact.fill(first);
          for (std::size_t s = 0; s < sets.size(); ++s)
            check_block(*sets[s], first, exact, phi, negative, found[id][s]);
        }
      });
    }
  }
  for (std::size_t s = 0; s < sets.size(); ++s) {
    Findings total;
    for (auto const& of_thread : found) total.add(of_thread[s]);
    INFO(sets[s]->name << ": worst " << total.worst << " ulp near " << total.worst_near);
    CHECK(total.worst <= 3.0);
    CHECK(total.not_odd == 0);
    CHECK(total.beyond_one == 0);
    CHECK(total.not_nan == 0);
  }
}
