// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/array_file.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::io {

/// How far arrays of somebody are from one quantity of the truth set.
struct Agreement {
  std::string name;  ///< "<subject>/<case>/<quantity>"
  Extents shape;
  double difference = 0;       ///< largest |theirs - truth|, where it counts most
  double bound = 0;            ///< of both, there
  double standard_errors = 0;  ///< of what is beyond the bound; infinite where there are none
  bool has_errors = false;     ///< whether one of both has standard errors
  std::string where;           ///< indices of the entry, "(3, 0)"
  bool agrees = false;
};

struct Compared {
  std::vector<Agreement> quantities;
  std::vector<std::string> ignored;  ///< their arrays that the truth set has not
};

struct CompareOptions {
  /// "<subject>/<case>", of which their arrays have the quantities' names; empty: whole names
  std::string of = {};
  /// beyond which two values differ
  double standard_errors = 4.5;
};

/// Quantities with standard errors or bounds of their errors, by name: beside Q there may be Q_se,
/// the standard error of each entry, and Q_bound, the largest error of each or of all. What is
/// under <case>/given/ is what others must be given to compute the same.
class TruthSet {
 public:
  /// \throws Error  as read_arrays, and where it is no truth set
  explicit TruthSet(std::filesystem::path const& path);

  std::int64_t version() const { return version_; }
  std::vector<std::string> names() const;  ///< of quantities
  std::vector<std::string> cases() const;  ///< "<subject>/<case>"

  /// Compares each quantity that is in both, entry by entry: they agree where no |theirs - truth|
  /// is beyond the sum of both bounds by more than so many combined standard errors. Entries that
  /// are NaN in the truth count for nothing. Dimensions of one entry are no difference in shape; an
  /// array with one dimension more, and no Q_se, is of trials, of which mean and standard error are
  /// taken. \param file  what `theirs` are called in errors \throws Error  where one is of another
  /// shape, or has errors that are none
  Compared compare(Arrays const& theirs, std::string const& file,
                   CompareOptions const& options) const;

 private:
  Arrays arrays_;
  std::string path_;
  std::int64_t version_ = 0;
};

}  // namespace mattis::io
