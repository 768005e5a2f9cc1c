// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How the host's product runs: matters of speed, none of which decides a bit.
#include <mattis/core/error.hpp>
#include <mattis/kernels/choices.hpp>
#include <mattis/kernels/detail/sign_product_shape.hpp>
#include <mattis/kernels/how.hpp>

#include <string>
#include <vector>

namespace mattis::detail {

struct SignProductLaunch {
  int blocks = 0;  ///< of 16 rows that a micro-kernel takes at once; 0: as many as its set likes
  int tiles = 0;   ///< of 512 rows that share tables; 0: so that every thread gets four lots
  bool alone = false;  ///< by the calling thread
};

/// Entry 0 is what runs unmeasured.
template <Real T>
std::vector<Variant<SignProductLaunch>> sign_product_variants(SignProductShape const& shape,
                                                              How const& how) {
  std::vector<Variant<SignProductLaunch>> list{{"estimate", {}}};
  std::vector<int> blocks{0};
  auto const& at_once = how.micro<T>().signs.blocks_at_once;
  for (int const count : at_once)  // the first is what 0 means
    if (count > 0 && count != at_once[0] && count <= shape.row_blocks()) blocks.push_back(count);
  std::vector<int> tiles{0};
  for (int const count : {1, 2, 4, 8, 16})
    if (count <= shape.tiles()) tiles.push_back(count);
  for (int const b : blocks)
    for (int const t : tiles)
      for (bool const alone : {false, true}) {
        if (b == 0 && t == 0 && !alone) continue;
        std::string name;
        if (b > 0) name += "blocks" + to_text(b) + " ";
        if (t > 0) name += "tiles" + to_text(t) + " ";
        if (alone) name += "alone ";
        name.pop_back();
        list.push_back({name, {b, t, alone}});
      }
  return list;
}

}  // namespace mattis::detail
