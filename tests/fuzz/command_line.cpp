// SPDX-License-Identifier: BSD-3-Clause
// Command lines: arguments separated by line ends, parsed and not run.
#include <command_line.hpp>
#include <fuzz/refusal.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view text(reinterpret_cast<char const*>(data), size);
  std::vector<std::string> arguments;
  while (!text.empty()) {
    auto const end = std::min(text.find('\n'), text.size());
    // No argument holds a zero byte.
    arguments.emplace_back(text.substr(0, end).substr(0, text.substr(0, end).find('\0')));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!arguments.empty() && arguments[0] == "run") return 0;  // it would read files: see toml.cpp
  mattis::fuzz::accept_or_refuse([&] { mattis::command::parse_command_line(arguments); });
  return 0;
}
