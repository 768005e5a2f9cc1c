// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/array_file.hpp>
#include <mattis/io/detail/hdf5_names.hpp>
#include <mattis/io/npz_file.hpp>

#include <fstream>

namespace mattis::io {

Arrays read_arrays(std::filesystem::path const& path) {
  auto const refuse = [&](char const* got) {
    throw_unexpected(path.string(), "a file of arrays, .npz or HDF5", got);
  };
  auto const status = std::filesystem::status(path);
  if (!std::filesystem::exists(status)) refuse("no such file");
  if (!std::filesystem::is_regular_file(status)) refuse("something that is no file");
  std::string start(4, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (!in && !in.eof()) refuse("one that cannot be read");
  if (start.starts_with("PK")) return read_npz(path);
  if (start != "\x89HDF") refuse("one of another format");
  Hdf5File::open(path).close();  // which tells what is wrong with it; HDF5 has it open once
  auto const names = detail::names_of_numbers(path);
  auto const file = Hdf5File::open(path);
  Arrays arrays;
  for (auto const& name : names)
    arrays.emplace(name, Array{file.extents(name), file.read<double>(name)});
  return arrays;
}

}  // namespace mattis::io
