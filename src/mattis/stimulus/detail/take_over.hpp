// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/shape.hpp>

#include <algorithm>
#include <string>

namespace mattis::stimulus {

/// Copies an array of a checkpoint, contiguous as the other is.
/// \throws Error "checkpoint.<name>: .." where their shapes differ
template <class View>
void take_over(std::string const& name, View const& from, View const& to) {
  bool same = true;
  for (std::size_t d = 0; d < View::rank(); ++d) same = same && from.extent(d) == to.extent(d);
  if (!same) throw_unexpected("checkpoint." + name, "shape " + shape_text(to), shape_text(from));
  std::copy_n(from.data(), from.size(), to.data());
}

}  // namespace mattis::stimulus
