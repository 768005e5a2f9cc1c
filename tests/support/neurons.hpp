// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Random problems of the effective-neuron kernels, for the kernels and for their oracle.
#include <mattis/core/philox.hpp>
#include <mattis/core/purpose.hpp>
#include <mattis/expr/sweep.hpp>

#include <backends/reference/effective_neuron.hpp>
#include <mattis/lanes/instruction_set.hpp>
#include <support/arrays.hpp>
#include <support/sanitizers.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace mattis::test {

using reference::Matrix;

inline Matrix random_matrix(int rows, int columns, double scale, unsigned seed) {
  return {rows, columns,
          random_values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns), scale,
                        seed)};
}

inline Array<double**, Exec> array_of(Matrix const& matrix) {
  Array<double**, Exec> array("mattis::test::matrix", static_cast<std::size_t>(matrix.rows),
                              static_cast<std::size_t>(matrix.columns));
  std::copy(matrix.entries.begin(), matrix.entries.end(), array.data());
  return array;
}

/// The largest distance of two arrays of one size.
template <class Array>
double largest_difference(Array const& array, std::vector<double> const& expected) {
  double largest = array.size() == expected.size() ? 0 : INFINITY;
  for (std::size_t i = 0; i < array.size(); ++i) {
    double const distance = std::abs(array.data()[i] - expected[i]);
    if (!(distance <= largest)) largest = distance;
  }
  return largest;
}

template <class View>
std::vector<double> bits(View const& view) {
  return {view.data(), view.data() + view.size()};
}

inline std::vector<std::vector<double>> all_bits(SampleMeans<Exec> const& means) {
  return {bits(means.C), bits(means.S), bits(means.m), bits(means.E1), bits(means.phi_eta)};
}

/// All means of docs/models.md 1.2 in one sweep over the samples of `input`; `how` is a target or
/// an instruction set.
template <Real T, class How = Target>
auto plan_sweep(Exec const& exec, SweepInput<Exec> const& input, SampleMeans<Exec> const& means,
                How const& how = {}) {
  auto const neuron = effective_neuron<T>(input);
  auto const statement = together(lazy(means.C) = covariance(neuron.phi),
                                  lazy(means.S) = response(neuron.phi, neuron.eta),
                                  lazy(means.m) = mean(neuron.phi * neuron.xi),
                                  lazy(means.E1) = mean(neuron_energy(neuron.x, neuron.phi)),
                                  lazy(means.phi_eta) = mean(neuron.phi * neuron.eta));
  return expr::SweepPlan(exec, statement, how);
}

/// The numbers (xi (K), nu, z (T)) that sample `sample` is made of, one address of the generator
/// after the other.
template <Real T>
std::vector<double> random_numbers(int steps, int condensed, std::uint64_t seed,
                                   std::int64_t sample) {
  auto const index = static_cast<std::uint64_t>(sample);
  std::vector<double> numbers;
  for (int k = 0; k < condensed; ++k) {
    auto const words =
        random_words(seed, Purpose::sample_signs, static_cast<std::uint32_t>(k / 128), index);
    numbers.push_back((words.word[k % 128 / 32] >> (k % 32)) & 1u ? 1 : -1);
  }
  T normal[4];
  standard_normals(random_words(seed, Purpose::sample_start, 0, index), normal);
  numbers.push_back(normal[0]);
  for (int t = 0; t < steps; ++t) {
    standard_normals(
        random_words(seed, Purpose::sample_noise, static_cast<std::uint32_t>(t / 4), index),
        normal);
    numbers.push_back(normal[t % 4]);
  }
  return numbers;
}

/// A sweep over given samples, with couplings of the size that the mean-field theory has.
struct SweepProblem {
  int T, K, M;
  double dt = 0.05;
  Matrix L = random_matrix(T, T, 1.0 / std::sqrt(T), 1);
  Matrix F = random_matrix(T, T, 1.0 / T, 2);
  Matrix drive = random_matrix(T, K, 1.0, 3);
  Matrix xi = signs(4);
  Matrix z = random_matrix(T, M, 2.0, 5);
  std::vector<double> x0 = random_values(static_cast<std::size_t>(M), 2.0, 6);

  Matrix signs(unsigned seed) const {
    Matrix matrix = random_matrix(M, K, 1.0, seed);
    for (auto& entry : matrix.entries) entry = entry < 0 ? -1 : 1;
    return matrix;
  }

  SweepInput<Exec> input() const {
    SweepInput<Exec> in;
    in.factor = array_of(L);
    in.kernel = array_of(F);
    in.drive = array_of(drive);
    in.a = Array<double*, Exec>("mattis::test::a", static_cast<std::size_t>(K));
    in.dt = dt;
    in.samples = M;
    Array<std::int8_t**, Exec> const given_xi("mattis::test::xi", static_cast<std::size_t>(M),
                                              static_cast<std::size_t>(K));
    std::transform(xi.entries.begin(), xi.entries.end(), given_xi.data(),
                   [](double s) { return s < 0 ? std::int8_t{-1} : std::int8_t{1}; });
    Array<double*, Exec> const given_x0("mattis::test::x0", static_cast<std::size_t>(M));
    std::copy(x0.begin(), x0.end(), given_x0.data());
    in.given = GivenSamples<Exec>{given_xi, given_x0, array_of(z)};
    return in;
  }

  /// Samples drawn from a seed, in place of given ones.
  SweepInput<Exec> drawn_input(std::int64_t first_sample) const {
    auto in = input();
    in.given.reset();
    Array<double*, Exec> const a("mattis::test::a", static_cast<std::size_t>(K));
    std::fill_n(a.data(), a.size(), 0.5);
    in.a = a;
    in.ic_noise = 0.7;
    in.seed = 11;
    in.first_sample = first_sample;
    return in;
  }

  reference::SweepMeans expected(int response_samples) const {
    return reference::sweep(L, F, drive, dt, xi, x0, z, response_samples);
  }

  void check(SampleMeans<Exec> const& means, reference::SweepMeans const& exact,
             double bound) const {
    CHECK(largest_difference(means.C, exact.C.entries) <= bound);
    CHECK(largest_difference(means.S, exact.S.entries) <= bound * dt);
    CHECK(largest_difference(means.m, exact.m.entries) <= bound);
    CHECK(largest_difference(means.E1, exact.E1) <= bound);
    CHECK(largest_difference(means.phi_eta, exact.phi_eta) <= bound);
  }
};

/// A sweep on one target, with the means that it writes.
template <Real T>
struct Sweep {
  std::string name;
  SampleMeans<Exec> means;
  decltype(plan_sweep<T>(Exec{}, {}, {})) plan;

  Sweep(std::string name_of, Exec const& exec, SweepInput<Exec> const& input, int steps,
        int condensed, How const& how)
      : name(std::move(name_of)),
        means(exec, steps, condensed),
        plan(plan_sweep<T>(exec, input, means, how)) {}
};

/// The instruction sets of this machine; under the sanitizer those with vectors, since the others'
/// numbers go through memory one by one, and each is checked.
inline std::vector<lanes::InstructionSet const*> affordable_sets() {
  std::vector<lanes::InstructionSet const*> sets;
  for (auto const* set : lanes::available_instruction_sets())
    if (!under_sanitizer || set->in_float.lanes > 2) sets.push_back(set);
  return sets;
}

/// On every instruction set that this machine runs, and in Kokkos alone.
template <Real T>
std::vector<Sweep<T>> sweeps(SweepInput<Exec> const& input, SweepProblem const& problem,
                             Exec const& exec = Exec{}) {
  std::vector<Sweep<T>> made;
  for (auto const* set : affordable_sets())
    made.emplace_back(set->name, exec, input, problem.T, problem.K, *set);
  made.emplace_back("portable", exec, input, problem.T, problem.K, Target::portable);
  return made;
}

}  // namespace mattis::test
