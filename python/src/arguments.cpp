// SPDX-License-Identifier: BSD-3-Clause
#include "arguments.hpp"

#include <mattis/core/error.hpp>

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <limits>
#include <type_traits>
#include <utility>

namespace nb = nanobind;

namespace mattis::python {
namespace {

[[noreturn]] void refuse(std::string const& name, std::string const& expected, nb::handle value) {
  throw_unexpected(name, expected, shown(value));
}

nb::object numpy() { return nb::module_::import_("numpy"); }

/// An array of real numbers, or of whole ones, and of that many dimensions.
nb::object array_of(std::string const& name, nb::object value, std::string_view kinds, int ndim) {
  std::string const of(kinds == "iu" ? "whole numbers" : "real numbers");
  std::string const expected =
      (ndim == 1 ? "a sequence of " : "a matrix (" + std::to_string(ndim) + " dimensions) of ") +
      of;
  nb::object array;
  try {
    if (nb::hasattr(value, "detach")) value = value.attr("detach")().attr("cpu")();
    array = numpy().attr("asarray")(value);
  } catch (nb::python_error& error) {
    if (!error.matches(PyExc_ValueError) && !error.matches(PyExc_TypeError)) throw;
    refuse(name, expected, value);
  }
  if (nb::cast<int>(array.attr("ndim")) != ndim)
    throw_unexpected(name, expected, "an array of shape " + shown(array.attr("shape")));
  auto const kind = nb::cast<std::string>(array.attr("dtype").attr("kind"));
  if (nb::len(array) > 0 && kinds.find(kind) == kinds.npos)
    throw_unexpected(name, of,
                     "an array of " + nb::cast<std::string>(array.attr("dtype").attr("name")));
  return array;
}

template <class T>
nb::ndarray<T const, nb::c_contig, nb::device::cpu> as(nb::object const& array, char const* dtype) {
  using Contiguous = nb::ndarray<T const, nb::c_contig, nb::device::cpu>;
  return nb::cast<Contiguous>(
      numpy().attr("require")(array, dtype, nb::make_tuple("C_CONTIGUOUS", "ALIGNED")));
}

template <class Whole>
Whole whole(std::string const& name, nb::handle value) {
  constexpr auto largest = std::numeric_limits<Whole>::max();
  auto const index = nb::steal(PyNumber_Index(value.ptr()));
  if (!index.is_valid()) {
    PyErr_Clear();
    refuse(name, "a whole number", value);
  }
  auto const number = PyLong_AsUnsignedLongLong(index.ptr());
  bool const fits = PyErr_Occurred() == nullptr;
  PyErr_Clear();
  if (!fits || number > static_cast<unsigned long long>(largest))
    refuse(name, "a whole number from 0 to " + std::to_string(largest), index);
  return static_cast<Whole>(number);
}

template <class Whole>
void read_whole(std::string const& name, nb::handle value, std::vector<Whole>& into) {
  into.clear();
  for (nb::handle const one : array_of(name, nb::borrow(value), "iu", 1).attr("tolist")())
    into.push_back(whole<Whole>(name, one));
}

}  // namespace

std::string shown(nb::handle value) {
  constexpr Py_ssize_t most = 80;
  auto const text = nb::steal(PyObject_Repr(value.ptr()));
  if (!text.is_valid()) {
    PyErr_Clear();
    return "an object without a text";
  }
  if (PyUnicode_GetLength(text.ptr()) <= most) return nb::cast<std::string>(text);
  return nb::cast<std::string>(nb::steal(PyUnicode_Substring(text.ptr(), 0, most - 3))) + "..";
}

void read(std::string const& name, nb::handle value, int& into) { into = whole<int>(name, value); }
void read(std::string const& name, nb::handle value, std::int64_t& into) {
  into = whole<std::int64_t>(name, value);
}
void read(std::string const& name, nb::handle value, std::uint64_t& into) {
  into = whole<std::uint64_t>(name, value);
}

void read(std::string const& name, nb::handle value, double& into) {
  bool const text = PyUnicode_Check(value.ptr()) || PyBytes_Check(value.ptr());
  bool const scalar = !text && nb::cast<int>(nb::getattr(value, "ndim", nb::int_(0))) == 0;
  if (scalar) into = PyFloat_AsDouble(value.ptr());
  if (!scalar || PyErr_Occurred() != nullptr) {
    PyErr_Clear();
    refuse(name, "a number", value);
  }
}

void read(std::string const& name, nb::handle value, bool& into) {
  bool const named = nb::isinstance<nb::bool_>(value) ||
                     nb::isinstance(value, numpy().attr("bool_")) ||
                     nb::isinstance<nb::int_>(value);
  int const truth = named ? PyObject_IsTrue(value.ptr()) : -1;
  if (truth < 0) refuse(name, "True or False", value);
  into = truth == 1;
}

void read(std::string const& name, nb::handle value, std::string& into) {
  if (!nb::isinstance<nb::str>(value)) refuse(name, "a name", value);
  into = nb::cast<std::string>(value);
}

void read(std::string const& name, nb::handle value, std::vector<double>& into) {
  auto const numbers = as<double>(array_of(name, nb::borrow(value), "biuf", 1), "f8");
  into.assign(numbers.data(), numbers.data() + numbers.size());
}
void read(std::string const& name, nb::handle value, std::vector<int>& into) {
  read_whole(name, value, into);
}
void read(std::string const& name, nb::handle value, std::vector<std::int64_t>& into) {
  read_whole(name, value, into);
}

void read(std::string const& name, nb::handle value, std::vector<std::string>& into) {
  if (nb::isinstance<nb::str>(value) || !nb::isinstance<nb::sequence>(value))
    refuse(name, "a sequence of names", value);
  into.clear();
  for (nb::handle const one : value) read(name, one, into.emplace_back());
}

void read(std::string const& name, nb::handle value, Matrix& into) {
  auto const numbers = as<double>(array_of(name, nb::borrow(value), "biuf", 2), "f8");
  into = {numbers.shape(0), numbers.shape(1), {numbers.data(), numbers.data() + numbers.size()}};
}

void read(std::string const& name, nb::handle value, binary::GivenPatterns& into) {
  auto given = nb::borrow(value);
  if (nb::hasattr(given, "unpack")) given = given.attr("unpack")();
  auto const array = array_of(name, given, "biuf", 2);
  auto const signs = as<double>(array, "f8");
  auto const* const bad = std::find_if(signs.data(), signs.data() + signs.size(),
                                       [](double sign) { return sign != 1 && sign != -1; });
  if (bad != signs.data() + signs.size()) {
    auto const at = static_cast<std::size_t>(bad - signs.data());
    throw_unexpected(name + "[" + std::to_string(at / signs.shape(1)) + ", " +
                         std::to_string(at % signs.shape(1)) + "]",
                     "+1 or -1", to_text(*bad));
  }
  into = {static_cast<std::int64_t>(signs.shape(0)), static_cast<std::int64_t>(signs.shape(1)), {}};
  into.entries.assign(signs.size(), 0);
  std::transform(signs.data(), signs.data() + signs.size(), into.entries.begin(),
                 [](double sign) { return static_cast<std::int8_t>(sign); });
}

int Arguments::choice(char const* name, std::vector<std::string_view> const& names, int otherwise) {
  std::string given;
  if (!take(name, given)) return otherwise;
  auto const found = std::find(names.begin(), names.end(), given);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  std::string expected;
  for (auto const one : names) expected.append(expected.empty() ? "" : ", ").append(one);
  throw_unexpected(name, "one of " + expected, "'" + given + "'");
}

nb::object Arguments::pop(char const* name) {
  auto value = nb::borrow(PyDict_GetItemString(rest_.ptr(), name));
  if (value.is_valid()) PyDict_DelItemString(rest_.ptr(), name);
  return value;
}

void Arguments::expect_all_taken() const {
  if (rest_.size() == 0) return;
  auto const message = "unexpected keyword argument " + shown((*rest_.begin()).first);
  throw nb::type_error(message.c_str());
}

}  // namespace mattis::python
