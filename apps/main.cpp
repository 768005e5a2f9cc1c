// SPDX-License-Identifier: BSD-3-Clause
#include "command_line.hpp"
#include "interrupt.hpp"
#include "summary.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace {

constexpr int failure = 2;

int report(std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  std::fprintf(stderr, "mattis: %s\n", message.c_str());
  return failure;
}

}  // namespace

int main(int argc, char* argv[]) {
  mattis::command::catch_signals();
  try {
    mattis::command::run_command_line({argv + std::min(argc, 1), argv + argc});
    mattis::command::finish_output();
    return 0;
  } catch (mattis::command::Interrupted const& interrupted) {
    report(interrupted.signal == SIGINT ? "interrupted, nothing written" : "told to stop, nothing written");
    return 128 + interrupted.signal;
  } catch (std::bad_alloc const&) {
    return report("memory: expected enough for this size, got too little");
  } catch (std::exception const& error) {
    return report(error.what());
  }
}
