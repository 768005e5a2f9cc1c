// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/samples_file.hpp>
#include <mattis/xtensor.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>

namespace {

template <class Tensor, class View>
bool same(Tensor const& tensor, View const& view) {
  if (tensor.dimension() != View::rank()) return false;
  for (std::size_t d = 0; d < View::rank(); ++d)
    if (tensor.shape(d) != view.extent(d)) return false;
  return std::equal(tensor.begin(), tensor.end(), view.data(), view.data() + view.size());
}

mattis::Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};

}  // namespace

TEST_CASE("xtensor: simulate gives what the Views hold", "[xtensor]") {
  mattis::SimulateOptions const options{.T = 5, .N = 40, .trials = 3, .seed = 1, .save_states = true};
  auto const views = mattis::simulate<double>(Kokkos::DefaultExecutionSpace(), model, options);
  auto const tensors = mattis::xtensors::simulate<double>(model, options);
  CHECK(same(tensors.m, views.m));
  CHECK(same(tensors.E, views.E));
  CHECK(same(tensors.x, views.x));
  CHECK(same(tensors.phi, views.phi));
  CHECK(tensors.P == views.P);
}

TEST_CASE("xtensor: states that were not asked for are empty", "[xtensor]") {
  auto const tensors = mattis::xtensors::simulate(model, {.T = 5, .N = 40});
  CHECK(tensors.x.size() == 0);
  CHECK(tensors.phi.size() == 0);
  CHECK(tensors.m.size() == 5);
}

TEST_CASE("xtensor: solve gives what the Views hold, from given samples too", "[xtensor]") {
  mattis::SolveOptions options;
  options.T = 24;
  options.dt = 0.1;
  options.M = 512;
  auto const exec = Kokkos::DefaultExecutionSpace();
  auto const drawn = mattis::solve<float>(exec, model, options);
  CHECK(same(mattis::xtensors::solve(model, options).C_phi, drawn.C_phi));

  auto arrays = mattis::io::read_samples(MATTIS_TEST_DATA "/fixed_points/hopfield.h5", 24, 1);
  auto with_views = options;
  with_views.M = arrays.M;
  with_views.samples = arrays.views();
  auto const views = mattis::solve<double>(exec, model, with_views);

  mattis::xtensors::Samples samples;
  samples.xi = xt::xtensor<std::int8_t, 2>(std::array<std::size_t, 2>{64, 1});
  samples.x0 = xt::xtensor<double, 1>(std::array<std::size_t, 1>{64});
  samples.z = xt::xtensor<double, 2>(std::array<std::size_t, 2>{24, 64});
  std::copy(arrays.xi.begin(), arrays.xi.end(), samples.xi.begin());
  std::copy(arrays.x0.begin(), arrays.x0.end(), samples.x0.begin());
  std::copy(arrays.z.begin(), arrays.z.end(), samples.z.begin());
  auto const tensors = mattis::xtensors::solve<double>(model, options, samples);
  CHECK(same(tensors.m, views.m));
  CHECK(same(tensors.m_se, views.m_se));
  CHECK(same(tensors.C_phi, views.C_phi));
  CHECK(same(tensors.C_phi_se, views.C_phi_se));
  CHECK(same(tensors.S_phi, views.S_phi));
  CHECK(same(tensors.S_phi_se, views.S_phi_se));
  CHECK(same(tensors.E, views.E));
  CHECK(same(tensors.E_se, views.E_se));
  CHECK(tensors.sweeps == views.sweeps);
  CHECK(tensors.residual == views.residual);
  CHECK(tensors.jitter == views.jitter);
  CHECK(tensors.residuals == views.residuals);
}

TEST_CASE("xtensor: samples of the wrong shape are refused", "[xtensor][errors]") {
  mattis::xtensors::Samples samples;
  samples.xi = xt::xtensor<std::int8_t, 2>(std::array<std::size_t, 2>{8, 1}, std::int8_t{1});
  samples.x0 = xt::xtensor<double, 1>(std::array<std::size_t, 1>{8}, 0.5);
  samples.z = xt::xtensor<double, 2>(std::array<std::size_t, 2>{4, 7}, 0.5);
  mattis::SolveOptions options;
  options.T = 4;
  CHECK_THROWS_AS(mattis::xtensors::solve(model, options, samples), mattis::Error);
}
