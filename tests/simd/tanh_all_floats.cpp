// SPDX-License-Identifier: BSD-3-Clause
// tanh, its slope and the energy of a neuron on every one of the 2^32 floats, every instruction set
// of this machine.
#include <simd/all_floats.hpp>

#include <catch2/catch_test_macros.hpp>

#include <numbers>

namespace {

using namespace mattis::test;

/// Exact to 1e-16 or better: the series below 2^-13, where its third term is 1e-17 of the first,
/// and 1 where tanh rounds to it.
double exact_tanh(float x) {
  auto const wide = static_cast<double>(x);
  if (x < 0x1p-13f) return wide - wide * wide * wide / 3;
  return std::tanh(wide);
}

/// F(x) = x tanh x - log cosh x for x >= 0, to 2e-12: nearly all floats are below 2^-6, where the
/// logarithm would take most of the test's time.
double exact_energy(float x, double tanh_x) {
  auto const wide = static_cast<double>(x);
  if (x < 0x1p-6f) return wide * wide * (0.5 - wide * wide / 4);
  // log cosh x = x + log1p(e^{-2x}) - log 2, and e^{-2x} = (1 - tanh x) / (1 + tanh x)
  return wide * (tanh_x - 1) - std::log1p((1 - tanh_x) / (1 + tanh_x)) + std::numbers::ln2;
}

struct Findings {
  Worst tanh, slope,
      energy;  ///< in spacings of floats at tanh x; in ulp of 1; in ulp of 1 for each max(1, |x|)
  std::uint64_t beyond_one = 0;
  std::uint64_t not_odd = 0;
  std::uint64_t not_alike = 0;
  std::uint64_t not_nan = 0;

  void add(Findings const& other) {
    tanh.add(other.tanh);
    slope.add(other.slope);
    energy.add(other.energy);
    beyond_one += other.beyond_one;
    not_odd += other.not_odd;
    not_alike += other.not_alike;
    not_nan += other.not_nan;
  }
};

/// What the floats should give whose bits are first .. first + block_size - 1, in double: tanh x,
/// the inverse spacing of floats there, the slope and the energy.
struct Exact {
  std::vector<double> value = std::vector<double>(block_size);
  std::vector<double> per_spacing = std::vector<double>(block_size);
  std::vector<double> slope = std::vector<double>(block_size);
  std::vector<double> energy = std::vector<double>(block_size);

  void fill(std::uint32_t first) {
    bool const saturated = !(std::bit_cast<float>(first) < 19);  // 1 - tanh x < 1e-16
    for (std::uint32_t i = 0; i < block_size; ++i) {
      float const x = std::bit_cast<float>(first + i);
      value[i] = saturated ? 1.0 : exact_tanh(x);
      per_spacing[i] = mattis::test::per_spacing(value[i]);
      slope[i] = (1 - value[i]) * (1 + value[i]);
      energy[i] = saturated ? std::numbers::ln2 : exact_energy(x, value[i]);
    }
  }
};

struct Results {
  std::vector<float> x = std::vector<float>(block_size);
  std::vector<float> phi = std::vector<float>(block_size);
  std::vector<float> slope = std::vector<float>(block_size);
  std::vector<float> energy = std::vector<float>(block_size);
  std::vector<float> alone = std::vector<float>(block_size);
  std::vector<float> negative = std::vector<float>(block_size);
};

/// The floats whose bits are first .. first + block_size - 1 and their negatives.
void check_block(mattis::lanes::MicroKernels<float> const& kernels, std::uint32_t first,
                 Exact const& exact, Results& results, Findings& findings) {
  auto& [x, phi, slope, energy, alone, negative] = results;
  for (std::uint32_t i = 0; i < block_size; ++i) {
    x[i] = std::bit_cast<float>(first + i);
    negative[i] = -x[i];
  }
  kernels.elementwise.tanh(x.data(), alone.data(), block_size);
  kernels.elementwise.tanh(negative.data(), negative.data(), block_size);
  kernels.elementwise.tanh_and_slope(x.data(), phi.data(), slope.data(), block_size);
  kernels.elementwise.energy(x.data(), phi.data(), energy.data(), block_size);

  std::uint32_t const numbers =
      first > infinity_bits ? 0 : std::min(block_size, infinity_bits - first + 1);
  std::uint32_t const finite =
      first >= infinity_bits ? 0 : numbers;  // infinity is the first of its block
  std::uint64_t not_odd = 0;
  std::uint64_t not_alike = 0;
  std::uint64_t beyond_one = 0;
  for (std::uint32_t i = 0; i < numbers; ++i) {
    not_odd += std::bit_cast<std::uint32_t>(phi[i]) !=
               (std::bit_cast<std::uint32_t>(negative[i]) ^ sign_bit);
    not_alike += std::bit_cast<std::uint32_t>(phi[i]) != std::bit_cast<std::uint32_t>(alone[i]);
    beyond_one += !(phi[i] <= 1);  // counts NaN too
  }
  for (std::uint32_t i = 0; i < finite; ++i)
    beyond_one += std::isnan(energy[i]);  // which a largest error passes over
  findings.not_odd += not_odd;
  findings.not_alike += not_alike;
  findings.beyond_one += beyond_one;
  auto const per_spacing = [&](std::uint32_t i) { return exact.per_spacing[i]; };
  auto const per_ulp_of_1 = [](std::uint32_t) { return 0x1p23; };
  findings.tanh.add(largest_error(phi, exact.value, per_spacing, numbers), x[0]);
  findings.slope.add(largest_error(slope, exact.slope, per_ulp_of_1, numbers), x[0]);
  double const unit =
      std::max(1.0, static_cast<double>(x[0]));  // x grows by less than 1 % in a block
  findings.energy.add(largest_error(energy, exact.energy, per_ulp_of_1, finite) / unit, x[0]);
  for (std::uint32_t i = numbers; i < block_size; ++i)
    findings.not_nan += !std::isnan(phi[i]) || !std::isnan(negative[i]) || !std::isnan(slope[i]) ||
                        !std::isnan(energy[i]);
}

struct Check {
  Exact wanted;
  Results results;

  void exact(std::uint32_t first) { wanted.fill(first); }
  void check(mattis::lanes::MicroKernels<float> const& kernels, std::uint32_t first,
             Findings& findings) {
    check_block(kernels, first, wanted, results, findings);
  }
};

}  // namespace

TEST_CASE("tanh, slope and energy: within their bounds on all floats, tanh odd and within +-1",
          "[simd][all-floats]") {
  auto const found = over_floats<Findings>(sign_bit, Check{});
  auto const sets = mattis::lanes::available_instruction_sets();
  for (std::size_t s = 0; s < sets.size(); ++s) {
    Findings const& total = found[s];
    INFO(sets[s]->name << ": tanh " << total.tanh.error << " ulp near " << total.tanh.near
                       << ", slope " << total.slope.error << " near " << total.slope.near
                       << ", energy " << total.energy.error << " near " << total.energy.near);
    // the bounds of tanh.inl.hpp and elementwise.inl.hpp
    CHECK(total.tanh.error <= 3.0);
    CHECK(total.slope.error <= 2.5);
    CHECK(total.energy.error <= 2.0);
    CHECK(total.not_alike == 0);
    CHECK(total.not_odd == 0);
    CHECK(total.beyond_one == 0);
    CHECK(total.not_nan == 0);
  }
}
