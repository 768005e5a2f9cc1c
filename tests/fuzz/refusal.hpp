// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace mattis::fuzz {

/// Runs a reader on what the fuzzer made. It may accept it, or refuse it by one line of a
/// mattis::Error; any other exception ends the process, which is a finding.
template <class Read>
void accept_or_refuse(Read const& read) {
  try {
    read();
  } catch (Error const& error) {
    std::string_view const message = error.what();
    bool const one_line = !message.empty() && message.find('\n') == std::string_view::npos;
    if (!one_line || message.size() > 2000) {
      std::fprintf(stderr, "expected one short line, got %zu bytes: %s\n", message.size(),
                   error.what());
      std::abort();
    }
  }
}

}  // namespace mattis::fuzz
