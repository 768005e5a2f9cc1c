// SPDX-License-Identifier: BSD-3-Clause
// Steps of noisy neurons and their normals by every instruction set of this machine, against the
// formulas in double.
#include <mattis/lanes/instruction_set.hpp>
#include <simd/exact_normal.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <type_traits>
#include <utility>

namespace {

using mattis::lanes::NeuronStep;
using mattis::lanes::NoiseAddress;
using mattis::testing::exact_normal;

constexpr int most = 320;

/// Whole blocks of neurons, aligned as the kernels ask, with something in the padding.
template <class T>
struct alignas(64) Neurons {
  T field[most], input[most], diagonal[most], normals[most], y[most], z[most];

  explicit Neurons(double slope) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    for (int i = 0; i < most; ++i) {
      for (T* const array : {field, input, diagonal, normals, y})
        array[i] = static_cast<T>(normal(random));
      z[i] = static_cast<T>(std::tanh(slope * static_cast<double>(y[i])));
    }
  }
};

/// What a step makes of neuron i.
template <class T>
std::pair<double, double> exact_step(NeuronStep<T> const& step, Neurons<T> const& from, int i,
                                     bool input, bool diagonal, bool noisy) {
  double const slope = step.slope, before = from.y[i];
  auto const f = [&](double v) {
    return step.rates ? 1 / (1 + std::exp(slope * (1 - 2 * v))) : std::tanh(slope * v);
  };
  double h = from.field[i];
  if (input) h += static_cast<double>(from.input[i]);
  double const own = diagonal ? from.diagonal[i] : step.self;
  double const target = step.rates ? f(h - own * before) : h - own * static_cast<double>(from.z[i]);
  double y = before + step.dt * (target - before);
  if (noisy) y += static_cast<double>(step.noise) * static_cast<double>(from.normals[i]);
  return {y, f(y)};
}

}  // namespace

TEMPLATE_TEST_CASE("noisy neurons: normals are those of their addresses, zeros behind the last",
                   "[simd][stimulus]", float, double) {
  using T = TestType;
  double const tolerance = std::is_same_v<T, float> ? 1e-6 : 1e-14;
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<T>(*set).stimulus;
    for (auto const& [increments, first] : {std::pair<int, std::uint64_t>{1, 0x200000010},
                                            {1, 0xffffffe0},  // the upper half of an index changes
                                            {3, 0xffffffe0}}) {
      NoiseAddress const address{.seed = 0x0123456789abcdef,
                                 .purpose = 33,
                                 .stream = 7,
                                 .first = first,
                                 .distance = 1000,
                                 .increments = increments};
      for (int const count : {1, 63, 64, 65, 128, 150, 300}) {
        INFO(set->name << ", " << increments << " increments from " << first << ", " << count
                       << " neurons");
        alignas(64) T values[most];
        std::fill_n(values, most, T(9));
        kernels.normals(address, T(0.5), values, count);
        double worst = 0;
        for (int i = 0; i < count; ++i) {
          auto const counter = static_cast<std::uint64_t>(i / 64 * 16 + i % 16);
          double sum = 0;
          for (int q = 0; q < increments; ++q)
            sum += exact_normal<T>(
                mattis::random_words(
                    address.seed, static_cast<mattis::Purpose>(address.purpose), address.stream,
                    address.first + counter + static_cast<std::uint64_t>(q) * address.distance),
                i % 64 / 16);
          double const exact = 0.5 * sum / std::sqrt(static_cast<double>(increments));
          worst = std::max(worst, std::abs(static_cast<double>(values[i]) - exact));
        }
        CHECK(worst <= tolerance);
        int const padded = (count + 63) / 64 * 64;
        CHECK(std::all_of(values + count, values + padded, [](T v) { return v == T(0); }));
        CHECK(std::all_of(values + padded, values + most, [](T v) { return v == T(9); }));
      }
    }
  }
}

TEMPLATE_TEST_CASE("noisy neurons: a normal has the same bits however many are drawn",
                   "[simd][stimulus]", float, double) {
  using T = TestType;
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    INFO(set->name);
    auto const& kernels = mattis::lanes::micro_kernels<T>(*set).stimulus;
    NoiseAddress const all{
        .seed = 5, .purpose = 33, .stream = 0, .first = 48, .distance = 0, .increments = 1};
    alignas(64) T whole[most];
    kernels.normals(all, T(1), whole, most);
    for (int block = 0; block < most / 64; ++block) {
      auto own = all;
      own.first += static_cast<std::uint64_t>(16 * block);
      alignas(64) T one[64];
      kernels.normals(own, T(1), one, 64);
      CHECK(std::equal(one, one + 64, whole + 64 * block));
    }
  }
}

TEMPLATE_TEST_CASE("noisy neurons: a step is that of the equation", "[simd][stimulus]", float,
                   double) {
  using T = TestType;
  double const tolerance = 40 * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<T>(*set).stimulus;
    for (int which = 0; which < 16; ++which) {
      bool const rates = which & 1, input = which & 2, diagonal = which & 4, noisy = which & 8;
      NeuronStep<T> const step{
          .dt = T(0.02), .noise = T(0.3), .slope = T(2.5), .self = T(0.07), .rates = rates};
      for (int const count : {1, 17, 64, 200, 320}) {
        INFO(set->name << ", case " << which << ", " << count << " neurons");
        Neurons<T> const before(2.5);
        auto now = before;
        bool const fine = kernels.advance(step, {.field = now.field,
                                                 .input = input ? now.input : nullptr,
                                                 .diagonal = diagonal ? now.diagonal : nullptr,
                                                 .normals = noisy ? now.normals : nullptr,
                                                 .y = now.y,
                                                 .z = now.z,
                                                 .count = count});
        CHECK(fine);
        double worst = 0;
        for (int i = 0; i < count; ++i) {
          auto const [y, z] = exact_step(step, before, i, input, diagonal, noisy);
          worst = std::max(worst, std::abs(static_cast<double>(now.y[i]) - y));
          worst = std::max(worst, std::abs(static_cast<double>(now.z[i]) - z));
        }
        CHECK(worst <= tolerance);
        int const padded = (count + 63) / 64 * 64;
        for (T const* const array : {now.y, now.z})
          CHECK(std::all_of(array + count, array + padded, [](T v) { return v == T(0); }));
        CHECK(std::equal(now.y + padded, now.y + most, before.y + padded));

        auto again = now;
        kernels.activate(step, {.field = nullptr,
                                .input = nullptr,
                                .diagonal = nullptr,
                                .normals = nullptr,
                                .y = again.y,
                                .z = again.z,
                                .count = count});
        CHECK(std::equal(again.z, again.z + padded, now.z));
      }
    }
  }
}

TEMPLATE_TEST_CASE("noisy neurons: a state that is not finite is told", "[simd][stimulus]", float,
                   double) {
  using T = TestType;
  for (auto const* set : mattis::lanes::available_instruction_sets()) {
    auto const& kernels = mattis::lanes::micro_kernels<T>(*set).stimulus;
    for (T const bad : {std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()}) {
      for (int const at : {0, 37, 99}) {
        INFO(set->name << ", neuron " << at);
        Neurons<T> now(2.5);
        now.field[at] = bad;
        NeuronStep<T> const step{
            .dt = T(0.02), .noise = T(0), .slope = T(2.5), .self = T(0), .rates = false};
        CHECK_FALSE(kernels.advance(step, {.field = now.field,
                                           .input = nullptr,
                                           .diagonal = nullptr,
                                           .normals = nullptr,
                                           .y = now.y,
                                           .z = now.z,
                                           .count = 100}));
      }
    }
  }
}
