// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/bench/energy.hpp>
#include <mattis/core/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <system_error>

namespace mattis::detail {

namespace {

std::optional<std::uint64_t> number_in(std::filesystem::path const& file) {
  errno = 0;
  std::ifstream stream(file);
  std::uint64_t number = 0;
  if (stream >> number) return number;
  return {};
}

std::string line_in(std::filesystem::path const& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

/// "intel-rapl:0" is a package or a whole board; "intel-rapl:0:1" is a part of one.
bool is_zone(std::string const& name) {
  return name.starts_with("intel-rapl:") && std::count(name.begin(), name.end(), ':') == 1;
}

}  // namespace

EnergyCounters::EnergyCounters(std::filesystem::path const& folder) {
  std::error_code failure;
  std::vector<std::filesystem::path> zones;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (is_zone(entry->path().filename().string()) &&
        line_in(entry->path() / "name").starts_with("package"))
      zones.push_back(entry->path());
  std::sort(zones.begin(), zones.end());
  if (zones.empty()) {
    words_ = "not readable: " + folder.string() + " has no package of intel-rapl";
    return;
  }
  for (auto const& zone : zones) {
    auto const counter = zone / "energy_uj";
    if (!number_in(counter)) {
      words_ = "not readable: " + counter.string() + ": " +
               (errno != 0 ? std::strerror(errno) : "no number");
      packages_.clear();
      return;
    }
    auto const largest = number_in(zone / "max_energy_range_uj");
    packages_.push_back({counter, largest.value_or(0)});
  }
  words_ = "RAPL, " + to_text(static_cast<std::int64_t>(packages_.size())) +
           (packages_.size() == 1 ? " package" : " packages");
}

EnergyCounters::Reading EnergyCounters::read() const {
  Reading reading;
  for (auto const& package : packages_) {
    auto const number = number_in(package.counter);
    if (!number)
      throw_unexpected(package.counter.string(), "a number of microjoule", "none any more");
    reading.push_back(*number);
  }
  return reading;
}

double EnergyCounters::joule(Reading const& before, Reading const& after) const {
  double sum = 0;
  for (std::size_t i = 0; i < packages_.size(); ++i) {
    auto const begun_anew = after[i] < before[i];
    auto const& largest = packages_[i].largest;  // the last before 0
    std::uint64_t const to_its_end =
        begun_anew && largest >= before[i] ? largest - before[i] + 1 : 0;
    std::uint64_t const taken = begun_anew ? to_its_end + after[i] : after[i] - before[i];
    sum += 1e-6 * static_cast<double>(taken);
  }
  return sum;
}

}  // namespace mattis::detail
