// SPDX-License-Identifier: BSD-3-Clause
// The reader of TOML files: from any text to the options of a command.
#include <command_line.hpp>
#include <fuzz/refusal.hpp>
#include <toml_file.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace mattis::command;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  mattis::fuzz::accept_or_refuse([&] {
    auto commands = all_commands();
    auto const& command = parse_command(text, "file.toml", commands);
    command.options.check();
  });
  return 0;
}
