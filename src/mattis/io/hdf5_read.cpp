// SPDX-License-Identifier: BSD-3-Clause
// Reading takes nothing for granted: extents are asked for before memory is, and every failure is
// the file's.
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/io/detail/hdf5_library.hpp>
#include <mattis/io/hdf5.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>

namespace mattis::io {

using detail::Handle;
using detail::make_bool_type;
using detail::make_text_type;
using detail::memory_type;
using detail::Quiet;

namespace {

bool is_number(hid_t type) {
  auto const kind = H5Tget_class(type);
  return kind == H5T_INTEGER || kind == H5T_FLOAT || kind == H5T_ENUM;
}

/// The shape of a dataspace, which may claim anything. \throws Error  where it has none
Extents extents_of(hid_t space, std::string const& where) {
  if (H5Sget_simple_extent_type(space) == H5S_NULL)
    throw_unexpected(where, "an array", "a null dataspace");
  int const rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(std::max(0, rank)));
  if (rank < 0 || H5Sget_simple_extent_dims(space, sizes.data(), nullptr) != rank)
    throw_unexpected(where, "an array", "a damaged shape");
  return {sizes.begin(), sizes.end()};
}

/// Entries of an array that is to be read. \throws Error  where `bytes_each` of them do not fit in
/// memory
std::size_t checked_size(Extents const& extents, std::size_t bytes_each, std::string const& where) {
  double bytes = static_cast<double>(bytes_each);
  std::size_t size = 1;
  for (auto const extent : extents) {
    bytes *= static_cast<double>(std::max<std::size_t>(extent, 1));  // no View is (0, 2^62)
    size *= extent;
  }
  expect_fits_in_memory(where, bytes);  // beyond what a size_t counts, too
  return size;
}

/// Values that nobody has written would be read as zeros, as many as a file of a few bytes claims.
void expect_written(hid_t dataset, std::size_t size, std::string const& where) {
  Handle const layout(H5Dget_create_plist(dataset), H5Pclose);
  if (H5Pget_layout(layout) == H5D_VIRTUAL || H5Pget_external_count(layout) > 0)
    return;  // in other files
  Handle const type(H5Dget_type(dataset), H5Tclose);
  auto const stored = H5Dget_storage_size(dataset);
  bool const compressed = H5Pget_nfilters(layout) > 0;
  if (size > 0 && (stored == 0 || (!compressed && stored / H5Tget_size(type) < size)))
    throw_unexpected(where, std::to_string(size) + " written values",
                     stored == 0 ? "a shape without any" : "fewer, since not all were written");
}

/// What keeps the values of a dataset from being read.
std::string damage_of(hid_t dataset) {
  Handle const layout(H5Dget_create_plist(dataset), H5Pclose);
  for (int i = 0; i < H5Pget_nfilters(layout); ++i) {
    char name[64] = "";
    unsigned flags = 0, configuration = 0;
    std::size_t values = 0;
    auto const filter = H5Pget_filter2(layout, static_cast<unsigned>(i), &flags, &values, nullptr,
                                       sizeof name, name, &configuration);
    if (filter >= 0 && H5Zfilter_avail(filter) <= 0)
      return "ones compressed by filter " + std::to_string(filter) +
             (*name == '\0' ? "" : " (" + std::string(name) + ")") + ", which this HDF5 lacks";
  }
  return "damaged ones";
}

/// Texts in attributes are short: names, a warning for every condensed pattern.
constexpr std::size_t longest_text = std::size_t{1} << 26;

std::string read_text(hid_t attribute, hid_t type, std::string const& where) {
  auto const damaged = [&] { throw_unexpected(where, "a readable text", "a damaged one"); };
  if (H5Tis_variable_str(type) > 0) {
    char* text = nullptr;
    Handle const memory(make_text_type(), H5Tclose);
    H5Tset_cset(memory, H5Tget_cset(type));
    if (H5Aread(attribute, memory, &text) < 0) damaged();
    std::unique_ptr<char, herr_t (*)(void*)> const owner(text, H5free_memory);
    return text == nullptr ? std::string() : std::string(text);
  }
  auto const size = H5Tget_size(type);
  if (size > longest_text) damaged();
  std::string text(size, '\0');
  if (H5Aread(attribute, type, text.data()) < 0) damaged();
  return text.substr(0, text.find('\0'));
}

/// Entries of the first dimension that are read at once: some 16 MiB, and all of the chunks that
/// they are stored in.
hsize_t rows_at_once(hid_t dataset, Extents const& extents, std::size_t size,
                     std::size_t bytes_each) {
  hsize_t const rows = extents[0];
  hsize_t const bytes_of_row = std::max<hsize_t>(1, size / rows * bytes_each);
  hsize_t const at_once = std::max<hsize_t>(1, (hsize_t{1} << 24) / bytes_of_row);
  Handle const layout(H5Dget_create_plist(dataset), H5Pclose);
  std::vector<hsize_t> chunk(extents.size(), 1);
  if (H5Pget_layout(layout) != H5D_CHUNKED ||
      H5Pget_chunk(layout, static_cast<int>(chunk.size()), chunk.data()) < 0)
    return std::min(rows, at_once);
  return std::min(rows, (at_once + chunk[0] - 1) / chunk[0] * chunk[0]);
}

/// All values of a dataset, piece by piece, since a stop shall be heard in the middle of gigabytes.
/// \throws Stopped  where the call is told to end
bool read_values(hid_t dataset, hid_t type, Extents const& extents, std::size_t size,
                 std::size_t bytes_each, std::byte* values) {
  if (size == 0) return true;
  if (extents.empty()) return H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
  Handle const there(H5Dget_space(dataset), H5Sclose);
  std::vector<hsize_t> first(extents.size(), 0), counts(extents.begin(), extents.end());
  hsize_t const rows = extents[0], at_once = rows_at_once(dataset, extents, size, bytes_each);
  for (first[0] = 0; first[0] < rows; first[0] += at_once) {
    mattis::detail::throw_if_stopped();
    counts[0] = std::min(at_once, rows - first[0]);
    Handle const here(H5Screate_simple(static_cast<int>(counts.size()), counts.data(), nullptr),
                      H5Sclose);
    if (H5Sselect_hyperslab(there, H5S_SELECT_SET, first.data(), nullptr, counts.data(), nullptr) <
            0 ||
        H5Dread(dataset, type, here, there, H5P_DEFAULT,
                values + first[0] * (size / rows) * bytes_each) < 0)
      return false;
  }
  return true;
}

}  // namespace

Extents Hdf5File::extents(std::string const& name) const {
  Quiet const quiet;
  Handle const dataset(H5Dopen2(id_, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (dataset < 0) throw_unexpected(where(name), "a dataset", "none of that name");
  Handle const space(H5Dget_space(dataset), H5Sclose);
  return extents_of(space, where(name));
}

template <Element T>
std::vector<T> Hdf5File::read(std::string const& name) const {
  auto const shape = extents(name);
  auto const size = checked_size(shape, sizeof(T), where(name));
  Quiet const quiet;
  Handle const dataset(H5Dopen2(id_, name.c_str(), H5P_DEFAULT), H5Dclose);
  Handle const type(H5Dget_type(dataset), H5Tclose);
  if (!is_number(type)) throw_unexpected(where(name), "numbers", "values of another type");
  expect_written(dataset, size, where(name));
  std::vector<T> values(size);
  if (!read_values(dataset, memory_type<T>(), shape, size, sizeof(T),
                   reinterpret_cast<std::byte*>(values.data())))
    throw_unexpected(where(name), "readable values", damage_of(dataset));
  return values;
}

std::vector<std::string> Hdf5File::read_texts(std::string const& name) const {
  auto const shape = extents(name);
  auto const size = checked_size(shape, sizeof(std::string) + sizeof(char*), where(name));
  Quiet const quiet;
  Handle const dataset(H5Dopen2(id_, name.c_str(), H5P_DEFAULT), H5Dclose);
  Handle const type(H5Dget_type(dataset), H5Tclose);
  if (shape.size() != 1 || H5Tis_variable_str(type) <= 0)
    throw_unexpected(where(name), "a list of texts", "values of another type");
  expect_written(dataset, size, where(name));
  std::vector<char*> pointers(size);
  Handle const memory(make_text_type(), H5Tclose);
  Handle const space(H5Dget_space(dataset), H5Sclose);
  if (size > 0 && H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0)
    throw_unexpected(where(name), "readable values", damage_of(dataset));
  std::vector<std::string> texts;
  for (char const* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
  if (size > 0) H5Dvlen_reclaim(memory, space, H5P_DEFAULT, pointers.data());
  return texts;
}

bool Hdf5File::has_attribute(std::string const& name) const {
  Quiet const quiet;
  return H5Aexists(id_, name.c_str()) > 0;
}

template <class T>
T Hdf5File::attribute(std::string const& name) const {
  Quiet const quiet;
  Handle const attribute(H5Aopen(id_, name.c_str(), H5P_DEFAULT), H5Aclose);
  if (attribute < 0) throw_unexpected(where(name), "an attribute", "none of that name");
  Handle const type(H5Aget_type(attribute), H5Tclose);
  Handle const space(H5Aget_space(attribute), H5Sclose);
  auto const shape = extents_of(space, where(name));
  auto const size = checked_size(shape, sizeof(double), where(name));
  auto const read = [&](hid_t memory, void* values) {
    if (H5Aread(attribute, memory, values) < 0)
      throw_unexpected(where(name), "a readable value", "a damaged one");
  };
  if constexpr (std::is_same_v<T, std::string>) {
    if (H5Tget_class(type) != H5T_STRING || size != 1)
      throw_unexpected(where(name), "text", "something else");
    return read_text(attribute, type, where(name));
  } else {
    if (!is_number(type)) throw_unexpected(where(name), "numbers", "something else");
    if constexpr (std::is_same_v<T, std::vector<double>>) {
      std::vector<double> values(size);
      if (size > 0) read(H5T_NATIVE_DOUBLE, values.data());
      return values;
    } else {
      if (size != 1) throw_unexpected(where(name), "one number", shape_text(shape) + " of them");
      if constexpr (std::is_same_v<T, bool>) {
        Handle const memory(make_bool_type(), H5Tclose);
        std::int8_t byte = 0;
        read(memory, &byte);
        return byte != 0;
      } else {
        T value{};
        read(memory_type<T>(), &value);
        return value;
      }
    }
  }
}

template std::vector<double> Hdf5File::read(std::string const&) const;
template std::vector<float> Hdf5File::read(std::string const&) const;
template std::vector<std::int8_t> Hdf5File::read(std::string const&) const;
template std::vector<std::int64_t> Hdf5File::read(std::string const&) const;

template double Hdf5File::attribute(std::string const&) const;
template std::int64_t Hdf5File::attribute(std::string const&) const;
template std::uint64_t Hdf5File::attribute(std::string const&) const;
template bool Hdf5File::attribute(std::string const&) const;
template std::string Hdf5File::attribute(std::string const&) const;
template std::vector<double> Hdf5File::attribute(std::string const&) const;

}  // namespace mattis::io
