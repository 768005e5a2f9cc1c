// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>

namespace mattis::command {

/// Somebody's arrays that the truth set is not what they are: exit status 1.
class Disagreement : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// `mattis verify --against`: whose arrays are compared, and with what.
struct AgainstRequest {
  std::filesystem::path file;   ///< .npz or HDF5
  std::filesystem::path truth;  ///< empty: the truth set that the program comes with
  std::string of;               ///< case whose quantities the file has; empty: it has whole names
  double standard_errors = 4.5;
  bool json = false;
};

/// Prints how far each quantity is from the truth set's. \throws Error  where a file is none, or
/// has no quantity of the truth set  \throws Disagreement  where one differs
void verify_against(AgainstRequest const& request);

}  // namespace mattis::command
