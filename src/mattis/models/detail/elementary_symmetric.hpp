// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Elementary symmetric polynomials of the aligned activities of each pattern, as a node of an
// expression.
#include <mattis/expr/leaf.hpp>

#include <string>

namespace mattis::detail {

/// Highest degree that is computed: what an evaluation keeps on the stack grows with it.
inline constexpr int max_elementary_degree = 32;

/// Sums of powers of y_j = xi^mu_j phi_j over the neurons, divided by N: one per pattern for odd
/// powers, where y^k = xi phi^k, one per network for even powers, where y^k = phi^k.
template <Real T>
struct PowerMeans {
  T const* odd = nullptr;  ///< (networks, ceil(n / 2), P): mean of y, y^3, ..
  std::int64_t odd_count = 0;
  double const* even = nullptr;  ///< (networks, even_count): mean of y^2, y^4, ..
  std::int64_t even_count = 0;
  std::int64_t networks = 0;
  std::int64_t patterns = 0;
  double neurons = 0;
};

/// E_degree = degree! e_degree(y) / N^degree of every pattern, e the elementary symmetric
/// polynomial: the sum over tuples of different neurons that replaces m^degree
/// (docs/models.md 1.1). By Newton's identities
///
///     E_k = sum_{i=1}^{k} (-1)^{i-1} (k-1)! / (k-i)! N^{1-i} M_i E_{k-i},   M_i = mean of y^i, E_0
///     = 1
///
/// Computed in double whatever T is, from power means that have the precision of T.
template <Real T>
struct ElementarySymmetric {
  using mattis_expression = void;
  using value_type = T;
  static constexpr bool scalar = false;
  static constexpr int products = 0;

  PowerMeans<T> means;
  int degree;

  template <int J>
  ElementarySymmetric planned() const {
    return *this;
  }
  Tuple<> contractions() const { return {}; }
  expr::Extent extent() const { return {means.networks, means.patterns}; }
  void orient(bool) {}
  bool instances_in_rows() const { return false; }
  template <class Visit>
  void visit_places(Visit const& visit, bool contracted) const {
    std::int64_t const odd = means.networks * means.odd_count * means.patterns;
    std::int64_t const even = means.networks * means.even_count;
    visit(expr::Places{{means.odd, sizeof(T), 1, {odd}, {1}}, false}, contracted);
    visit(expr::Places{{means.even, sizeof(double), 1, {even}, {1}}, false}, contracted);
  }
  template <ExecutionSpace Exec>
  static constexpr bool reachable() {
    return true;
  }
  std::string text() const { return "e_" + to_text(degree); }

  /// Entries of a block, on a host a few vectors of them side by side so that the compiler makes
  /// vectors of the loops.
  template <int Max>
  struct Entries {
    T values[Max];
    KOKKOS_FUNCTION T operator()(int r) const { return values[r]; }
  };

  template <int Max, class Y>
  KOKKOS_FUNCTION Entries<Max> evaluate(expr::Block const& block, Y const&) const {
    constexpr int side = Max < 32 ? Max : 32;
    Entries<Max> result;
    for (int first = 0; first < block.count; first += side) {
      int const count = block.count - first < side ? block.count - first : side;
      evaluate_side<side>(block.instance, block.first + first, count, result.values + first);
    }
    return result;
  }

  template <int Side>
  KOKKOS_FUNCTION void evaluate_side(std::int64_t network, std::int64_t pattern, int count,
                                     T* values) const {
    double E[max_elementary_degree + 1][Side];
    for (int r = 0; r < count; ++r) E[0][r] = 1;
    for (int k = 1; k <= degree; ++k) {
      for (int r = 0; r < count; ++r) E[k][r] = 0;
      double factor = 1;
      for (int i = 1; i <= k; ++i) {
        if (i % 2 == 1) {
          T const* const mean =
              means.odd + (network * means.odd_count + i / 2) * means.patterns + pattern;
          for (int r = 0; r < count; ++r)
            E[k][r] += factor * static_cast<double>(mean[r]) * E[k - i][r];
        } else {
          double const scaled = -factor * means.even[network * means.even_count + i / 2 - 1];
          for (int r = 0; r < count; ++r) E[k][r] += scaled * E[k - i][r];
        }
        factor *= (k - i) / means.neurons;
      }
    }
    for (int r = 0; r < count; ++r) values[r] = static_cast<T>(E[degree][r]);
  }
};

/// Whether two are one product's operand (expr/contraction.hpp).
template <Real T>
bool same_operand(ElementarySymmetric<T> const& a, ElementarySymmetric<T> const& b) {
  return a.means.odd == b.means.odd && a.degree == b.degree;
}

}  // namespace mattis::detail
