// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <cstddef>
#include <string>

namespace mattis::detail {

/// An array that is written before it is read.
template <class View, ExecutionSpace Exec, class... Extents>
View allocate(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, label),
              static_cast<std::size_t>(extents)...);
}

}  // namespace mattis::detail
