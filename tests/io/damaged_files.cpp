// SPDX-License-Identifier: BSD-3-Clause
// Files that claim what cannot be: an error of one line that names file and dataset, before memory
// is taken.
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/samples_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <hdf5.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::StartsWith;
using mattis::io::Hdf5File;
using mattis::testing::ScratchFolder;

namespace {

/// Writes a file by HDF5's own calls.
template <class Write>
std::filesystem::path make_file(ScratchFolder const& folder, Write const& write) {
  auto const path = folder / "some.h5";
  hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  REQUIRE(file >= 0);
  write(file);
  H5Fclose(file);
  return path;
}

/// A dataset or attribute of these extents with no values behind them.
void create_empty(hid_t file, char const* name, std::vector<hsize_t> const& sizes) {
  hid_t const space = H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr);
  hid_t const layout = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_alloc_time(layout, H5D_ALLOC_TIME_LATE);
  std::vector<hsize_t> chunk;
  for (auto const size : sizes) chunk.push_back(std::clamp<hsize_t>(size, 1, 1024));
  H5Pset_chunk(layout, static_cast<int>(chunk.size()), chunk.data());
  H5Dclose(H5Dcreate2(file, name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, layout, H5P_DEFAULT));
  H5Pclose(layout);
  H5Sclose(space);
}

/// Calls `work`, which must throw an error of one line that begins with file and name and says
/// `more`.
template <class Work>
void check_error(std::filesystem::path const& path, std::string const& name,
                 std::string const& more, Work const& work) {
  try {
    work();
    FAIL("no error");
  } catch (mattis::Error const& error) {
    std::string const message = error.what();
    CHECK_THAT(message, StartsWith(path.string() + ": " + name + ": expected "));
    CHECK_THAT(message, ContainsSubstring(more));
    CHECK(message.find('\n') == message.npos);
  }
}

}  // namespace

TEST_CASE("hdf5: extents beyond all memory are refused before it is taken", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = make_file(folder, [](hid_t file) {
    create_empty(file, "long", {hsize_t{1} << 60});
    create_empty(file, "wraps", {hsize_t{1} << 32, hsize_t{1} << 32});  // 0 entries in 64 bits
    create_empty(file, "wide", {0, hsize_t{1} << 62});
  });
  auto const file = Hdf5File::open(path);
  check_error(path, "long", "what this machine has free", [&] { file.read<double>("long"); });
  check_error(path, "wraps", "what this machine has free", [&] { file.read<double>("wraps"); });
  check_error(path, "wide", "what this machine has free", [&] { file.read<double>("wide"); });
}

TEST_CASE("hdf5: values that were never written are not read as zeros", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = make_file(folder, [](hid_t file) {
    create_empty(file, "none", {1000, 1000});
    hsize_t const size = 8, chunk = 2;
    hid_t const space = H5Screate_simple(1, &size, nullptr);
    hid_t const layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(layout, 1, &chunk);
    hid_t const dataset =
        H5Dcreate2(file, "half", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    hsize_t const first = 0, count = 4;
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr);
    std::vector<double> const values(size, 1.5);
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, space, space, H5P_DEFAULT, values.data());
    H5Dclose(dataset);
    H5Pclose(layout);
    H5Sclose(space);
  });
  auto const file = Hdf5File::open(path);
  check_error(path, "none", "expected 1000000 written values, got a shape without any",
              [&] { file.read<float>("none"); });
  check_error(path, "half", "expected 8 written values, got fewer",
              [&] { file.read<double>("half"); });
}

TEST_CASE("hdf5: a null dataspace is no array and no value", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = make_file(folder, [](hid_t file) {
    hid_t const space = H5Screate(H5S_NULL);
    H5Dclose(
        H5Dcreate2(file, "z", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Aclose(H5Acreate2(file, "n", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
  });
  auto const file = Hdf5File::open(path);
  check_error(path, "z", "got a null dataspace", [&] { file.extents("z"); });
  check_error(path, "z", "got a null dataspace", [&] { file.read<double>("z"); });
  check_error(path, "n", "got a null dataspace", [&] { file.attribute<double>("n"); });
}

TEST_CASE("hdf5: an attribute of several values is not one", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = make_file(folder, [](hid_t file) {
    hsize_t const size = 3;
    hid_t const space = H5Screate_simple(1, &size, nullptr);
    H5Aclose(H5Acreate2(file, "n", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
  });
  check_error(path, "n", "expected one number, got (3) of them",
              [&] { Hdf5File::open(path).attribute<double>("n"); });
}

TEST_CASE("hdf5: values that are damaged are named", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = make_file(folder, [](hid_t file) {
    hsize_t const size = 1000, chunk = 1000;
    hid_t const space = H5Screate_simple(1, &size, nullptr);
    hid_t const layout = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_chunk(layout, 1, &chunk);
    H5Pset_fletcher32(layout);  // a checksum
    hid_t const dataset =
        H5Dcreate2(file, "z", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, layout, H5P_DEFAULT);
    std::vector<double> const values(size, 1.5);
    H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dclose(dataset);
    H5Pclose(layout);
    H5Sclose(space);
  });
  std::string bytes;
  {
    std::ifstream whole(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(whole), {});
  }
  double const value = 1.5;
  auto const at = bytes.find(std::string(reinterpret_cast<char const*>(&value), sizeof value));
  REQUIRE(at != std::string::npos);
  bytes[at] = 'x';
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  check_error(path, "z", "expected readable values, got damaged ones",
              [&] { Hdf5File::open(path).read<double>("z"); });
}

TEST_CASE("hdf5: a pipe is refused, not waited for", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK_THROWS_MATCHES(
      Hdf5File::open(path), mattis::Error,
      Catch::Matchers::Message(path.string() +
                               ": expected a readable HDF5 file, got something that is no file"));
}

TEST_CASE("samples file: one that claims 2^60 samples is refused", "[io][errors]") {
  ScratchFolder const folder;
  constexpr hsize_t samples = hsize_t{1} << 60;
  auto const path = make_file(folder, [](hid_t file) {
    create_empty(file, "x0", {samples});
    create_empty(file, "xi", {samples, 1});
    create_empty(file, "z", {3, samples});
  });
  CHECK_THROWS_MATCHES(mattis::io::read_samples(path, 3, 1), mattis::Error,
                       MessageMatches(ContainsSubstring("what this machine has free")));
}
