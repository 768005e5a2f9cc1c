// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/sign_product.hpp>
#include <mattis/models/detail/distinct_field.hpp>
#include <mattis/models/detail/elementary_symmetric.hpp>
#include <mattis/models/detail/few_neurons_field.hpp>
#include <mattis/models/detail/planned.hpp>

#include <cmath>

namespace mattis::detail {
namespace {

/// A number per network wherever one per neuron is expected.
template <class Numbers>
auto for_every_neuron(Numbers const& numbers, std::int64_t networks, std::int64_t neurons) {
  using Broadcast = Kokkos::View<double**, Kokkos::LayoutStride, typename Numbers::memory_space>;
  Kokkos::LayoutStride const same(static_cast<std::size_t>(networks), numbers.stride(0),
                                  static_cast<std::size_t>(neurons), 0);
  return lazy_rows(Broadcast(numbers.data(), same));
}

/// n! / (n-k)! / N^k
double coefficient(int n, int k, std::int64_t neurons) {
  double product = 1;
  for (int i = 0; i < k; ++i) product *= static_cast<double>(n - i) / static_cast<double>(neurons);
  return product;
}

/// Below 2 n neurons Newton's identities lose what is left of e_n.
bool few_neurons(std::int64_t neurons, int n) { return neurons < 2 * n; }

static_assert(2 * max_elementary_degree <= LeaveOneOut<1>::max_numbers &&
              max_elementary_degree <= LeaveOneOut<1>::max_degree);

}  // namespace

template <ExecutionSpace Exec, Real T>
DistinctField<Exec, T>::DistinctField(Exec const& exec, PatternSet<Exec> const& xi, int n,
                                      Array<T**, Exec> const& phi_array,
                                      Array<T**, Exec> const& h_array,
                                      Array<double**, Exec> const& m, How const& how,
                                      Arena<Exec> const& arena) {
  auto const networks = static_cast<std::int64_t>(phi_array.extent(0));
  auto const N = xi.neurons(), P = xi.patterns();
  if (few_neurons(N, n)) {
    if (m.extent(1) > 0)
      contract_.push_back(
          planned(exec, head(lazy_rows(m)) = overlap(xi, lazy_rows(phi_array)), how, arena));
    FewNeuronsField<Exec, T> const few(arena, xi, n, phi_array, h_array);
    fields_.push_back([few](Exec const& on) { few.run(on); });
    return;
  }
  // so that more neurons never take less
  arena.reserve(FewNeuronsField<Exec, T>::bytes(P, 2 * std::int64_t{n} - 1, networks));
  int const odd = (n + 1) / 2;  // powers 1, 3, .. up to n
  int const even = n / 2;       // powers 2, 4, .. up to n
  power_overlaps_ =
      arena.template take<Array<T***, Exec>>("mattis::distinct::power_overlaps", networks, odd, P);
  power_means_ =
      arena.template take<Array<double**, Exec>>("mattis::distinct::power_means", networks, even);
  totals_ = arena.template take<Array<double**, Exec>>("mattis::distinct::totals", networks, odd);
  pattern_sums_ = arena.template take<Array<T**, Exec>>("mattis::distinct::pattern_sums",
                                                        n % 2 == 0 ? networks : 0, N);
  PowerMeans<T> const means{power_overlaps_.data(), odd, power_means_.data(), even, networks, P,
                            static_cast<double>(N)};
  auto const E = [means](int degree) { return ElementarySymmetric<T>{means, degree}; };
  auto const each = Kokkos::ALL;
  auto const phi = lazy_rows(phi_array);
  auto h = lazy_rows(h_array);

  for (int k = 0; k < even; ++k) {
    contract_.push_back(
        planned(exec, total(Kokkos::subview(power_means_, each, k)) = mean(pow(phi, 2 * k + 2)),
                how, arena));
  }
  for (int k = 0; k < odd; ++k) {
    auto const overlaps = lazy_rows(Kokkos::subview(power_overlaps_, each, k, each));
    if (k == 0) {
      auto const m1 = overlap(xi, phi);
      contract_.push_back(
          planned(exec, together(overlaps = m1, head(lazy_rows(m)) = m1), how, arena));
    } else {
      contract_.push_back(planned(exec, overlaps = overlap(xi, pow(phi, 2 * k + 1)), how, arena));
    }
  }
  fields_.push_back(planned(exec, h = field(xi, E(n)), how, arena));
  for (int k = 1; k <= n; ++k) {
    double const factor = coefficient(n, k, N);
    if (k % 2 == 1) {
      auto const sums = Kokkos::subview(totals_, each, k / 2);
      fields_.push_back(planned(exec, total(sums) = sum(E(n - k)), how, arena));
      fields_.push_back(planned(
          exec, h = h - factor * pow(phi, k) * for_every_neuron(sums, networks, N), how, arena));
    } else if (k < n) {
      fields_.push_back(
          planned(exec, h = h + factor * pow(phi, k) * field(xi, E(n - k)), how, arena));
    } else {
      auto const signs = lazy_rows(pattern_sums_);
      before_.push_back(planned(exec, signs = field(xi, E(0)), how, arena));
      fields_.push_back(planned(exec, h = h + factor * pow(phi, k) * signs, how, arena));
    }
  }
}

template <ExecutionSpace Exec, Real T>
std::size_t DistinctField<Exec, T>::bytes(std::int64_t P, std::int64_t N, std::int64_t networks,
                                          int n, How const& how) {
  using Product = SignProduct<Exec, T>;
  if (few_neurons(N, n))
    return FewNeuronsField<Exec, T>::bytes(P, N, networks) + Product::bytes(P, N, networks, how);
  auto const odd = (n + 1) / 2, even = n / 2;
  auto const entries = odd * P + (n % 2 == 0 ? N : 0);
  auto const plans = static_cast<std::size_t>(odd) * Product::bytes(P, N, networks, how) +
                     static_cast<std::size_t>(even + 1) * Product::bytes(N, P, networks, how);
  std::int64_t const tiles = odd * Product::tiles(P) + n * Product::tiles(N);
  return sizeof(T) * static_cast<std::size_t>(networks * entries) +
         sizeof(double) * static_cast<std::size_t>(networks * (n + tiles)) + plans;
}

#define MATTIS_INSTANTIATE_DISTINCT_FIELD(EXEC) \
  template class DistinctField<EXEC, float>;    \
  template class DistinctField<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_DISTINCT_FIELD)

}  // namespace mattis::detail
