// SPDX-License-Identifier: BSD-3-Clause
// Sign products of every instruction set of this machine, against a loop in double.
#include <mattis/lanes/instruction_set.hpp>
#include <support/same_bits.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <vector>

namespace {

template <class T>
void check(mattis::lanes::InstructionSet const& set, int rows, int given, std::size_t gap) {
  auto const& kernels = mattis::lanes::micro_kernels<T>(set);
  INFO(set.name << ", " << rows << " rows, " << given << " columns, gap " << gap);
  std::mt19937_64 random(static_cast<std::uint64_t>(rows * 1000 + given));
  int const words = (given + 31) / 32, blocks = (rows + 15) / 16;
  std::size_t const stride = static_cast<std::size_t>(words) * 16 + gap;
  // No entry beyond the last word: a sanitizer sees a read past the end.
  std::size_t const entries = blocks == 0 ? 0
                                          : static_cast<std::size_t>(blocks - 1) * stride +
                                                static_cast<std::size_t>(words) * 16;
  auto const bits = std::make_unique<std::uint32_t[]>(entries);
  for (std::size_t i = 0; i < entries; ++i) bits[i] = static_cast<std::uint32_t>(random());
  int const columns = words * 32;
  std::uniform_real_distribution<double> distribution(-1, 1);
  // Columns beyond those given are not read.
  std::vector<T> v(static_cast<std::size_t>(columns), std::numeric_limits<T>::quiet_NaN());
  double magnitude = 0;
  for (int c = 0; c < given; ++c) {
    auto& entry = v[static_cast<std::size_t>(c)];
    entry = static_cast<T>(distribution(random));
    magnitude += std::abs(static_cast<double>(entry));
  }

  std::vector<T> tables(static_cast<std::size_t>(columns) * 4 + 1, T(42));
  std::vector<T> y(static_cast<std::size_t>(blocks) * 16 + 1, T(42));
  std::vector<double> scaled(y.size(), 42.0);
  double const scale = 1.2 / 7;
  kernels.signs.tables(v.data(), given, tables.data());
  CHECK(tables.back() == 42);
  // Words may be made one by one, and in each other's absence.
  std::vector<T> apart(tables.size(), T(42));
  for (int w = 0; w < words; ++w)
    kernels.signs.tables(v.data() + 32 * w, std::min(32, given - 32 * w),
                         apart.data() + w * kernels.signs.word_entries);
  CHECK(mattis::test::same_bits(apart, tables));
  CHECK(kernels.signs.blocks_at_once[0] > 0);
  for (int const at_once : kernels.signs.blocks_at_once) {
    if (at_once == 0) continue;
    std::vector<T> const before = y;
    kernels.signs.product(bits.get(), stride, rows, given, tables.data(), y.data(), 64, at_once);
    CHECK(y.back() == 42);
    CHECK((at_once == kernels.signs.blocks_at_once[0] || y == before));

    kernels.signs.scaled_product(bits.get(), stride, rows, given, tables.data(), scale,
                                 scaled.data(), 64, at_once);
    CHECK(scaled.back() == 42);
    std::vector<double> expected(scaled);
    for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
      expected[row] = scale * static_cast<double>(y[row]);
    CHECK(mattis::test::same_bits(scaled, expected));
  }

  // Sums of n terms in any order: (n - 1) eps sum|v| / 2; the order here is far from the worst.
  double const bound =
      std::numeric_limits<T>::epsilon() * (2 + std::sqrt(static_cast<double>(columns))) * magnitude;
  double worst = 0;
  for (int row = 0; row < rows; ++row) {
    double exact = 0;
    for (int c = 0; c < given; ++c) {
      auto const word = bits[static_cast<std::size_t>(row / 16) * stride +
                             static_cast<std::size_t>(c / 32 * 16 + row % 16)];
      exact += ((word >> (c % 32)) & 1u) != 0
                   ? static_cast<double>(v[static_cast<std::size_t>(c)])
                   : -static_cast<double>(v[static_cast<std::size_t>(c)]);
    }
    worst =
        std::max(worst, std::abs(static_cast<double>(y[static_cast<std::size_t>(row)]) - exact));
  }
  CHECK(worst <= bound);
}

}  // namespace

TEMPLATE_TEST_CASE("sign product: every set on every shape", "[simd]", float, double) {
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    for (int const rows : {0,  1,  4,  5,  8,  9,   12,  13,  16,  17,  20,  24,  29,
                           32, 40, 48, 56, 64, 100, 120, 128, 136, 240, 250, 256, 512})
      for (int const columns : {0,  1,  2,  3,  4,  5,  8,  11,  15,  20,  24,  27,  28,   29,
                                30, 31, 32, 33, 40, 64, 95, 100, 104, 200, 248, 990, 2032, 2048})
        check<TestType>(*set, rows, columns, 0);
    check<TestType>(*set, 208, 160, 16);
    check<TestType>(*set, 120, 32, 16 * 7);
  }
}

TEMPLATE_TEST_CASE("sign product: small integers are summed exactly", "[simd]", float, double) {
  // Every order of summation gives the same integer, so each bit of each word must find its own
  // column.
  int const words = 3;
  std::vector<TestType> v(words * 32), tables(words * 128), y(16);
  for (std::size_t c = 0; c < v.size(); ++c) v[c] = static_cast<TestType>(c * c + 1);
  TestType total = 0;
  for (auto const entry : v) total += entry;
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<TestType>(*set);
    kernels.signs.tables(v.data(), words * 32, tables.data());
    for (std::size_t column = 0; column < v.size(); ++column) {
      std::uint32_t bits[words * 16] = {};
      std::size_t const lane = column % 16;
      bits[column / 32 * 16 + lane] = 1u << (column % 32);
      kernels.signs.product(bits, words * 16, 16, words * 32, tables.data(), y.data(), 64, 1);
      INFO(set->name << ", column " << column);
      for (std::size_t row = 0; row < 16; ++row)
        REQUIRE(y[row] == (row == lane ? 2 * v[column] - total : -total));
    }
  }
}

TEST_CASE("sign product: the other orientation, every set on every shape", "[simd]") {
  std::mt19937_64 random(3);
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<float>(*set);
    for (int const blocks : {0, 1, 2, 3, 8, 13}) {
      for (int const words : {1, 2, 3, 4, 5, 9}) {
        for (int const to_blocks : {2 * words - 1, 2 * words}) {
          std::size_t const stride = static_cast<std::size_t>(words) * 16 + 16;
          std::vector<std::uint32_t> bits(static_cast<std::size_t>(blocks) * stride);
          for (auto& word : bits) word = static_cast<std::uint32_t>(random());
          auto const to_words = static_cast<std::size_t>((blocks + 1) / 2);
          std::size_t const to_stride = to_words * 16 + 16;
          constexpr std::uint32_t untouched = 0x5eed5eed;
          std::vector<std::uint32_t> to(static_cast<std::size_t>(to_blocks) * to_stride, untouched);
          kernels.signs.transpose(bits.data(), stride, blocks, words, to.data(), to_stride,
                                  to_blocks);
          INFO(set->name << ", " << blocks << " blocks, " << words << " words, to " << to_blocks
                         << " blocks");
          for (std::size_t column = 0; column < static_cast<std::size_t>(to_blocks) * 16;
               ++column) {
            std::uint32_t const* const row = &to[column / 16 * to_stride + column % 16];
            for (std::size_t c = 0; c < to_words; ++c) {
              std::uint32_t expected = 0;
              for (std::size_t r = 0; r < 32; ++r) {
                std::size_t const block = 2 * c + r / 16;
                if (block >= static_cast<std::size_t>(blocks)) break;
                expected |= (bits[block * stride + column / 32 * 16 + r % 16] >> (column % 32) & 1u)
                            << r;
              }
              REQUIRE(row[c * 16] == expected);
            }
            REQUIRE(row[to_words * 16] == untouched);
          }
        }
      }
    }
  }
}
