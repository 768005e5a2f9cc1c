// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

namespace mattis::testing {

/// Why a figure was not drawn: its Python or what that needs is not here, and nothing else is
/// wrong. \param option  "figure", or what the command calls it
inline void check_lacks_python(std::string const& option, std::string const& complaint) {
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(complaint, Catch::Matchers::StartsWith("mattis: " + option + ": expected Python"));
  CHECK_THAT(complaint, ContainsSubstring("No module named") ||
                            ContainsSubstring("No such file or directory"));
}

}  // namespace mattis::testing
