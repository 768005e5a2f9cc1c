// SPDX-License-Identifier: BSD-3-Clause
#include <fuzz/hdf5_program.hpp>

#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace mattis::fuzz {
namespace {

/// Closes what it holds, of whichever kind it is.
class Id {
 public:
  explicit Id(hid_t id) : id_(id) {}
  ~Id() {
    if (id_ >= 0 && H5Iget_type(id_) != H5I_BADID) H5Idec_ref(id_);
  }
  Id(Id const&) = delete;
  Id& operator=(Id const&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
};

hid_t any_type(FuzzedDataProvider& choices) {
  switch (choices.ConsumeIntegralInRange(0, 9)) {
    case 0:
      return H5Tcopy(H5T_NATIVE_FLOAT);
    case 1:
      return H5Tcopy(H5T_NATIVE_INT8);
    case 2:
      return H5Tcopy(H5T_STD_U64BE);
    case 3:
      return H5Tcopy(H5T_IEEE_F64BE);
    case 4: {
      hid_t const text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, choices.ConsumeIntegralInRange<std::size_t>(1, 40));
      return text;
    }
    case 5: {
      hid_t const text = H5Tcopy(H5T_C_S1);
      H5Tset_size(text, H5T_VARIABLE);
      return text;
    }
    case 6: {
      hid_t const pair = H5Tcreate(H5T_COMPOUND, 16);
      H5Tinsert(pair, "r", 0, H5T_NATIVE_DOUBLE);
      H5Tinsert(pair, "i", 8, H5T_NATIVE_DOUBLE);
      return pair;
    }
    case 7:
      return H5Tvlen_create(H5T_NATIVE_DOUBLE);
    case 8: {
      hid_t const kind = H5Tenum_create(H5T_NATIVE_INT8);
      for (std::int8_t value : {std::int8_t{0}, std::int8_t{1}})
        H5Tenum_insert(kind, value == 0 ? "FALSE" : "TRUE", &value);
      return kind;
    }
    default:
      return H5Tcreate(H5T_OPAQUE, 8);
  }
}

hid_t any_space(FuzzedDataProvider& choices, std::vector<hsize_t> extents, hsize_t largest_extent) {
  if (choices.ConsumeIntegralInRange(0, 30) == 30) return H5Screate(H5S_NULL);
  if (choices.ConsumeIntegralInRange(0, 15) == 15)
    extents.resize(choices.ConsumeIntegralInRange<std::size_t>(0, 5), 1);
  for (auto& extent : extents) {
    int const fate = choices.ConsumeIntegralInRange(0, 20);
    if (fate > 17) extent = choices.ConsumeIntegralInRange<hsize_t>(0, 9);
    if (fate == 17)
      extent = std::min<hsize_t>(largest_extent, choices.ConsumeIntegral<std::uint64_t>() >> 1);
  }
  return extents.empty()
             ? H5Screate(H5S_SCALAR)
             : H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
}

double any_number(FuzzedDataProvider& choices) {
  switch (choices.ConsumeIntegralInRange(0, 9)) {
    case 7:
      return choices.ConsumeFloatingPoint<double>();
    case 8:
      return -1;
    case 9:
      return choices.ConsumeIntegralInRange(0, 9);
    default:
      return 1;
  }
}

/// Values for at most 256 entries; larger arrays stay without any, and are to be refused.
void fill(hid_t dataset, hid_t space, FuzzedDataProvider& choices) {
  auto const count = H5Sget_simple_extent_npoints(space);
  if (count <= 0 || count > 256) return;
  std::vector<double> values(static_cast<std::size_t>(count));
  for (double& value : values) value = any_number(choices);
  H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

void write_dataset(hid_t file, ExpectedDataset const& expected, FuzzedDataProvider& choices) {
  int const fate = choices.ConsumeIntegralInRange(0, 40);
  if (fate == 40) return;
  if (fate == 39) {
    Id const group(H5Gcreate2(file, expected.name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    return;
  }
  if (fate == 38) {
    H5Lcreate_soft("/elsewhere", file, expected.name, H5P_DEFAULT, H5P_DEFAULT);
    return;
  }
  Id const type(fate > 33 ? any_type(choices) : H5Tcopy(H5T_NATIVE_DOUBLE));
  // More than any memory: nothing is stored.
  constexpr auto any_extent = std::numeric_limits<hsize_t>::max();
  Id const space(
      any_space(choices, {expected.extents.begin(), expected.extents.end()}, any_extent));
  Id const dataset(
      H5Dcreate2(file, expected.name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  if (dataset >= 0) fill(dataset, space, choices);
}

void write_attribute(hid_t file, ExpectedAttribute const& expected, FuzzedDataProvider& choices) {
  int const fate = choices.ConsumeIntegralInRange(0, 60);
  if (fate == 60) return;
  if (fate > 55) {
    Id const type(any_type(choices));
    // All of an attribute is stored, whether written or not: of sizes that overflow HDF5 1.14
    // writes beyond its buffers.
    Id const space(any_space(choices, {}, 9));
    Id const attribute(H5Acreate2(file, expected.name, type, space, H5P_DEFAULT, H5P_DEFAULT));
    return;
  }
  Id const space(H5Screate(H5S_SCALAR));
  if (expected.text != nullptr) {
    std::string const text = fate > 52 ? choices.ConsumeRandomLengthString(64) : expected.text;
    Id const type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type, H5T_VARIABLE);
    Id const attribute(H5Acreate2(file, expected.name, type, space, H5P_DEFAULT, H5P_DEFAULT));
    char const* const pointer = text.c_str();
    if (attribute >= 0) H5Awrite(attribute, type, &pointer);
    return;
  }
  Id const attribute(
      H5Acreate2(file, expected.name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT));
  double const value = any_number(choices);
  if (attribute >= 0) H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value);
}

}  // namespace

void write_hdf5(std::filesystem::path const& path, std::span<ExpectedDataset const> datasets,
                std::span<ExpectedAttribute const> attributes, FuzzedDataProvider& choices) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  Id const access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  Id const file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access));
  for (auto const& expected : datasets) write_dataset(file, expected, choices);
  for (auto const& expected : attributes) write_attribute(file, expected, choices);
}

}  // namespace mattis::fuzz
