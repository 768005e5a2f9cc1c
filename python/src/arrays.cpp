// SPDX-License-Identifier: BSD-3-Clause
#include "arrays.hpp"

#include "arguments.hpp"

#include <mattis/core/error.hpp>

#include <nanobind/stl/string.h>

#include <cstdint>
#include <type_traits>

namespace nb = nanobind;

namespace mattis::python {
namespace {

template <class T>
constexpr char const* dtype_name = std::is_same_v<T, float> ? "float32" : "float64";

bool aligned(void const* data, std::size_t bytes) {
  return reinterpret_cast<std::uintptr_t>(data) % bytes == 0;
}

nb::object numpy() { return nb::module_::import_("numpy"); }

/// As NumPy has it, of real numbers.
nb::object real_array(std::string const& name, nb::handle value) {
  nb::object array;
  try {
    array = numpy().attr("asarray")(value);
  } catch (nb::python_error& error) {
    if (!error.matches(PyExc_Exception)) throw;
    throw_unexpected(name, "an array of real numbers on the host", shown(value));
  }
  auto const dtype = array.attr("dtype");
  if (std::string("biuf").find(nb::cast<std::string>(dtype.attr("kind"))) == std::string::npos)
    throw_unexpected(name, "an array of real numbers",
                     "one of " + nb::cast<std::string>(dtype.attr("name")));
  return array;
}

template <class T>
Readable<T> copied(nb::object const& array) {
  return nb::cast<Readable<T>>(
      numpy().attr("require")(array, dtype_name<T>, nb::make_tuple("C_CONTIGUOUS", "ALIGNED")));
}

template <class T>
bool in_place(nb::handle array, Readable<T>& into) {
  try {
    return nb::try_cast(array, into, /*convert=*/false) && aligned(into.data(), sizeof(T));
  } catch (nb::python_error&) {
    return false;  // of an exporter that refuses: NumPy may know better
  }
}

}  // namespace

std::variant<Readable<float>, Readable<double>> readable(std::string const& name,
                                                         nb::handle array) {
  if (Readable<float> single; in_place(array, single)) return single;
  if (Readable<double> twice; in_place(array, twice)) return twice;
  auto const other = real_array(name, array);
  auto const dtype = other.attr("dtype");
  bool const small = nb::cast<std::string>(dtype.attr("kind")) == "f" &&
                     nb::cast<int>(dtype.attr("itemsize")) <= 4;
  if (small) return copied<float>(other);
  return copied<double>(other);
}

Readable<double> readable_double(std::string const& name, nb::handle array) {
  if (Readable<double> twice; in_place(array, twice)) return twice;
  return copied<double>(real_array(name, array));
}

template <class T>
Result<T> result(nb::handle out, Extents const& shape) {
  Result<T> made;
  made.object = nb::borrow(out);
  if (out.is_none()) {
    nb::list extents;
    for (auto const extent : shape) extents.append(extent);
    made.object = numpy().attr("empty")(nb::tuple(extents), dtype_name<T>);
  }
  bool fits = false;
  try {
    fits = nb::try_cast(made.object, made.array, /*convert=*/false);
  } catch (nb::python_error&) {
  }
  if (!fits || extents_of(made.array) != shape || !aligned(made.array.data(), sizeof(T)))
    throw_unexpected("out",
                     "a writable array of " + std::string(dtype_name<T>) + " in C order, shape " +
                         shape_text(shape),
                     shown(nb::getattr(made.object, "dtype", nb::type_name(made.object.type()))) +
                         ", shape " + shown(nb::getattr(made.object, "shape", nb::none())));
  return made;
}
template Result<float> result<float>(nb::handle, Extents const&);
template Result<double> result<double>(nb::handle, Extents const&);

std::string shape_text(Extents const& extents) {
  std::string text = "(";
  for (std::size_t d = 0; d < extents.size(); ++d)
    text.append(d > 0 ? ", " : "").append(std::to_string(extents[d]));
  return text + (extents.size() == 1 ? ",)" : ")");
}

void expect_rank(std::string const& name, Extents const& extents, std::size_t least,
                 std::size_t most, char const* expected) {
  if (extents.size() < least || extents.size() > most)
    throw_unexpected(name, expected, "shape " + shape_text(extents));
}

}  // namespace mattis::python
