// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How the product runs: matters of speed, none of which decides a bit.
#include <mattis/core/error.hpp>
#include <mattis/kernels/choices.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>
#include <mattis/kernels/how.hpp>

#include <string>
#include <vector>

namespace mattis::detail {

struct SignProductLaunch {
  int blocks = 0;   ///< of 16 rows that a micro-kernel takes at once; 0: as many as its set likes
  int tiles = 0;    ///< of 512 rows that share tables; 0: so that every thread gets four lots
  int threads = 0;  ///< most that take part; 0: all
  int ahead = 4;    ///< blocks of rows that a set fetches into the cache before it needs them
  int passes = 0;   ///< of a device's threads over a tile; 0: as few as fill the device

  template <Real T>
  int blocks_at_once(lanes::MicroKernels<T> const& micro) const {
    return blocks > 0 ? blocks : micro.signs.blocks_at_once[0];
  }
};

/// Of a device's threads over a tile of 512 rows.
inline constexpr int most_passes = 4;

/// Entry 0 is what runs unmeasured. The blocks at once and the tiles are tried with each other,
/// threads and distances of fetching with as many blocks and tiles as the first has.
template <Real T>
std::vector<Variant<SignProductLaunch>> sign_product_variants(SignProductShape const& shape,
                                                              How const& how, int concurrency) {
  std::vector<Variant<SignProductLaunch>> list{{"estimate", {}}};
  auto const add = [&](std::string const& name, SignProductLaunch const& launch) {
    list.push_back({name, launch});
  };
  auto const& at_once = how.micro<T>().signs.blocks_at_once;
  std::vector<int> blocks{0}, tiles{0};
  for (int const count : at_once)  // the first is what 0 means
    if (count > 0 && count != at_once[0] && count <= shape.row_blocks()) blocks.push_back(count);
  for (int const count : {1, 2, 4, 8, 16})
    if (count <= shape.tiles()) tiles.push_back(count);
  auto const blocks_name = [](int count) { return "blocks" + to_text(count); };
  for (int const b : blocks) {
    if (b > 0) add(blocks_name(b), {.blocks = b});
    for (int const t : tiles)
      if (t > 0)
        add((b > 0 ? blocks_name(b) + " " : "") + "tiles" + to_text(t), {.blocks = b, .tiles = t});
    for (int const threads : fewer_threads(concurrency))
      add((b > 0 ? blocks_name(b) + " " : "") + threads_name(threads),
          {.blocks = b, .threads = threads});
  }
  for (int const ahead : {0, 2, 8, 16})
    if (ahead < shape.row_blocks()) add("ahead" + to_text(ahead), {.ahead = ahead});
  return list;
}

/// Of a device.
inline std::vector<Variant<SignProductLaunch>> sign_product_variants_on_device() {
  std::vector<Variant<SignProductLaunch>> list{{"estimate", {}}};
  for (int passes = 1; passes <= most_passes; passes *= 2)
    list.push_back({"passes" + to_text(passes), {.passes = passes}});
  return list;
}

}  // namespace mattis::detail
