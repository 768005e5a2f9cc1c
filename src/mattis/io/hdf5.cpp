// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/hdf5_library.hpp>
#include <mattis/io/hdf5.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace mattis::io {

using detail::Handle;
using detail::make_access;
using detail::make_bool_type;
using detail::make_text_type;
using detail::memory_type;
using detail::Quiet;

namespace {

/// Lets HDF5 finish with a file that the disk refuses. It closes no file it cannot flush, keeps the
/// identifier, and crashes on it in its exit handler (1.10.8); from here on its writes go to memory
/// instead, and succeed.
void abandon(hid_t file) {
  Handle const access(H5Fget_access_plist(file), H5Pclose);
  if (H5Pget_driver(access) == H5FD_CORE) return;  // in memory: there is no file behind it
  void* handle = nullptr;
  if (H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0 || handle == nullptr) return;
  int const memory = ::memfd_create("mattis-abandoned", MFD_CLOEXEC);
  if (memory < 0) return;
  ::dup2(memory, *static_cast<int*>(handle));
  ::close(memory);
}

/// A dataset of no entries yet, in chunks of about 64 kB.
hid_t create_growing(hid_t file, std::string const& name, hid_t type, Extents const& entry) {
  std::vector<hsize_t> sizes{0}, limits{H5S_UNLIMITED}, chunk{1};
  hsize_t numbers = 1;
  for (auto const extent : entry) {
    for (auto* const shape : {&sizes, &limits, &chunk}) shape->push_back(extent);
    numbers *= extent;
  }
  chunk[0] = std::clamp<hsize_t>(8192 / std::max<hsize_t>(numbers, 1), 1, 64);
  Handle const space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), limits.data()),
                     H5Sclose);
  Handle const layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_chunk(layout, static_cast<int>(chunk.size()), chunk.data());
  return H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, layout, H5P_DEFAULT);
}

bool append_entry(hid_t file, std::string const& name, hid_t type, Extents const& entry,
                  void const* values) {
  bool const there = H5Lexists(file, name.c_str(), H5P_DEFAULT) > 0;
  Handle const dataset(
      there ? H5Dopen2(file, name.c_str(), H5P_DEFAULT) : create_growing(file, name, type, entry),
      H5Dclose);
  if (dataset < 0) return false;
  auto const rank = entry.size() + 1;
  std::vector<hsize_t> sizes(rank), start(rank, 0), count(rank, 1);
  Handle const before(H5Dget_space(dataset), H5Sclose);
  if (H5Sget_simple_extent_dims(before, sizes.data(), nullptr) != static_cast<int>(rank))
    return false;
  start[0] = sizes[0]++;
  std::copy(entry.begin(), entry.end(), count.begin() + 1);
  if (H5Dset_extent(dataset, sizes.data()) < 0) return false;
  Handle const there_space(H5Dget_space(dataset), H5Sclose);
  Handle const here_space(H5Screate_simple(static_cast<int>(rank), count.data(), nullptr),
                          H5Sclose);
  return H5Sselect_hyperslab(there_space, H5S_SELECT_SET, start.data(), nullptr, count.data(),
                             nullptr) >= 0 &&
         H5Dwrite(dataset, type, here_space, there_space, H5P_DEFAULT, values) >= 0;
}

[[noreturn]] void throw_unwritten(std::string const& where) {
  throw_unexpected(where, "to be written", "a failed write (is the disk full?)");
}

void write_attribute(hid_t file, std::string const& name, std::string const& where, hid_t type,
                     hid_t space, void const* value) {
  Handle const attribute(H5Acreate2(file, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  if (attribute >= 0 && H5Awrite(attribute, type, value) >= 0) return;
  abandon(file);
  throw_unwritten(where);
}

}  // namespace

std::string shape_text(Extents const& extents) {
  std::string text = "(";
  for (std::size_t d = 0; d < extents.size(); ++d)
    text.append(d > 0 ? ", " : "").append(std::to_string(extents[d]));
  return text + ")";
}

std::string Hdf5File::where(std::string const& name) const { return path_.string() + ": " + name; }

Hdf5File Hdf5File::create(std::filesystem::path const& path) {
  Quiet const quiet;
  Handle const access(make_access(), H5Pclose);
  hid_t const id = H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, access);
  if (id < 0)
    throw_unexpected(path.string(), "a file that can be created", "a failure to create it");
  return {path, id};
}

Hdf5File Hdf5File::create_in_memory(std::filesystem::path const& path) {
  Quiet const quiet;
  Handle const access(make_access(), H5Pclose);
  // HDF5 marks the copy of image() as closed, and leaves the newer formats' checksum of that as it
  // was (1.14.5).
  H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  constexpr std::size_t step = std::size_t{1} << 20;
  H5Pset_fapl_core(access, step, false);
  hid_t const id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  if (id < 0) throw_unexpected(path.string(), "memory for a file", "too little");
  return {path, id};
}

std::vector<std::byte> Hdf5File::image() {
  flush();
  Quiet const quiet;
  auto const size = H5Fget_file_image(id_, nullptr, 0);
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  if (size <= 0 || H5Fget_file_image(id_, bytes.data(), bytes.size()) != size)
    throw_unwritten(path_.string());
  return bytes;
}

Hdf5File Hdf5File::open(std::filesystem::path const& path) {
  auto const expected = "a readable HDF5 file";
  std::error_code failure;
  auto const status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) throw_unexpected(path.string(), expected, "no such file");
  if (std::filesystem::is_directory(status)) throw_unexpected(path.string(), expected, "a folder");
  if (!std::filesystem::is_regular_file(status))
    throw_unexpected(path.string(), expected, "something that is no file");
  Quiet const quiet;
  Handle const access(make_access(), H5Pclose);
  hid_t const id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (id < 0)
    throw_unexpected(path.string(), expected,
                     "one that is damaged, unreadable or of another format");
  return {path, id};
}

Hdf5File::~Hdf5File() {
  if (id_ < 0) return;
  Quiet const quiet;
  H5Fclose(id_);
}

void Hdf5File::flush() {
  Quiet const quiet;
  if (H5Fflush(id_, H5F_SCOPE_GLOBAL) >= 0) return;
  abandon(id_);
  throw_unwritten(path_.string());
}

void Hdf5File::close() {
  Quiet const quiet;
  bool const flushed = H5Fflush(id_, H5F_SCOPE_GLOBAL) >= 0;
  if (!flushed) abandon(id_);
  bool const closed = H5Fclose(std::exchange(id_, -1)) >= 0;
  if (!flushed || !closed) throw_unwritten(path_.string());
}

template <Element T>
void Hdf5File::write(std::string const& name, Extents const& extents, std::span<T const> values) {
  Quiet const quiet;
  std::vector<hsize_t> const sizes(extents.begin(), extents.end());
  Handle const space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr),
                     H5Sclose);
  hid_t const type = memory_type<T>();
  Handle const dataset(
      H5Dcreate2(id_, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
  bool const written =
      dataset >= 0 && (values.empty() ||
                       H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
  if (written) return;
  abandon(id_);
  throw_unwritten(where(name));
}

template <Element T>
void Hdf5File::append(std::string const& name, Extents const& entry, std::span<T const> values) {
  Quiet const quiet;
  if (append_entry(id_, name, memory_type<T>(), entry, values.data())) return;
  abandon(id_);
  throw_unwritten(where(name));
}

void Hdf5File::append_text(std::string const& name, std::string const& text) {
  Quiet const quiet;
  Handle const type(make_text_type(), H5Tclose);
  char const* const pointer = text.c_str();
  if (append_entry(id_, name, type, {}, &pointer)) return;
  abandon(id_);
  throw_unwritten(where(name));
}

template <class T>
static void write_scalar(hid_t file, std::string const& name, std::string const& where, T value) {
  Quiet const quiet;
  Handle const space(H5Screate(H5S_SCALAR), H5Sclose);
  write_attribute(file, name, where, memory_type<T>(), space, &value);
}

void Hdf5File::set_attribute(std::string const& name, double value) {
  write_scalar(id_, name, where(name), value);
}
void Hdf5File::set_attribute(std::string const& name, std::int64_t value) {
  write_scalar(id_, name, where(name), value);
}
void Hdf5File::set_attribute(std::string const& name, std::uint64_t value) {
  write_scalar(id_, name, where(name), value);
}

void Hdf5File::set_attribute(std::string const& name, bool value) {
  Quiet const quiet;
  Handle const space(H5Screate(H5S_SCALAR), H5Sclose);
  Handle const type(make_bool_type(), H5Tclose);
  auto const byte = static_cast<std::int8_t>(value);
  write_attribute(id_, name, where(name), type, space, &byte);
}

void Hdf5File::set_attribute(std::string const& name, std::string_view value) {
  Quiet const quiet;
  Handle const space(H5Screate(H5S_SCALAR), H5Sclose);
  Handle const type(make_text_type(), H5Tclose);
  std::string const text(value);
  char const* const pointer = text.c_str();
  write_attribute(id_, name, where(name), type, space, &pointer);
}

void Hdf5File::set_attribute(std::string const& name, std::vector<double> const& values) {
  Quiet const quiet;
  hsize_t const size = values.size();
  Handle const space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  double const none = 0;  // HDF5 wants a valid pointer even to write nothing
  write_attribute(id_, name, where(name), H5T_NATIVE_DOUBLE, space,
                  values.empty() ? &none : values.data());
}

#define MATTIS_INSTANTIATE_ELEMENT(T)                                                       \
  template void Hdf5File::write<T>(std::string const&, Extents const&, std::span<T const>); \
  template void Hdf5File::append<T>(std::string const&, Extents const&, std::span<T const>);
MATTIS_INSTANTIATE_ELEMENT(double)
MATTIS_INSTANTIATE_ELEMENT(float)
MATTIS_INSTANTIATE_ELEMENT(std::int8_t)
MATTIS_INSTANTIATE_ELEMENT(std::int64_t)
#undef MATTIS_INSTANTIATE_ELEMENT

}  // namespace mattis::io
