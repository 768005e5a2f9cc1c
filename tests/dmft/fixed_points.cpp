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
  return {fill(HostArray<std::int8_t**>("xi", z[1], K), "xi"), fill(HostArray<double*>("x0", z[1]), "x0"),
          fill(HostArray<double**>("z", z[0], z[1]), "z")};
}

}  // namespace

TEMPLATE_TEST_CASE("solve: fixed points of given samples", "[dmft][data]", float, double) {
  auto const name = GENERATE("hopfield", "hopfield_two_condensed", "hopfield_none_condensed");
  INFO(name);
  auto const file = reference_data(std::string("fixed_points/") + name);
  bool const single = std::is_same_v<TestType, float>;
  Hopfield const model{.alpha = file.template attribute<double>("alpha"),
                       .g = file.template attribute<double>("g"),
                       .a = file.template attribute<std::vector<double>>("a")};
  auto const solution = solve<TestType>(Exec{}, model,
                                        {.T = static_cast<int>(file.template attribute<std::int64_t>("T")),
                                         .dt = file.template attribute<double>("dt"),
                                         .M = file.template attribute<std::int64_t>("M"),
                                         .tol = single ? 1e-5 : 1e-12,
                                         .jitter = file.template attribute<double>("noise_jitter"),
                                         .samples = samples_in(file)});
  double const bound = single ? 2e-4 : 1e-8;
  CHECK_THAT(entries(solution.m), Within(file.template read<double>("m"), bound));
  CHECK_THAT(entries(solution.C_phi), Within(file.template read<double>("C_phi"), bound));
  CHECK_THAT(entries(solution.S_phi), Within(file.template read<double>("S_phi"), bound));
  CHECK_THAT(entries(solution.E), Within(file.template read<double>("E"), bound));
  CHECK(solution.residual <= (single ? 1e-5 : 1e-12));
  CHECK(solution.jitter == file.template attribute<double>("noise_jitter"));
}
