// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The processor's own counters of the energy that it takes (RAPL), as Linux shows them for Intel's
// and AMD's: a folder for each package, with microjoule that start again at a largest value.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mattis::detail {

class EnergyCounters {
 public:
  explicit EnergyCounters(std::filesystem::path const& folder = "/sys/class/powercap");

  bool readable() const { return !packages_.empty(); }
  /// "RAPL, 2 packages", or "not readable: " and why.
  std::string const& words() const { return words_; }

  /// Of all packages, in microjoule since each last began anew.
  using Reading = std::vector<std::uint64_t>;
  /// \throws Error  where one of them can no longer be read
  Reading read() const;
  /// Joule between two readings, of which no counter began anew twice: they last for minutes.
  double joule(Reading const& before, Reading const& after) const;

 private:
  struct Package {
    std::filesystem::path counter;
    std::uint64_t largest;
  };
  std::vector<Package> packages_;
  std::string words_;
};

}  // namespace mattis::detail
