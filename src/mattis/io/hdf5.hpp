// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/execution.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace mattis::io {

/// Element types of the datasets that this library writes and reads.
template <class T>
concept Element = std::same_as<T, double> || std::same_as<T, float> ||
    std::same_as<T, std::int8_t> || std::same_as<T, std::int64_t>;

using Extents = std::vector<std::size_t>;

/// Text of a shape, "(3, 4)".
std::string shape_text(Extents const& extents);

/// An open HDF5 file. Every failure is a mattis::Error of one line that names the file and the
/// dataset or attribute; HDF5's own printing is silenced during each call and left as it was
/// afterwards.
class Hdf5File {
 public:
  /// A new file. \throws Error when it exists or cannot be made
  static Hdf5File create(std::filesystem::path const& path);
  /// A new file in memory alone, whose attributes are of 64 kB at most; `path` is for errors.
  /// \throws Error when there is too little
  static Hdf5File create_in_memory(std::filesystem::path const& path);
  /// An existing file, to read. \throws Error when it is missing, a folder or not a whole HDF5 file
  static Hdf5File open(std::filesystem::path const& path);

  Hdf5File(Hdf5File&& other) noexcept
      : path_(std::move(other.path_)), id_(std::exchange(other.id_, -1)) {}
  Hdf5File& operator=(Hdf5File&&) = delete;
  ~Hdf5File();

  /// The bytes of a file in memory, as it is now.
  std::vector<std::byte> image();
  /// Hands everything to the operating system and closes. The destructor closes too, but cannot
  /// tell of a full disk.
  void close();

  /// A dataset of any rank, row-major.
  template <Element T>
  void write(std::string const& name, Extents const& extents, std::span<T const> values);

  /// A dataset from a row-major host View.
  template <class View>
  requires Kokkos::is_view_v<View>
  void write(std::string const& name, View const& view) {
    static_assert(std::same_as<typename View::array_layout, Kokkos::LayoutRight> &&
                  std::same_as<typename View::memory_space, Kokkos::HostSpace>);
    Extents extents(View::rank());
    for (std::size_t d = 0; d < View::rank(); ++d) extents[d] = view.extent(d);
    using Value = typename View::non_const_value_type;
    write(name, extents, std::span<Value const>(view.data(), view.size()));
  }

  /// One more entry, of the shape `entry`, at the end of a dataset (entries, entry..) that grows;
  /// made when missing.
  template <Element T>
  void append(std::string const& name, Extents const& entry, std::span<T const> values);
  /// The same for a dataset of numbers (entries).
  template <Element T>
  void append(std::string const& name, T value) {
    append(name, {}, std::span<T const>(&value, 1));
  }
  /// The same for a dataset of texts (entries).
  void append_text(std::string const& name, std::string const& text);

  /// The shape of a dataset, which a damaged file may claim to be anything.
  /// \throws Error when there is none of that name, or it is no array
  Extents extents(std::string const& name) const;

  /// All values of a dataset of numbers, row-major, converted to T.
  /// \throws Error before memory is taken, where its shape does not fit
  template <Element T>
  std::vector<T> read(std::string const& name) const;
  /// All of a list of texts.
  std::vector<std::string> read_texts(std::string const& name) const;

  void set_attribute(std::string const& name, double value);
  void set_attribute(std::string const& name, std::int64_t value);
  void set_attribute(std::string const& name, std::uint64_t value);
  void set_attribute(std::string const& name, int value) {
    set_attribute(name, static_cast<std::int64_t>(value));
  }
  void set_attribute(std::string const& name, bool value);
  void set_attribute(std::string const& name, std::string_view value);
  void set_attribute(std::string const& name, char const* value) {
    set_attribute(name, std::string_view(value));
  }
  void set_attribute(std::string const& name, std::vector<double> const& values);

  bool has_attribute(std::string const& name) const;
  /// T: double, std::int64_t, std::uint64_t, bool, std::string or std::vector<double>.
  template <class T>
  T attribute(std::string const& name) const;

 private:
  // hid_t, which is this type since HDF5 1.10; hdf5.h stays out of this header.
  Hdf5File(std::filesystem::path path, std::int64_t id) : path_(std::move(path)), id_(id) {}

  std::string where(std::string const& name) const;
  void flush();

  std::filesystem::path path_;
  std::int64_t id_ = -1;
};

}  // namespace mattis::io
