// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/as_view.hpp>
#include <mattis/mattis.hpp>

#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <span>
#include <type_traits>
#include <vector>

#if __has_include(<mdspan>)
#include <mdspan>
#endif
#if __has_include(<mdspan/mdspan.hpp>)
#include <mdspan/mdspan.hpp>  // of Kokkos
#endif

/// A class of a user's: columns of doubles with room for more rows.
class Grid {
 public:
  Grid(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns), entries_((rows + 2) * columns) {}
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t room() const { return rows_ + 2; }
  double* first() { return entries_.data(); }
  double const* first() const { return entries_.data(); }
  double& at(std::size_t row, std::size_t column) { return entries_[row + column * room()]; }

 private:
  std::size_t rows_, columns_;
  std::vector<double> entries_;
};

template <>
struct mattis::ArrayAccess<Grid> {
  using memory_space = Kokkos::HostSpace;
  static constexpr std::size_t rank = 2;
  static double* data(Grid& grid) { return grid.first(); }
  static double const* data(Grid const& grid) { return grid.first(); }
  static std::size_t extent(Grid const& grid, std::size_t d) {
    return d == 0 ? grid.rows() : grid.columns();
  }
  static std::size_t stride(Grid const& grid, std::size_t d) { return d == 0 ? 1 : grid.room(); }
};

/// What std::mdspan of layout_left is, of one rank.
struct ColumnMajor {
  struct extents_type {};
  struct mapping_type {
    static constexpr bool is_always_strided() { return true; }
  };
  static constexpr std::size_t rank() { return 2; }
  double* memory;
  std::size_t rows, columns;
  double* data_handle() const { return memory; }
  std::size_t extent(std::size_t d) const { return d == 0 ? rows : columns; }
  std::size_t stride(std::size_t d) const { return d == 0 ? 1 : rows; }
};

namespace mattis::test {

#if defined(MDSPAN_IMPL_STANDARD_NAMESPACE) || defined(__cpp_lib_mdspan)
namespace {

#ifdef __cpp_lib_mdspan
namespace md = std;
#else
namespace md = MDSPAN_IMPL_STANDARD_NAMESPACE;
#endif
using Both = md::dextents<std::size_t, 2>;

template <class Layout>
void check_mdspan(md::mdspan<double, Both, Layout> const& span) {
  auto const view = as_view(span);
  static_assert(decltype(view)::rank() == 2);
  REQUIRE(view.extent(0) == span.extent(0));
  REQUIRE(view.extent(1) == span.extent(1));
  for (std::size_t i = 0; i < view.extent(0); ++i)
    for (std::size_t j = 0; j < view.extent(1); ++j)
      CHECK(&view(i, j) == span.data_handle() + span.mapping()(i, j));
}

}  // namespace

TEST_CASE("as_view: an mdspan of any strided layout, without a copy", "[core]") {
  std::vector<double> memory(40);
  check_mdspan(md::mdspan<double, Both>(memory.data(), 5, 7));
  check_mdspan(md::mdspan<double, Both, md::layout_left>(memory.data(), 5, 7));
  md::layout_stride::mapping<Both> const apart(Both(3, 4), std::array<std::size_t, 2>{10, 2});
  check_mdspan(md::mdspan<double, Both, md::layout_stride>(memory.data(), apart));

  // A column of all of them, in and out of a call.
  auto const xi = random_patterns(Exec{}, 2, 5, 3);
  for (double& value : memory) value = 0.5;
  double m[2];
  md::mdspan<double, md::dextents<std::size_t, 1>> const phi(memory.data(), 5), result(m, 2);
  overlap(Exec{}, xi, as_view(phi), as_view(result));
  Exec{}.fence();
  auto const signs = unpack_patterns(Exec{}, xi);
  for (std::size_t mu = 0; mu < 2; ++mu) {
    double sum = 0;
    for (std::size_t i = 0; i < 5; ++i) sum += 0.5 * signs(mu, i) / 5;
    CHECK(std::abs(m[mu] - sum) < 1e-15);
  }
}
#endif

TEST_CASE("as_view: each kind of array is its memory, its shape and its strides", "[core]") {
  std::vector<float> vector(12, 1.0F);
  auto const& fixed = vector;
  CHECK(as_view(vector).data() == vector.data());
  CHECK(as_view(vector).extent(0) == 12);
  static_assert(std::is_same_v<decltype(as_view(vector))::value_type, float>);
  static_assert(std::is_same_v<decltype(as_view(fixed))::value_type, float const>);
  std::array<double, 3> array{};
  CHECK(as_view(array).data() == array.data());
  CHECK(as_view(std::span(vector).subspan(4, 6)).data() == vector.data() + 4);
  CHECK(as_view(std::span(vector).subspan(4, 6)).extent(0) == 6);
  auto const matrix = as_view(vector.data(), 3, 4);
  CHECK(&matrix(2, 1) == &vector[9]);
  static_assert(std::is_same_v<decltype(matrix)::array_layout, Kokkos::LayoutRight>);
  auto const transposed =
      as_view(vector.data(), std::array<std::size_t, 2>{4, 3}, std::array<std::size_t, 2>{1, 4});
  CHECK(&transposed(1, 2) == &vector[9]);
  Grid grid(3, 5);
  CHECK(as_view(grid).extent(0) == 3);
  CHECK(as_view(grid).extent(1) == 5);
  CHECK(&as_view(grid)(2, 4) == &grid.at(2, 4));
  Grid const& constant = grid;
  static_assert(std::is_same_v<decltype(as_view(constant))::value_type, double const>);
  std::vector<double> memory(6);
  CHECK(&as_view(ColumnMajor{memory.data(), 2, 3})(1, 2) == &memory[5]);
}

TEST_CASE("as_view: kernels, plans and statements take foreign arrays", "[core]") {
  Exec const exec;
  constexpr std::size_t P = 20, N = 300;
  auto const xi = random_patterns(exec, P, N, 1);
  std::vector<double> const phi = random_values(N, 1.0, 3);
  std::vector<double> m(P), from_plan(P), h(N), expected(P);
  Kokkos::View<double const*, Kokkos::HostSpace> const given(phi.data(), N);
  Kokkos::View<double*, Kokkos::HostSpace> const result(expected.data(), P);
  overlap(exec, xi, given, result);
  overlap(exec, xi, as_view(phi), as_view(m));
  OverlapPlan<Exec, double>(exec, xi).run(exec, as_view(phi.data(), N), as_view(from_plan));
  (lazy(as_view(h)) = field(xi, as_view(m))).run(exec);
  exec.fence();
  CHECK(m == expected);
  CHECK(from_plan == expected);
  std::vector<double> of_field(N);
  field(exec, xi, as_view(std::span<double const>(m)), as_view(of_field));
  exec.fence();
  CHECK(h == of_field);

  Grid states(2, N), slopes(2, N);
  for (std::size_t b = 0; b < 2; ++b)
    for (std::size_t i = 0; i < N; ++i) states.at(b, i) = phi[i] * static_cast<double>(b + 1);
  RightHandSide<Exec, double> const of_network(exec, xi, Hopfield{.alpha = 0.1, .g = 1.2},
                                               {.states = 2});
  rhs(of_network, exec, as_view(states), as_view(slopes));
  std::vector<double> row(N);
  rhs(RightHandSide<Exec, double>(exec, xi, Hopfield{.alpha = 0.1, .g = 1.2}), exec, as_view(phi),
      as_view(row));
  exec.fence();
  for (std::size_t i = 0; i < N; ++i) CHECK(slopes.at(0, i) == row[i]);

  std::vector<double> C(4), S(4);
  covariance(exec, as_view(phi.data(), 2, N / 2), as_view(C.data(), 2, 2));
  response(exec, as_view(phi.data(), 2, N / 2), as_view(std::as_const(C).data(), 2, 2), 0.1,
           as_view(S.data(), 2, 2));
  exec.fence();
  CHECK(C[1] == C[2]);
  CHECK(S[2] != 0);
  CHECK(S[1] == 0);
}

}  // namespace mattis::test
