// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Arrays that kernels read and write in place: whatever has DLPack or the buffer protocol.
#include <mattis/core/execution.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <string>
#include <variant>
#include <vector>

namespace mattis::python {

using Extents = std::vector<std::size_t>;

template <class T>
using Readable = nanobind::ndarray<T const, nanobind::c_contig, nanobind::device::cpu>;
template <class T>
using Writable = nanobind::ndarray<T, nanobind::c_contig, nanobind::device::cpu>;

/// Without a copy where it is of float32 or float64 in C order, on the host, of this machine's byte
/// order; else a copy, in the smallest of the two that holds it. \throws Error  naming it
std::variant<Readable<float>, Readable<double>> readable(std::string const& name,
                                                         nanobind::handle array);
/// The same, of float64 alone.
Readable<double> readable_double(std::string const& name, nanobind::handle array);

/// What `out` names, or a new array of NumPy's where it is None; and the object to return.
template <class T>
struct Result {
  nanobind::object object;
  Writable<T> array;
};

/// \throws Error  unless it is a writable array of that shape and T in C order
template <class T>
Result<T> result(nanobind::handle out, Extents const& shape);

Extents extents_of(auto const& array) {
  Extents extents(array.ndim());
  for (std::size_t d = 0; d < extents.size(); ++d) extents[d] = array.shape(d);
  return extents;
}

/// "(3, 4)", "(3,)"
std::string shape_text(Extents const& extents);
/// \throws Error  naming it
void expect_rank(std::string const& name, Extents const& extents, std::size_t least,
                 std::size_t most, char const* expected);

}  // namespace mattis::python
