// SPDX-License-Identifier: BSD-3-Clause
// Samples drawn by every instruction set of this machine, against the scalar generator of
// core/philox.hpp.
#include <mattis/core/philox.hpp>
#include <mattis/lanes/instruction_set.hpp>
#include <simd/exact_normal.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace {

using mattis::Purpose;
using mattis::lanes::SampleBlock;
using mattis::lanes::SampleSource;
using mattis::testing::exact_normal;

/// A block's arrays, aligned as the kernels ask.
template <class T>
struct Block {
  struct alignas(64) Line {
    T entry[64 / sizeof(T)];
  };
  int steps, condensed, live, lanes;
  std::vector<Line> signs_, noise_, x_;

  Block(int steps_, int condensed_, int live_, int lanes_)
      : steps(steps_),
        condensed(condensed_),
        live(live_),
        lanes(lanes_),
        signs_(lines(condensed)),
        noise_(lines(steps)),
        x_(lines(steps)) {}

  static std::vector<Line> lines(int rows) {
    return std::vector<Line>(
        static_cast<std::size_t>(rows * mattis::lanes::block_samples) * sizeof(T) / 64 + 1);
  }
  SampleBlock<T> view() {
    return {steps,   condensed, live, signs_.data()->entry, noise_.data()->entry, x_.data()->entry,
            nullptr, nullptr};
  }
  T at(std::vector<Line> const& array, int rows, int row, int sample) const {
    return array.data()->entry[(sample / lanes * rows + row) * lanes + sample % lanes];
  }
};

}  // namespace

TEST_CASE("Philox: the known answers of Random123", "[simd][philox]") {
  // Counter words are index (low, high), stream and purpose; these answers have all 128 + 64 bits
  // in play.
  auto const words = [](std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3,
                        std::uint32_t k0, std::uint32_t k1) {
    auto const r = mattis::random_words(k0 | (std::uint64_t{k1} << 32), static_cast<Purpose>(c3),
                                        c2, c0 | (std::uint64_t{c1} << 32));
    return std::vector<std::uint32_t>(r.word, r.word + 4);
  };
  std::uint32_t const ones = 0xffffffff;
  CHECK(words(0, 0, 0, 0, 0, 0) ==
        std::vector<std::uint32_t>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(words(ones, ones, ones, ones, ones, ones) ==
        std::vector<std::uint32_t>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(words(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0) ==
        std::vector<std::uint32_t>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random rows: the words of sixteen addresses at a distance", "[simd][philox]") {
  // The third and the fourth cross 2^32, where the upper word of the index changes from row to row.
  for (auto const& [first, distance] : {std::pair<std::uint64_t, std::uint64_t>{7, 1},
                                        {0x700000005, 3},
                                        {0xffffffb0, 13},
                                        {0x500000009, 0xffffffff}}) {
    for (auto const* set : mattis::lanes::available_instruction_sets()) {
      auto const& kernels = mattis::lanes::micro_kernels<float>(*set);
      INFO(set->name);
      std::uint32_t words[4][16];
      kernels.draw.words(0x0123456789abcdef, static_cast<std::uint32_t>(Purpose::patterns), 3,
                         first, distance, &words[0][0]);
      for (std::uint64_t r = 0; r < 16; ++r) {
        auto const expected =
            mattis::random_words(0x0123456789abcdef, Purpose::patterns, 3, first + r * distance);
        for (int j = 0; j < 4; ++j) CHECK(words[j][r] == expected.word[j]);
      }
    }
  }
}

TEMPLATE_TEST_CASE("draws: the signs, noise and start of every sample are those of its address",
                   "[simd]", float, double) {
  using T = TestType;
  double const tolerance = std::is_same_v<T, float> ? 1e-6 : 1e-14;
  std::uint64_t const seed = 0xfedcba9876543210u;
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<T>(*set);
    for (auto const& [steps, condensed, live, first] :
         std::initializer_list<std::tuple<int, int, int, std::int64_t>>{{1, 0, 1, 0},
                                                                        {2, 1, 3, 5},
                                                                        {5, 3, 16, 0},
                                                                        {9, 130, 33, 0xfffffff0},
                                                                        {6, 2, 20, 0x300000004},
                                                                        {100, 2, 256, 1000},
                                                                        {101, 300, 255, 7}}) {
      INFO(set->name << ", T " << steps << ", K " << condensed << ", live " << live);
      Block<T> block(steps, condensed, live, kernels.lanes);
      std::vector<T> a(static_cast<std::size_t>(condensed));
      for (std::size_t k = 0; k < a.size(); ++k)
        a[k] = static_cast<T>(1.0 / static_cast<double>(k + 1));
      SampleSource source;
      source.seed = seed;
      source.first_sample = first;
      kernels.draw.samples(source, {a.data(), T(0.75), nullptr}, block.view());

      std::size_t wrong_signs = 0;
      double worst = 0;
      for (int sample = 0; sample < live; ++sample) {
        auto const index = static_cast<std::uint64_t>(first + sample);
        double start =
            0.75 * exact_normal<T>(mattis::random_words(seed, Purpose::sample_start, 0, index), 0);
        double size = 1;
        for (int k = 0; k < condensed; ++k) {
          auto const words = mattis::random_words(seed, Purpose::sample_signs,
                                                  static_cast<std::uint32_t>(k / 128), index);
          double const sign = (words.word[k % 128 / 32] >> (k % 32)) & 1u ? 1 : -1;
          wrong_signs += static_cast<double>(block.at(block.signs_, condensed, k, sample)) != sign;
          start += static_cast<double>(a[static_cast<std::size_t>(k)]) * sign;
          size += static_cast<double>(a[static_cast<std::size_t>(k)]);
        }
        worst = std::max(
            worst,
            std::abs(static_cast<double>(block.at(block.x_, steps, 0, sample)) - start) / size);
        for (int step = 0; step < steps; ++step) {
          auto const words = mattis::random_words(seed, Purpose::sample_noise,
                                                  static_cast<std::uint32_t>(step / 4), index);
          worst = std::max(
              worst, std::abs(static_cast<double>(block.at(block.noise_, steps, step, sample)) -
                              exact_normal<T>(words, step % 4)));
        }
      }
      CHECK(wrong_signs == 0);
      CHECK(worst <= tolerance);
      for (int sample = live; sample < (live + kernels.lanes - 1) / kernels.lanes * kernels.lanes;
           ++sample)
        for (int step = 0; step < steps; ++step)
          REQUIRE(std::isfinite(block.at(block.noise_, steps, step, sample)));
    }
  }
}

TEMPLATE_TEST_CASE("draws: given samples are copied, each kind on its own", "[simd]", float,
                   double) {
  using T = TestType;
  int const steps = 6;
  int const condensed = 2;
  int const samples = 50;
  std::int64_t const first = 11;
  std::vector<std::int8_t> signs(samples * condensed);
  std::vector<double> start(samples), noise(steps * samples);
  for (std::size_t i = 0; i < signs.size(); ++i) signs[i] = i % 3 == 0 ? 1 : -1;
  for (std::size_t i = 0; i < start.size(); ++i) start[i] = static_cast<double>(i) / 8;
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<double>(i) / 16;
  T const a[] = {T(0.5), T(0.25)};
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<T>(*set);
    for (int given = 0; given < 8; ++given) {
      INFO(set->name << ", given " << given);
      SampleSource source;
      source.seed = 5;
      source.first_sample = first;
      source.samples = samples;
      Block<T> drawn(steps, condensed, samples - static_cast<int>(first), kernels.lanes);
      kernels.draw.samples(source, {a, T(0), nullptr}, drawn.view());
      if (given & 1) source.signs = signs.data();
      if (given & 2) source.start = start.data();
      if (given & 4) source.noise = noise.data();
      Block<T> block(drawn);
      kernels.draw.samples(source, {a, T(0), nullptr}, block.view());
      for (int sample = 0; sample < block.live; ++sample) {
        auto const m = static_cast<std::size_t>(first + sample);
        T x = 0;
        for (int k = 0; k < condensed; ++k) {
          T const sign = block.at(block.signs_, condensed, k, sample);
          REQUIRE(sign == (given & 1
                               ? static_cast<T>(signs[m * condensed + static_cast<std::size_t>(k)])
                               : drawn.at(drawn.signs_, condensed, k, sample)));
          x += a[k] * sign;
        }
        REQUIRE(block.at(block.x_, steps, 0, sample) == (given & 2 ? static_cast<T>(start[m]) : x));
        for (int t = 0; t < steps; ++t)
          REQUIRE(block.at(block.noise_, steps, t, sample) ==
                  (given & 4 ? static_cast<T>(noise[static_cast<std::size_t>(t) * samples + m])
                             : drawn.at(drawn.noise_, steps, t, sample)));
      }
    }
  }
}
