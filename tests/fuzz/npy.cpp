// SPDX-License-Identifier: BSD-3-Clause
// The readers of .npy arrays: patterns and couplings.
#include <fuzz/refusal.hpp>
#include <fuzz/scratch_file.hpp>

#include <mattis/io/couplings_file.hpp>
#include <mattis/io/named_patterns.hpp>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static mattis::fuzz::ScratchFile const file("array.npy");
  mattis::fuzz::write_bytes(file.path(), data, size);
  mattis::fuzz::accept_or_refuse([&] { mattis::io::read_npy_patterns(file.path()); });
  mattis::fuzz::accept_or_refuse([&] { mattis::io::read_couplings(file.path()); });
  return 0;
}
