// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "json_line.hpp"
#include "options.hpp"

#include <mattis/binary/learning.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::command {

/// How binary networks come to their couplings and fields, as the options say.
struct LearningRequest {
  std::string rule = "hebb";
  int limit = 0;
  double kept = 1;
  bool one_way = false;
  double threshold = 0;
  double h = 0;
  std::filesystem::path fields, couplings;
  binary::RealMatrix matrix = {};  ///< read from `couplings`
  std::uint64_t fingerprint = 0;   ///< of what the files say

  /// Of N neurons, 0 where the couplings say how many: reads the files, and sets N. What it gives
  /// refers to this. \throws Error  naming the option or the file
  binary::Learning of(std::int64_t& N);
  /// "clipped, half of the couplings kept, h = 0.1": what differs from Hebb's rule.
  std::string text() const;
  /// rule, limit, kept, one_way, U, h, fields, couplings; nothing of the plain rule but its name
  void add_to(JsonLine& line) const;
  /// \throws Error  where a file would be overwritten
  void check_paths(Computation const& computation) const;
  /// Whether J is Hebb's and nothing else acts, which is what the theory is of.
  bool is_plain() const;
};

/// --rule --limit --kept --one-way --U --h --fields, and --couplings where the command takes it
void add_learning_options(Options& options, LearningRequest& learning, bool with_couplings);

/// --h --fields: `h` everywhere, or what a file says. Empty: no field.
std::vector<double> fields_of(double h, std::filesystem::path const& fields, std::int64_t N);
void add_field_options(Options& options, double& h, std::filesystem::path& fields);

/// Couplings of a file, as a matrix.
binary::RealMatrix read_real_couplings(std::filesystem::path const& file);

}  // namespace mattis::command
