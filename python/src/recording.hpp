// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the command writes to a file, kept as arrays and attributes of the same names: mattis::io's
// writers on an Hdf5File that is memory (recording.cpp). So the layout of results is said once, and
// the package needs no HDF5.
#include <mattis/core/stop.hpp>
#include <mattis/io/hdf5.hpp>

#include <nanobind/nanobind.h>

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace mattis::python {

/// A dataset, in memory that knows nothing of Kokkos: it outlives it.
struct RecordedArray {
  io::Extents shape;
  std::variant<std::vector<double>, std::vector<float>, std::vector<std::int8_t>,
               std::vector<std::int64_t>, std::vector<std::string>>
      values;
};

using RecordedAttribute =
    std::variant<double, std::int64_t, std::uint64_t, bool, std::string, std::vector<double>>;

/// A file that is none.
struct Record {
  std::map<std::string, RecordedArray> arrays;
  std::map<std::string, RecordedAttribute> attributes;
};

/// While it lives, what this thread's writers of mattis::io create is `record`.
class Recording {
 public:
  /// \param should_stop  asked between blocks, as arrays can be gigabytes: Stopped
  Recording(Record& record, StopCallback should_stop);
  ~Recording();
  Recording(Recording const&) = delete;
  Recording& operator=(Recording const&) = delete;
};

/// (arrays, attributes), two dicts. With the interpreter's lock.
nanobind::tuple to_python(Record record);

}  // namespace mattis::python
