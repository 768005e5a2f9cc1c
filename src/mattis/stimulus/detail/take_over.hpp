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
  auto const shape = shape_text(from), expected = shape_text(to);
  if (shape != expected) throw_unexpected("checkpoint." + name, "shape " + expected, shape);
  std::copy_n(from.data(), from.size(), to.data());
}

}  // namespace mattis::stimulus
