// SPDX-License-Identifier: BSD-3-Clause
// The reader of couplings written as text.
#include <fuzz/refusal.hpp>
#include <fuzz/scratch_file.hpp>

#include <mattis/io/couplings_file.hpp>

#include <cmath>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static mattis::fuzz::ScratchFile const file("couplings.csv");
  mattis::fuzz::write_bytes(file.path(), data, size);
  mattis::fuzz::accept_or_refuse([&] {
    auto const couplings = mattis::io::read_couplings(file.path());
    auto const N = static_cast<std::size_t>(couplings.N);
    if (N == 0 || couplings.J.size() != N * N) std::abort();
    for (double const J : couplings.J)
      if (!std::isfinite(J)) std::abort();
  });
  return 0;
}
