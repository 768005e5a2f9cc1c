// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/kernels/how.hpp>

#include <string>

namespace mattis {

How How::named(std::string_view what, std::string_view name) {
  if (name == "best") return Target::best;
  if (name == "reference") return Target::reference;
  if (name == "portable") return Target::portable;
  if (name == "simd") return Target::simd;
  std::string names = "best, reference, portable, simd";
  for (auto const* set : lanes::available_instruction_sets()) {
    if (name == set->name) return *set;
    names += std::string(", ") + set->name;
  }
  throw_unexpected(what, "one of " + names, name);
}

std::string implementation(How const& how, bool on_host) {
  if (runs_reference(how)) return "reference";
  return on_host && how.target() != Target::portable ? how.set().name : "portable";
}

}  // namespace mattis
