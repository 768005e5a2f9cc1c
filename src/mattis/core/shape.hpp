// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace mattis {

/// Text of a shape, "(3, 4)".
inline std::string shape_text(std::initializer_list<std::size_t> extents) {
  std::string text = "(";
  for (auto const extent : extents)
    text.append(text.size() > 1 ? ", " : "").append(std::to_string(extent));
  return text + ")";
}

/// Text of the shape of a View.
template <class View>
std::string shape_text(View const& view) {
  std::string text = "(";
  for (std::size_t d = 0; d < View::rank(); ++d)
    text.append(d > 0 ? ", " : "").append(std::to_string(view.extent(d)));
  return text + ")";
}

/// Throws Error "<name>: expected shape (..), got (..)" unless the View has exactly these extents.
template <class View>
void expect_shape(std::string_view name, View const& view,
                  std::initializer_list<std::size_t> extents) {
  bool fits = View::rank() == extents.size();
  std::size_t d = 0;
  for (auto const extent : extents) fits = fits && view.extent(d++) == extent;
  if (!fits) throw_unexpected(name, "shape " + shape_text(extents), shape_text(view));
}

}  // namespace mattis
