// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What `mattis bench` measured on one machine, as a file of one JSON object holds it: nothing here
// measures. Texts are UTF-8.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mattis::report {

struct Machine {
  std::string device, driver, compiler;
  int threads = 1;
};

struct Build {
  std::string version, git_hash, flags, kokkos;
  std::vector<std::string> configuration;  ///< lines of Kokkos
};

struct Settings {
  bool quick = false;
  std::string tuning;  ///< "estimate", "read", "tune"
  /// Equal in files that were measured in step: sample k of a row is of the same moment in both.
  /// Empty: of nothing else.
  std::string rounds = {};
};

/// The most that a target of the machine was seen to do of one kind of work.
struct Ceiling {
  std::string target;     ///< execution space and implementation, "OpenMP avx2", or a space alone
  std::string kind;       ///< "memory", "multiply-adds", "normals and tanh", "random words"
  std::string precision;  ///< empty where it does not matter
  double value = 0;       ///< in `unit`, above 0
  std::string unit;       ///< "byte/s", "flop/s", "word/s"
};

/// Whether the machine tells the energy it takes, and what is printed where it does not.
struct Energy {
  bool readable = false;
  std::string words = "not readable";
};

/// A rate by the lowest ceiling above it.
struct CeilingShare {
  std::string kind;  ///< of the ceiling
  double share = 0;  ///< 1 at the ceiling; more where the work stays in a cache
};

/// The largest error against the reference, by what a contract allows or in units of last place.
struct Accuracy {
  double worst = 0;
  std::string of;  ///< "bound" or "ulp"
};

/// Another library's time for the same work.
struct Peer {
  std::string name;
  std::vector<double> samples_s;
};

/// Names and values, in the order in which the kernel tells them.
using Sizes = std::vector<std::pair<std::string, std::int64_t>>;

/// One kernel in one precision, by one implementation, at one size.
struct BenchRow {
  std::string kernel, precision;
  std::string target;  ///< execution space and implementation, "OpenMP avx512"
  Sizes sizes;
  std::string variant;  ///< "estimate", or what tuning chose
  int threads = 1;
  std::string unit;               ///< of the rate, "entries/s"
  double work = 0;                ///< of one sample, in what `unit` counts
  std::vector<double> samples_s;  ///< seconds, each above 0; one at least
  std::vector<double> dropped_s;  ///< those that were measured and do not count
  std::optional<CeilingShare> ceiling;
  std::optional<Accuracy> accuracy;
  std::optional<double> energy_J;  ///< joule of one sample
  std::vector<Peer> peers;

  double median_s() const;
  double rate() const { return work / median_s(); }  ///< in `unit`
};

struct BenchFile {
  std::string name;  ///< where it was read, for people; not in the file
  Machine machine;
  Build build;
  Settings settings;
  std::vector<Ceiling> ceilings;
  Energy energy;
  std::vector<BenchRow> rows;
};

/// The file's text, one line. \throws Error  where from_json would refuse it, as with a row without
/// samples
std::string to_json(BenchFile const& file);

/// Keys beyond those of the format are passed over.
/// \param name  of the file, for errors
/// \throws Error "<name>: rows[3].samples_s: expected .., got .." for text that is no JSON, another
/// format, a missing key, a wrong type, no samples, a value that makes no sense
BenchFile from_json(std::string_view text, std::string const& name);

/// \throws Error  as from_json, and where the file cannot be read
BenchFile read(std::filesystem::path const& file);

}  // namespace mattis::report
