// SPDX-License-Identifier: BSD-3-Clause
#include "recording.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <span>
#include <type_traits>
#include <utility>

namespace nb = nanobind;

namespace mattis {
namespace python {
namespace {

thread_local Record* current = nullptr;
thread_local StopCallback stops = {};

Record& recorded() {
  if (current == nullptr)
    throw Error("file: expected none written or read by the Python package's module, got one");
  return *current;
}

template <class T>
void add(std::vector<T>& to, std::span<T const> values) {
  constexpr std::size_t block = std::size_t{1} << 20;
  to.reserve(to.size() + values.size());
  for (std::size_t first = 0; first < values.size(); first += block) {
    if (stops && stops()) throw Stopped();
    auto const some = values.subspan(first, std::min(block, values.size() - first));
    to.insert(to.end(), some.begin(), some.end());
  }
}

template <class T>
std::vector<T>& values_of(RecordedArray& array) {
  if (!std::holds_alternative<std::vector<T>>(array.values)) array.values.emplace<std::vector<T>>();
  return std::get<std::vector<T>>(array.values);
}

template <class T>
nb::object to_python(std::vector<T> values, io::Extents const& shape) {
  auto* const kept = new std::vector<T>(std::move(values));
  if (kept->empty()) kept->reserve(1);  // NumPy wants a place even for nothing
  nb::capsule const owner(kept, [](void* it) noexcept { delete static_cast<std::vector<T>*>(it); });
  nb::object const array =
      nb::cast(nb::ndarray<nb::numpy, T>(kept->data(), shape.size(), shape.data(), owner));
  if constexpr (std::is_same_v<T, std::int64_t>)  // NumPy has two types of it, and one is its own
    return array.attr("view")("int64");
  return array;
}

nb::object to_python(std::vector<std::string> const& texts, io::Extents const&) {
  return nb::module_::import_("numpy").attr("array")(nb::cast(texts), nb::arg("dtype") = "O");
}

}  // namespace

Recording::Recording(Record& record, StopCallback should_stop) {
  current = &record;
  stops = std::move(should_stop);
}

Recording::~Recording() {
  current = nullptr;
  stops = {};
}

nb::tuple to_python(Record record) {
  nb::dict arrays, attributes;
  for (auto& [name, array] : record.arrays)
    arrays[name.c_str()] = std::visit(
        [&](auto& values) { return to_python(std::move(values), array.shape); }, array.values);
  for (auto const& [name, value] : record.attributes)
    attributes[name.c_str()] = std::visit(
        [](auto const& one) -> nb::object {
          using T = std::remove_cvref_t<decltype(one)>;
          if constexpr (std::is_same_v<T, std::vector<double>>)
            return to_python(std::vector<double>(one), {one.size()});
          else
            return nb::cast(one);
        },
        value);
  return nb::make_tuple(arrays, attributes);
}

}  // namespace python

namespace io {

// What mattis/io/hdf5.hpp and output_file.hpp declare, for a program that keeps no files.

using python::recorded;

Hdf5File Hdf5File::create(std::filesystem::path const& path) {
  recorded() = {};
  return {path, 0};
}
Hdf5File Hdf5File::create_in_memory(std::filesystem::path const& path) { return create(path); }
Hdf5File Hdf5File::open(std::filesystem::path const& path) {
  throw_unexpected("file", "none read by the Python package's module", path.string());
}
Hdf5File::~Hdf5File() = default;
void Hdf5File::close() {}
std::vector<std::byte> Hdf5File::image() { return {}; }

template <Element T>
void Hdf5File::write(std::string const& name, Extents const& extents, std::span<T const> values) {
  auto& array = recorded().arrays[name];
  array.shape = extents;
  python::add(python::values_of<T>(array), values);
}

template <Element T>
void Hdf5File::append(std::string const& name, Extents const& entry, std::span<T const> values) {
  auto& array = recorded().arrays[name];
  if (array.shape.empty()) {
    array.shape = {0};
    array.shape.insert(array.shape.end(), entry.begin(), entry.end());
  }
  ++array.shape.front();
  auto& all = python::values_of<T>(array);
  all.insert(all.end(), values.begin(), values.end());
}

void Hdf5File::append_text(std::string const& name, std::string const& text) {
  auto& array = recorded().arrays[name];
  python::values_of<std::string>(array).push_back(text);
  array.shape = {python::values_of<std::string>(array).size()};
}

void Hdf5File::set_attribute(std::string const& name, double value) {
  recorded().attributes[name] = value;
}
void Hdf5File::set_attribute(std::string const& name, std::int64_t value) {
  recorded().attributes[name] = value;
}
void Hdf5File::set_attribute(std::string const& name, std::uint64_t value) {
  recorded().attributes[name] = value;
}
void Hdf5File::set_attribute(std::string const& name, bool value) {
  recorded().attributes[name] = value;
}
void Hdf5File::set_attribute(std::string const& name, std::string_view value) {
  recorded().attributes[name] = std::string(value);
}
void Hdf5File::set_attribute(std::string const& name, std::vector<double> const& values) {
  recorded().attributes[name] = values;
}

#define MATTIS_INSTANTIATE_ELEMENT(T)                                                       \
  template void Hdf5File::write<T>(std::string const&, Extents const&, std::span<T const>); \
  template void Hdf5File::append<T>(std::string const&, Extents const&, std::span<T const>);
MATTIS_INSTANTIATE_ELEMENT(double)
MATTIS_INSTANTIATE_ELEMENT(float)
MATTIS_INSTANTIATE_ELEMENT(std::int8_t)
MATTIS_INSTANTIATE_ELEMENT(std::int64_t)
#undef MATTIS_INSTANTIATE_ELEMENT

PartFile::PartFile(std::filesystem::path const&, bool exists) : exists_(exists) {}
std::filesystem::path PartFile::part_of(std::filesystem::path const& target) { return target; }
void PartFile::replace(std::span<std::byte const>) {}
void PartFile::commit() {}

}  // namespace io
}  // namespace mattis
