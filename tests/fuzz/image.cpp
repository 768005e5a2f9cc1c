// SPDX-License-Identifier: BSD-3-Clause
// The reader of PBM and PNG images.
#include <fuzz/refusal.hpp>
#include <fuzz/scratch_file.hpp>

#include <mattis/io/bitmap.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static mattis::fuzz::ScratchFile const file("image");
  mattis::fuzz::write_bytes(file.path(), data, size);
  mattis::fuzz::accept_or_refuse([&] {
    auto const bitmap = mattis::io::read_bitmap(file.path());
    if (bitmap.signs.size() != bitmap.width * bitmap.height) std::abort();
  });
  return 0;
}
