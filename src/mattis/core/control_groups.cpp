// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/control_groups.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace mattis {
namespace {

/// The number that a file begins with; none where it says "max" or does not exist.
template <class Number>
std::optional<Number> number_in(std::string const& path) {
  std::ifstream file(path);
  Number value;
  if (file >> value) return value;
  return {};
}

/// The number behind `key` in a file of "key number" lines.
std::optional<std::size_t> entry_of(std::string const& path, std::string_view key) {
  std::ifstream file(path);
  std::string word;
  std::size_t value = 0;
  for (std::string line; file >> word; std::getline(file, line)) {
    if (word == key && file >> value) return value;
  }
  return {};
}

bool lists(std::string const& list, std::string_view name) {
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ',');)
    if (word == name) return true;
  return false;
}

/// mountinfo writes blanks and the like as \ and three octal digits.
std::string decoded(std::string const& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const octal = [&](std::size_t at) {
      return at < text.size() && text[at] >= '0' && text[at] <= '7';
    };
    if (text[i] == '\\' && octal(i + 1) && octal(i + 2) && octal(i + 3)) {
      result += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 +
                                  (text[i + 3] - '0'));
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

/// A hierarchy of control groups: version 2 (of all controllers), or version 1 of one controller.
struct Hierarchy {
  std::string mount;  // folder where it is mounted
  std::string root;   // group that this folder is
};

/// \param controller  "" for version 2
std::optional<Hierarchy> mounted(std::string const& root, std::string_view controller) {
  std::ifstream file(root + "/proc/self/mountinfo");
  for (std::string line; std::getline(file, line);) {
    // id, parent, device, root, mount point, options, optional fields .., -, type, source, super
    // options
    std::istringstream words(line);
    std::vector<std::string> const fields{std::istream_iterator<std::string>(words), {}};
    auto const dash = std::find(fields.begin(), fields.end(), "-");
    if (fields.size() < 6 || fields.end() - dash < 4) continue;
    bool const wanted = controller.empty() ? dash[1] == "cgroup2"
                                           : dash[1] == "cgroup" && lists(dash[3], controller);
    if (wanted) return Hierarchy{root + decoded(fields[4]), decoded(fields[3])};
  }
  return {};
}

/// The group of this process, "/a/b". \param controller  "" for version 2
std::optional<std::string> own_group(std::string const& root, std::string_view controller) {
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {  // number:controllers:group
    auto const first = line.find(':');
    auto const second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    auto const controllers = line.substr(first + 1, second - first - 1);
    if (controller.empty() ? controllers.empty() && line.starts_with("0:")
                           : lists(controllers, controller))
      return line.substr(second + 1);
  }
  return {};
}

/// Folders of the group of this process and of those above it, as far up as they are mounted here.
std::vector<std::string> groups(std::string const& root, std::string_view controller) {
  auto const hierarchy = mounted(root, controller);
  auto group = own_group(root, controller);
  if (!hierarchy || !group) return {};
  // In a container the folder may be of a group below the top one, or the names may be those of
  // another container.
  auto const top = hierarchy->root == "/" ? std::string() : hierarchy->root;
  std::string below;
  if (group->starts_with(top + "/") && group->find("/..") == std::string::npos)
    below = group->substr(top.size());
  std::vector<std::string> folders;
  for (; below.size() > 1; below.resize(below.rfind('/')))
    folders.push_back(hierarchy->mount + below);
  folders.push_back(hierarchy->mount);
  return folders;
}

std::size_t left(std::size_t limit, std::optional<std::size_t> used,
                 std::optional<std::size_t> reclaimable) {
  if (!used) return ControlGroupLimits::unlimited;
  auto const kept = *used - std::min(*used, reclaimable.value_or(0));
  return limit - std::min(limit, kept);
}

std::size_t memory_left(std::string const& root) {
  std::size_t least = ControlGroupLimits::unlimited;
  for (auto const& group : groups(root, "")) {
    if (auto const limit = number_in<std::size_t>(group + "/memory.max")) {
      least = std::min(least, left(*limit, number_in<std::size_t>(group + "/memory.current"),
                                   entry_of(group + "/memory.stat", "inactive_file")));
    }
  }
  for (auto const& group : groups(root, "memory")) {
    // The hierarchical limit is the least of all groups above, those that cannot be seen from here
    // too.
    auto const own = number_in<std::size_t>(group + "/memory.limit_in_bytes");
    auto const above = entry_of(group + "/memory.stat", "hierarchical_memory_limit");
    auto const limit = std::min(own.value_or(ControlGroupLimits::unlimited),
                                above.value_or(ControlGroupLimits::unlimited));
    least = std::min(least, left(limit, number_in<std::size_t>(group + "/memory.usage_in_bytes"),
                                 entry_of(group + "/memory.stat", "total_inactive_file")));
  }
  return least;
}

double processors_left(std::string const& root) {
  double least = std::numeric_limits<double>::infinity();
  auto const allow = [&](double quota, double period) {
    if (quota > 0 && period > 0) least = std::min(least, quota / period);
  };
  for (auto const& group : groups(root, "")) {
    std::ifstream file(group + "/cpu.max");
    double quota = 0, period = 0;
    if (file >> quota >> period) allow(quota, period);
  }
  for (auto const& group : groups(root, "cpu")) {
    allow(number_in<double>(group + "/cpu.cfs_quota_us").value_or(-1),
          number_in<double>(group + "/cpu.cfs_period_us").value_or(0));
  }
  return least;
}

int processors_of_affinity() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

ControlGroupLimits control_group_limits(std::string const& root) {
  return {.memory = memory_left(root), .processors = processors_left(root)};
}

int available_processors() {
  int const processors = std::max(1, processors_of_affinity());
  double const quota = control_group_limits().processors;
  return quota < processors ? std::max(1, static_cast<int>(quota)) : processors;
}

}  // namespace mattis
