// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/samples_file.hpp>
#include <mattis/xtensor.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>
#endif

namespace {

template <class Tensor, class View>
bool same(Tensor const& tensor, View const& view) {
  if (tensor.dimension() != View::rank()) return false;
  for (std::size_t d = 0; d < View::rank(); ++d)
    if (tensor.shape(d) != view.extent(d)) return false;
  // Whatever the layout of the tensor: its last index fastest.
  return std::equal(tensor.template begin<xt::layout_type::row_major>(),
                    tensor.template end<xt::layout_type::row_major>(), view.data(),
                    view.data() + view.size());
}

template <class Array>
concept Viewable = requires(Array&& array) {
  mattis::xtensors::view(std::forward<Array>(array));
};
template <class Array>
concept Assignable = requires(Array&& array) {
  mattis::xtensors::lazy(std::forward<Array>(array));
};

mattis::Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1.08}};

}  // namespace

TEST_CASE("xtensor: simulate gives what the Views hold", "[xtensor]") {
  mattis::SimulateOptions const options{
      .T = 5, .N = 40, .trials = 3, .seed = 1, .save_states = true};
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
  xt::xtensor<double, 2> z(std::array<std::size_t, 2>{24, 64});  // of the default layout
  for (std::size_t t = 0; t < 24; ++t)
    for (std::size_t i = 0; i < 64; ++i) z(t, i) = arrays.z[t * 64 + i];
  samples.xi = xt::xtensor<std::int8_t, 2>(std::array<std::size_t, 2>{64, 1});
  samples.x0 = xt::xtensor<double, 1>(std::array<std::size_t, 1>{64});
  samples.z = z;
  std::copy(arrays.xi.begin(), arrays.xi.end(), samples.xi.begin());
  std::copy(arrays.x0.begin(), arrays.x0.end(), samples.x0.begin());
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

TEST_CASE("xtensor: arrays stand in expressions without a copy", "[xtensor]") {
  using namespace mattis;
  using xtensors::view;
  Kokkos::DefaultHostExecutionSpace const exec;
  auto const xi = random_patterns(exec, 30, 200, 1);
  xt::xtensor<double, 1> x = xt::zeros<double>({200});
  for (std::size_t i = 0; i < 200; ++i) x(i) = std::sin(0.1 * static_cast<double>(i));
  xt::xtensor<double, 1> const start = x;
  CHECK(view(x).data() == x.data());
  static_assert(std::is_const_v<decltype(view(start))::value_type>);

  auto const state = xtensors::lazy(x);
  (state = 0.9 * view(x) + 0.1 * field(xi, pow<2>(overlap(xi, tanh(view(start)))))).run(exec);
  Kokkos::View<double*, Kokkos::HostSpace> expected("expected", 200);
  for (std::size_t i = 0; i < 200; ++i) expected(i) = start(i);
  auto const other = lazy(expected);
  (other = 0.9 * other + 0.1 * field(xi, pow<2>(overlap(xi, tanh(other))))).run(exec);
  CHECK(same(x, expected));

  // Whatever the layout: column-major, every other column, a dynamic rank, memory of somebody else.
  xt::xtensor<float, 2, xt::layout_type::column_major> columns({3, 50});
  xt::xtensor<float, 2> wide({3, 100});
  xt::xarray<float> dynamic = xt::zeros<float>({3, 50});
  std::vector<float> mine(150);
  auto adapted = xt::adapt(mine, std::array<std::size_t, 2>{3, 50});
  for (std::size_t t = 0; t < 3; ++t)
    for (std::size_t i = 0; i < 50; ++i) columns(t, i) = static_cast<float>(t * 50 + i) / 100.0F;
  auto every_other = xt::view(wide, xt::all(), xt::range(0, 100, 2));
  (xtensors::lazy(every_other) = 2.0F * view(columns)).run(exec);
  (xtensors::lazy<2>(dynamic) = view(every_other) - view(columns)).run(exec);
  (xtensors::lazy(adapted) = 1.0F * view<2>(dynamic)).run(exec);
  for (std::size_t t = 0; t < 3; ++t)
    for (std::size_t i = 0; i < 50; ++i) {
      REQUIRE(wide(t, 2 * i) == 2 * columns(t, i));
      REQUIRE(adapted(t, i) == columns(t, i));
    }
  CHECK(mine.back() == columns(2, 49));
  CHECK_THROWS_AS(view<1>(dynamic), Error);
}

TEST_CASE("xtensor: a result keeps its entries in an array of the default layout", "[xtensor]") {
  mattis::SimulateOptions const options{.T = 5, .N = 40, .trials = 3, .seed = 1};
  auto const views = mattis::simulate<double>(Kokkos::DefaultExecutionSpace(), model, options);
  xt::xtensor<double, 3> const E = mattis::xtensors::simulate<double>(model, options).E;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t t = 0; t < 5; ++t)
      for (std::size_t k = 0; k < 2; ++k) CHECK(E(r, t, k) == views.E(r, t, k));
}

TEST_CASE("xtensor: views need no name, arrays do", "[xtensor]") {
  using namespace mattis;
  using xtensors::view;
  Kokkos::DefaultHostExecutionSpace const exec;
  xt::xtensor<double, 2> x(std::array<std::size_t, 2>{3, 8});
  xt::xtensor<double, 2> const& same_x = x;
  std::vector<double> mine(8);
  for (std::size_t t = 0; t < 3; ++t)
    for (std::size_t i = 0; i < 8; ++i) x(t, i) = static_cast<double>(10 * t + i);

  CHECK(view(xt::row(x, 1)).data() == &x(1, 0));
  CHECK(view(xt::col(same_x, 5)).data() == &x(0, 5));
  static_assert(std::is_const_v<decltype(view(xt::col(same_x, 5)))::value_type>);
  (xtensors::lazy(xt::row(x, 0)) =
       view(xt::row(x, 1)) + view(xt::view(xt::row(same_x, 2), xt::all())))
      .run(exec);
  auto const columns = xt::strided_view(x, {xt::all(), xt::range(1, 8, 3)});
  (xtensors::lazy<1>(xt::strided_view(x, {1, xt::all()})) =
       2.0 * view<1>(xt::strided_view(x, {2, xt::all()})))
      .run(exec);
  (xtensors::lazy(xt::adapt(mine, std::array<std::size_t, 1>{8})) = 1.0 * view(xt::row(x, 2)))
      .run(exec);
  (xtensors::lazy(xt::adapt(mine.data(), 4, xt::no_ownership(), std::array<std::size_t, 1>{4})) =
       -1.0 * view(xt::view(x, 2, xt::range(4, 8))))
      .run(exec);
  for (std::size_t i = 0; i < 8; ++i) {
    auto const own = static_cast<double>(i);
    CHECK(x(0, i) == 30 + 2 * own);
    CHECK(x(1, i) == 40 + 2 * own);
    CHECK(mine[i] == (i < 4 ? -(24 + own) : 20 + own));
  }
  auto const strided = view<2>(columns);
  for (std::size_t t = 0; t < 3; ++t)
    for (std::size_t c = 0; c < 3; ++c) CHECK(&strided(t, c) == &x(t, 1 + 3 * c));
  CHECK_THROWS_AS(view(xt::view(x, 0, xt::range(7, 0, -1))), Error);

  using Tensor = xt::xtensor<double, 1>;
  static_assert(Viewable<Tensor&> && Viewable<Tensor const&> && !Viewable<Tensor> &&
                !Assignable<Tensor>);
  static_assert(Viewable<decltype(xt::view(std::declval<Tensor&>(), xt::all()))>);
  static_assert(!Viewable<decltype(xt::view(std::declval<Tensor>(), xt::all()))>);
  static_assert(
      !Viewable<decltype(xt::view(xt::view(std::declval<Tensor>(), xt::all()), xt::all()))>);
  static_assert(!Viewable<decltype(xt::strided_view(std::declval<Tensor>(), {xt::all()}))>);
  static_assert(
      !Viewable<decltype(xt::adapt(std::vector<double>(), std::array<std::size_t, 1>{8}))>);
  static_assert(!Viewable<decltype(std::declval<Tensor&>() + std::declval<Tensor&>())>);
  static_assert(!Viewable<decltype(xt::view(std::declval<Tensor&>(), xt::keep(1, 3)))>);
}

TEST_CASE("xtensor: a single row, a single entry", "[xtensor]") {
  using namespace mattis;
  Kokkos::DefaultHostExecutionSpace const exec;
  xt::xtensor<double, 2> row({1, 4});
  xt::xtensor<double, 1> one({1});
  row.fill(2);
  one(0) = 3;
  (xtensors::lazy(row) = 2.0 * xtensors::view(row)).run(exec);
  (xtensors::lazy(one) = xtensors::view(one) * xtensors::view(one)).run(exec);
  CHECK(row(0, 3) == 4);
  CHECK(one(0) == 9);
}
