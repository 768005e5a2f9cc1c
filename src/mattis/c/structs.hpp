// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Structs that begin with their size. A caller's may be shorter than this library's, from an older
// header: what it lacks is zero, which means its default. It may be longer, from a newer one, as
// long as it asks for nothing there.
#include <mattis/c/guarded.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace mattis::c {

/// Far more than any struct will have: a size beyond it is none.
inline constexpr std::size_t largest_struct = 4096;

/// \throws Refusal for a null pointer, or a size that is none
template <class Struct>
Struct read_struct(char const* name, Struct const* given) {
  expect_pointer(name, given);
  std::size_t const size = given->size;
  auto const refuse = [&](std::string const& got) {
    throw Refusal(MATTIS_INVALID_ARGUMENT, std::string(name) + ".size: expected the struct's, " +
                                               std::to_string(sizeof(Struct)) + " bytes, got " +
                                               got);
  };
  if (size < sizeof(std::size_t) || size > largest_struct) refuse(std::to_string(size));
  Struct known{};
  std::memcpy(&known, given, std::min(size, sizeof known));
  auto const* const bytes = reinterpret_cast<unsigned char const*>(given);
  for (std::size_t i = sizeof known; i < size; ++i)
    if (bytes[i] != 0)
      refuse(std::to_string(size) + " with a field that this library does not know");
  return known;
}

/// Defaults for a null pointer.
template <class Struct>
Struct read_options(char const* name, Struct const* given) {
  return given == nullptr ? Struct{} : read_struct(name, given);
}

/// As much of it as the caller's has.
template <class Struct>
void write_struct(Struct const& from, Struct* to) {
  std::memcpy(to, &from, std::min(to->size, sizeof from));
}

/// `value`, or what 0 stands for.
template <class Value>
Value or_default(Value value, Value standard) {
  return value == Value{} ? standard : value;
}

/// Calls work(T{}) with the precision that the field says. \throws Error for none
template <class Work>
auto with_precision(std::int32_t precision, Work const& work) {
  expect(precision == MATTIS_FLOAT || precision == MATTIS_DOUBLE, "options.precision",
         "MATTIS_FLOAT (0) or MATTIS_DOUBLE (1)", precision);
  return precision == MATTIS_DOUBLE ? work(double{}) : work(float{});
}

}  // namespace mattis::c
