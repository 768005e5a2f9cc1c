// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What every node of a lazy expression is. A node describes a computation over an index space of
// `instances` vectors of `length` entries; nothing runs until a statement does. Statements are
// evaluated block by block: on a host 512 entries at once, on a device one, so that a node may
// stage what vectorises better in blocks (tanh).
#include <mattis/core/detail/tuple.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/footprint.hpp>
#include <mattis/kernels/how.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace mattis::expr {

using mattis::detail::apply;
using mattis::detail::get;
using mattis::detail::Tuple;
using mattis::detail::tuple_cat;

/// An extent that fits any other, as that of a number. Not 0, which is a size.
inline constexpr std::int64_t any_extent = -1;

/// The index space of a node.
struct Extent {
  std::int64_t instances = any_extent;
  std::int64_t length = any_extent;
};

/// What is read, or written, of memory.
struct Places {
  Footprint footprint;
  bool by_entry =
      true;  ///< of rank 2, its entry (b, i) that of the index space; else any entry may read any
};

/// The entries first .. first + count - 1 of one instance, evaluated together.
struct Block {
  std::int64_t instance;
  std::int64_t first;
  int count;
  lanes::InstructionSet const* set =
      nullptr;  ///< whose micro-kernels functions may call; null: none
};

/// Results of the contractions with patterns for the entries of a block, one pointer each.
template <int Count>
struct Products {
  double const* y[Count > 0 ? Count : 1];
};

/// Every node has `value_type`; `products`, how many contractions are in it; contractions(), their
/// tuple; planned<J>(), what a kernel sees of it: the same with its contractions numbered from J
/// on, whose evaluate<Max>(block, products) gives the entries of a block as a callable of their
/// place in it; extent(); orient(batch_first); instances_in_rows(), whether something in it says
/// so; visit_places(visit, contracted), which calls visit(places, contracted) for whatever it
/// reads, contracted being whether a contraction does; reachable<Exec>(), from that space; text().
template <class E>
concept Node = requires {
  typename std::remove_cvref_t<E>::mattis_expression;
};

/// Which rows of an effective neuron's samples are in a node (expr/effective_neuron.hpp), a bit
/// each.
template <class E>
constexpr int sample_rows() {
  if constexpr (requires { E::sample_rows; }) {
    return E::sample_rows;
  } else {
    return 0;
  }
}
/// An expression over such samples. They are in no memory: means and covariances of it can be
/// assigned, it cannot.
template <class E>
concept SampleNode = Node<E> && sample_rows<E>()
!= 0;

inline std::string text(Extent const& extent) {
  auto const number = [](std::int64_t n) {
    return n == any_extent ? std::string("any") : to_text(n);
  };
  bool const vector = extent.instances == 1 || extent.instances == any_extent;
  return (vector ? "(" : "(" + number(extent.instances) + ", ") + number(extent.length) + ")";
}

/// The common index space of two operands.
/// \throws Error when their shapes do not fit
inline Extent common_extent(Extent const& a, Extent const& b) {
  auto const fits = [](std::int64_t p, std::int64_t q) {
    return p == any_extent || q == any_extent || p == q;
  };
  if (!fits(a.instances, b.instances) || !fits(a.length, b.length)) {
    throw_unexpected("expression", "operands of one shape, " + text(a), text(b));
  }
  return {a.instances != any_extent ? a.instances : b.instances,
          a.length != any_extent ? a.length : b.length};
}

}  // namespace mattis::expr
