// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/hdf5_library.hpp>
#include <mattis/io/detail/hdf5_names.hpp>

#include <cstddef>

namespace mattis::io::detail {

namespace {

constexpr std::size_t most_names = 100000;
constexpr int deepest_group = 8;  // hard links may make a circle of groups

struct NamesOfNumbers {
  std::string path;
  std::vector<std::string> names = {};

  void damaged() const { throw_unexpected(path, "a readable group", "a damaged one"); }

  void add(hid_t group, std::string const& prefix, int depth) {
    H5G_info_t info{};
    if (H5Gget_info(group, &info) < 0) damaged();
    for (hsize_t link = 0; link < info.nlinks; ++link) {
      auto const copy_name = [&](char* to, std::size_t size) {
        return H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, link, to, size,
                                  H5P_DEFAULT);
      };
      auto const length = copy_name(nullptr, 0);
      if (length < 0) damaged();
      std::string name(static_cast<std::size_t>(length), '\0');
      if (copy_name(name.data(), name.size() + 1) < 0) damaged();
      Handle const object(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose);
      if (object >= 0) add_object(object, prefix + name, depth);  // else a link to nothing
    }
  }

  void add_object(hid_t object, std::string const& name, int depth) {
    auto const kind = H5Iget_type(object);
    if (kind == H5I_GROUP) {
      if (depth == deepest_group) throw_unexpected(path, "groups in eight others at most", name);
      add(object, name + "/", depth + 1);
    } else if (kind == H5I_DATASET) {
      Handle const type(H5Dget_type(object), H5Tclose);
      auto const of = H5Tget_class(type);
      if (of != H5T_INTEGER && of != H5T_FLOAT && of != H5T_ENUM) return;
      if (names.size() == most_names)
        throw_unexpected(path, std::to_string(most_names) + " datasets at most", "more");
      names.push_back(name);
    }
  }
};

}  // namespace

std::vector<std::string> names_of_numbers(std::filesystem::path const& path) {
  Quiet const quiet;
  Handle const file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (file < 0) throw_unexpected(path.string(), "a whole HDF5 file", "another");
  NamesOfNumbers all{path.string()};
  all.add(file, "", 0);
  return all.names;
}

}  // namespace mattis::io::detail
