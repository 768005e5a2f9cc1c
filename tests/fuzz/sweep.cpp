// SPDX-License-Identifier: BSD-3-Clause
// The reader of a sweep's file: from any text to the rows it asks for.
#include <fuzz/refusal.hpp>
#include <mattis/sweep/plan.hpp>
#include <sweep_config.hpp>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <string_view>

namespace {

/// Whether a number has more than two digits in a row: counts of points are numbers, and a million
/// points are allowed, which take longer than a fuzzer waits.
bool has_large_number(std::string_view text) {
  int digits = 0;
  return std::any_of(text.begin(), text.end(), [&](char one) {
    digits = std::isdigit(static_cast<unsigned char>(one)) ? digits + 1 : 0;
    return digits > 2;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace mattis;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (has_large_number(text)) return -1;
  fuzz::accept_or_refuse([&] {
    auto const plan = command::parse_sweep(text, "sweep.toml");
    auto const last = plan.points() - 1;
    for (auto const i : {std::size_t{0}, last / 2, last}) sweep::task(plan, i);
  });
  return 0;
}
