// SPDX-License-Identifier: BSD-3-Clause
// exp and log cosh on every one of the 2^32 floats, every instruction set of this machine.
#include <simd/all_floats.hpp>

#include <catch2/catch_test_macros.hpp>

#include <limits>
#include <numbers>

namespace {

using namespace mattis::test;

/// Most floats are below 2^-27, or so large that the function would take most of the test's time.
double exact_exp(double x) {
  if (std::abs(x) < 0x1p-27) return 1 + x;
  if (std::abs(x) > 128) return x > 0 ? std::numeric_limits<double>::infinity() : 0;
  return std::exp(x);
}

double exact_log_cosh(double x) {
  if (x < 0x1p-13) return x * x / 2;
  return x - std::numbers::ln2 + (x > 20 ? 0 : std::log1p(std::exp(-2 * x)));
}

struct Findings {
  Worst exp, log_cosh;  ///< in spacings of floats at e^x; in ulp of 1 for each max(1, |x|)
  std::uint64_t not_a_number = 0;
  std::uint64_t not_limit = 0;
  std::uint64_t not_nan = 0;

  void add(Findings const& other) {
    exp.add(other.exp);
    log_cosh.add(other.log_cosh);
    not_a_number += other.not_a_number;
    not_limit += other.not_limit;
    not_nan += other.not_nan;
  }
};

/// A block of one sign, in double, and what the sets give. Of log cosh, whose first step is |x|,
/// the positive numbers alone.
class Check {
 public:
  void exact(std::uint32_t first) {
    for (std::uint32_t i = 0; i < block_size; ++i) x_[i] = std::bit_cast<float>(first + i);
    bool const positive = first < sign_bit;
    for (std::uint32_t i = 0; i < block_size; ++i) {
      auto const x = static_cast<double>(x_[i]);
      exp_[i] = exact_exp(x);
      per_spacing_[i] = per_spacing(exp_[i]);
      if (positive) log_cosh_[i] = exact_log_cosh(x);
    }
  }

  void check(mattis::lanes::MicroKernels<float> const& kernels, std::uint32_t first,
             Findings& findings) {
    kernels.elementwise.exp(x_.data(), got_.data(), block_size);
    std::uint32_t within = finite(first);
    // From half a spacing below 2^128 on: infinity.
    while (within > 0 && exp_[within - 1] >= 0x1.ffffffp127) --within;
    auto const per_spacing = [this](std::uint32_t i) { return per_spacing_[i]; };
    findings.exp.add(largest_error(got_, exp_, per_spacing, within), x_[0]);
    count_special(first, within, first < sign_bit ? infinity : 0, findings);
    if (first >= sign_bit) return;

    kernels.elementwise.log_cosh(x_.data(), got_.data(), block_size);
    // x grows by less than 1 % in a block
    double const unit = 0x1p23 / std::max(1.0, static_cast<double>(x_[0]));
    auto const per_unit = [unit](std::uint32_t) { return unit; };
    findings.log_cosh.add(largest_error(got_, log_cosh_, per_unit, finite(first)), x_[0]);
    count_special(first, finite(first), infinity, findings);
  }

 private:
  static constexpr float infinity = std::numeric_limits<float>::infinity();

  static std::uint32_t finite(std::uint32_t first) {
    return (first & ~sign_bit) >= infinity_bits ? 0 : block_size;
  }
  /// From `within` on numbers should give `limit`, NaN should give NaN; before it, which a largest
  /// error passes over, nothing does.
  void count_special(std::uint32_t first, std::uint32_t within, float limit, Findings& findings) {
    for (std::uint32_t i = 0; i < within; ++i) findings.not_a_number += std::isnan(got_[i]);
    std::uint32_t i = within;
    for (; i < block_size && ((first + i) & ~sign_bit) <= infinity_bits; ++i)
      findings.not_limit += got_[i] != limit;
    for (; i < block_size; ++i) findings.not_nan += !std::isnan(got_[i]);
  }

  std::vector<float> x_ = std::vector<float>(block_size);
  std::vector<double> exp_ = std::vector<double>(block_size);
  std::vector<double> per_spacing_ = std::vector<double>(block_size);
  std::vector<double> log_cosh_ = std::vector<double>(block_size);
  std::vector<float> got_ = std::vector<float>(block_size);
};

}  // namespace

TEST_CASE("exp and log cosh: within their bounds on all floats", "[simd][all-floats]") {
  auto const found = over_floats<Findings>(std::uint64_t{1} << 32, Check{});
  auto const sets = mattis::lanes::available_instruction_sets();
  for (std::size_t s = 0; s < sets.size(); ++s) {
    auto const& [exp, log_cosh, not_a_number, not_limit, not_nan] = found[s];
    INFO(sets[s]->name << ": exp " << exp.error << " ulp near " << exp.near << ", log cosh "
                       << log_cosh.error << " near " << log_cosh.near);
    // the bounds of exp.inl.hpp and log_cosh.inl.hpp
    CHECK(exp.error <= 1.0);
    CHECK(log_cosh.error <= 1.0);
    CHECK(not_a_number == 0);
    CHECK(not_limit == 0);
    CHECK(not_nan == 0);
  }
}
