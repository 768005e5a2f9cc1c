// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Statements on Target::reference: every node as a whole array of doubles on the host, one after
// the other, nothing fused.
#include <mattis/expr/contraction.hpp>
#include <mattis/kernels/detail/on_host.hpp>

#include <vector>

namespace mattis::expr::detail {

/// Entry (b, i) of `length` entries of each instance of a leaf.
template <Real T>
struct LeafEntries {
  Leaf<T> leaf;
  std::int64_t length;

  KOKKOS_FUNCTION T& operator()(std::int64_t i) const {
    return *leaf.entry(i / length, i % length);
  }
};

/// What a node evaluates to, for those that have no exact value of their own.
template <class Planned>
struct EvaluatedEntries {
  Planned node;
  std::int64_t length;

  KOKKOS_FUNCTION double operator()(std::int64_t i) const {
    Block const block{i / length, i % length, 1};
    return static_cast<double>(node.template evaluate<1>(block, Products<0>{})(0));
  }
};

/// The entries of a node over an index space, (instances, length) one behind the other.
template <ExecutionSpace Exec, Node N>
std::vector<double> exact(Exec const& exec, N const& node, Extent const& space) {
  using Planned = decltype(node.template planned<0>());
  return mattis::detail::on_host(
      exec, space.instances * space.length,
      EvaluatedEntries<Planned>{node.template planned<0>(), space.length});
}
template <ExecutionSpace Exec, Real T>
std::vector<double> exact(Exec const&, Scalar<T> const& number, Extent const& space) {
  return std::vector<double>(static_cast<std::size_t>(space.instances * space.length),
                             static_cast<double>(number.value));
}
template <ExecutionSpace Exec, Real T, class Space>
std::vector<double> exact(Exec const& exec, ViewLeaf<T, Space> const& view, Extent const& space) {
  return mattis::detail::on_host(exec, space.instances * space.length,
                                 LeafEntries<T>{view.entries, space.length});
}
template <ExecutionSpace Exec, class F, class... Args>
std::vector<double> exact(Exec const& exec, Apply<F, Args...> const& node, Extent const& space);

template <ExecutionSpace Exec, Node Operand>
std::vector<double> exact(Exec const& exec, Contraction<Exec, Operand> const& node,
                          Extent const& space) {
  auto const& matrix = node.matrix;
  auto const v = exact(exec, node.operand, Extent{space.instances, matrix.columns});
  mattis::detail::SignsOnHost<Exec> const signs(exec, matrix);
  std::vector<double> y;
  for (std::int64_t b = 0; b < space.instances; ++b) {
    auto const part = reference::product(signs.of(b), node.scale, v.data() + b * matrix.columns);
    y.insert(y.end(), part.begin(), part.end());
  }
  return y;
}

// A functor may be one of float alone: it is then called as it is.
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wfloat-conversion"
#endif
template <class F, std::size_t Count, std::size_t... I>
double exact_value(F const& function, std::vector<double> const (&arguments)[Count],
                   std::size_t entry, std::index_sequence<I...>) {
  return static_cast<double>(function(arguments[I][entry]...));
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
template <ExecutionSpace Exec, class F, class... Args>
std::vector<double> exact(Exec const& exec, Apply<F, Args...> const& node, Extent const& space) {
  return apply(
      [&](auto const&... arg) {
    std::vector<double> const arguments[] = {exact(exec, arg, space)...};
    std::vector<double> values(arguments[0].size());
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = exact_value(node.function, arguments, i, std::index_sequence_for<Args...>{});
    return values;
      },
      node.args);
}

/// Writes entries to a target: as many of each instance as it has.
template <ExecutionSpace Exec, Real T>
void write_exact(Exec const& exec, std::vector<double> values, Extent const& space,
                 Leaf<T> const& target) {
  std::int64_t const kept = target.extent().length;
  if (kept < space.length) {
    std::vector<double> heads;
    for (std::int64_t b = 0; b < space.instances; ++b) {
      auto const first = values.begin() + b * space.length;
      heads.insert(heads.end(), first, first + kept);
    }
    values = std::move(heads);
  }
  mattis::detail::from_host(exec, values, LeafEntries<T>{target, kept});
}

/// Sums of the entries of each instance.
inline std::vector<double> exact_sums(std::vector<double> const& values, Extent const& space) {
  std::vector<double> sums(static_cast<std::size_t>(space.instances));
  for (std::size_t b = 0; b < sums.size(); ++b) {
    auto const length = static_cast<std::size_t>(space.length);
    for (std::size_t i = 0; i < length; ++i) sums[b] += values[b * length + i];
  }
  return sums;
}

}  // namespace mattis::expr::detail
