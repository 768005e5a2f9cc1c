// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the two halves of Hdf5File share of HDF5's own library; no installed header includes it.
#include <hdf5.h>

#include <cstdint>
#include <type_traits>

namespace mattis::io::detail {

static_assert(std::is_same_v<hid_t, std::int64_t>);

/// Keeps HDF5 from printing its error stack, for one call: an embedding program may want it
/// elsewhere.
class Quiet {
 public:
  Quiet() {
    H5Eget_auto2(H5E_DEFAULT, &print_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Quiet() { H5Eset_auto2(H5E_DEFAULT, print_, data_); }
  Quiet(Quiet const&) = delete;
  Quiet& operator=(Quiet const&) = delete;

 private:
  H5E_auto2_t print_ = nullptr;
  void* data_ = nullptr;
};

/// An HDF5 identifier and how to close it.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(Handle const&) = delete;
  Handle& operator=(Handle const&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

template <class T>
hid_t memory_type() {
  if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
  if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
  if constexpr (std::is_same_v<T, std::int8_t>) return H5T_NATIVE_INT8;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
}

/// The enumeration that h5py reads as bool.
inline hid_t make_bool_type() {
  hid_t const type = H5Tenum_create(H5T_NATIVE_INT8);
  std::int8_t value = 0;
  H5Tenum_insert(type, "FALSE", &value);
  value = 1;
  H5Tenum_insert(type, "TRUE", &value);
  return type;
}

inline hid_t make_text_type() {
  hid_t const type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

/// How files are opened and made.
inline hid_t make_access() {
  hid_t const access = H5Pcreate(H5P_FILE_ACCESS);
  // Attributes of more than 64 kB need the format of HDF5 1.8 (2008); without a lower bound it is
  // that of 1.0.
  H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_LATEST);
  // Nobody else opens a file before it has its name, and what has one is never written again: locks
  // protect nothing, and many network file systems have none (ENOLCK). HDF5_USE_FILE_LOCKING in the
  // environment decides otherwise.
#if H5_VERSION_GE(1, 10, 7) && !(H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 12 && H5_VERS_RELEASE == 0)
  H5Pset_file_locking(access, false, true);
#endif
  return access;
}

}  // namespace mattis::io::detail
