// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/dmft/solve.hpp>
#include <support/arrays.hpp>
#include <support/matchers.hpp>
#include <support/reference_data.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
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
  return {fill(HostArray<std::int8_t**>("xi", z[1], K), "xi"),
          fill(HostArray<double*>("x0", z[1]), "x0"),
          fill(HostArray<double**>("z", z[0], z[1]), "z")};
}

}  // namespace

TEMPLATE_TEST_CASE("solve: fixed points of given samples", "[dmft][data]", float, double) {
  auto const name = GENERATE("hopfield", "hopfield_two_condensed", "hopfield_none_condensed",
                             "dense_n2", "dense_n4");
  INFO(name);
  auto const file = reference_data(std::string("fixed_points/") + name);
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
  double const bound = 1e-8;  // for float too: with given samples its sweeps end in double
  CHECK_THAT(entries(solution.m), Within(file.template read<double>("m"), bound));
  CHECK_THAT(entries(solution.C_phi), Within(file.template read<double>("C_phi"), bound));
  CHECK_THAT(entries(solution.S_phi), Within(file.template read<double>("S_phi"), bound));
  CHECK_THAT(entries(solution.E), Within(file.template read<double>("E"), bound));
  CHECK(solution.residual <= 1e-12);
  CHECK(solution.jitter == file.template attribute<double>("noise_jitter"));
}
