// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/solve.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>
#include <support/reference_data.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <span>

using namespace mattis;
using namespace mattis::test;

namespace {

template <class View>
std::span<double const> entries(View const& array) {
  return {array.data(), array.size()};
}

Samples samples_in(io::Hdf5File const& file) {
  auto const fill = [&](auto view, char const* name) {
    auto const values = file.template read<typename decltype(view)::value_type>(name);
    std::copy(values.begin(), values.end(), view.data());
    return view;
  };
  auto const z = file.extents("z");
  auto const K = file.extents("xi")[1];
  return {fill(HostArray<std::int8_t**>("xi", z[1], K), "xi"), fill(HostArray<double*>("x0", z[1]), "x0"),
          fill(HostArray<double**>("z", z[0], z[1]), "z")};
}

/// How far the exact solution moves when its samples are rounded to float. Of 64 samples at n = 4, some come so close
/// to a change of sign that this is 5e-4: no float32 method can be nearer to the reference than a multiple of it (a
/// sweep adds up at most 4 T roundings, sweep_error_bound).
double effect_of_rounding(Dense const& model, SolveOptions options) {
  auto const exact = solve<double>(Exec{}, model, options);
  auto const& given = *options.samples;
  Samples rounded{given.xi, HostArray<double*>("x0", given.x0.extent(0)),
                  HostArray<double**>("z", given.z.extent(0), given.z.extent(1))};
  auto const to_float = [](double value) { return static_cast<double>(static_cast<float>(value)); };
  std::transform(given.x0.data(), given.x0.data() + given.x0.size(), rounded.x0.data(), to_float);
  std::transform(given.z.data(), given.z.data() + given.z.size(), rounded.z.data(), to_float);
  options.samples = rounded;
  auto const moved = solve<double>(Exec{}, model, options);
  double largest = 0;
  for (std::size_t i = 0; i < exact.S_phi.size(); ++i)
    largest = std::max(largest, std::abs(exact.S_phi.data()[i] - moved.S_phi.data()[i]));
  return largest;
}

}  // namespace

TEMPLATE_TEST_CASE("solve: fixed points of given samples", "[dmft][data]", float, double) {
  auto const name = GENERATE("hopfield", "hopfield_two_condensed", "hopfield_none_condensed", "dense_n2", "dense_n4");
  INFO(name);
  auto const file = reference_data(std::string("fixed_points/") + name);
  bool const single = std::is_same_v<TestType, float>;
  Dense const model{.n = static_cast<int>(file.template attribute<std::int64_t>("n")),
                    .alpha = file.template attribute<double>("alpha"),
                    .g = file.template attribute<double>("g"),
                    .a = file.template attribute<std::vector<double>>("a")};
  SolveOptions options{.T = static_cast<int>(file.template attribute<std::int64_t>("T")),
                       .dt = file.template attribute<double>("dt"),
                       .M = file.template attribute<std::int64_t>("M"),
                       .tol = 1e-12,
                       .jitter = file.template attribute<double>("noise_jitter"),
                       .samples = samples_in(file)};
  auto const solution = solve<TestType>(Exec{}, model, options);
  double bound = single ? 2e-4 : 1e-8;
  if (single && model.n == 4) bound = std::max(bound, effect_of_rounding(model, options) * 4 * options.T);
  CHECK_THAT(entries(solution.m), Within(file.template read<double>("m"), bound));
  CHECK_THAT(entries(solution.C_phi), Within(file.template read<double>("C_phi"), bound));
  CHECK_THAT(entries(solution.S_phi), Within(file.template read<double>("S_phi"), bound));
  CHECK_THAT(entries(solution.E), Within(file.template read<double>("E"), bound));
  CHECK(solution.residual <= 1e-12);
  CHECK(solution.jitter == file.template attribute<double>("noise_jitter"));
}
