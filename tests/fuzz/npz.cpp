// SPDX-License-Identifier: BSD-3-Clause
// The reader of archives of arrays, and their comparison with a truth set that is one of them.
#include <fuzz/refusal.hpp>
#include <fuzz/scratch_file.hpp>

#include <mattis/io/npz_file.hpp>
#include <mattis/io/truth_set.hpp>

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static mattis::fuzz::ScratchFile const file("arrays.npz");
  mattis::fuzz::write_bytes(file.path(), data, size);
  mattis::fuzz::accept_or_refuse([&] {
    auto const arrays = mattis::io::read_npz(file.path());
    mattis::io::TruthSet(file.path()).compare(arrays, "theirs", {});
  });
  return 0;
}
