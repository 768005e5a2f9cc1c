// SPDX-License-Identifier: BSD-3-Clause
// Limits of control groups, on folders that look like the system's.
#include <mattis/core/control_groups.hpp>

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

using namespace mattis;

namespace {

constexpr auto unlimited = std::numeric_limits<std::size_t>::max();
constexpr auto all = std::numeric_limits<double>::infinity();

/// A folder that stands for /, gone at the end.
class FakeRoot {
 public:
  FakeRoot()
      : path_(std::filesystem::temp_directory_path() /
              ("mattis_groups_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
  }
  ~FakeRoot() { std::filesystem::remove_all(path_); }

  void write(std::string const& file, std::string const& text) const {
    auto const path = path_ / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  ControlGroupLimits limits() const { return control_group_limits(path_.string()); }

 private:
  std::filesystem::path path_;
};

std::string const version_2 =
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
std::string const version_1 =
    "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n"
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n";

}  // namespace

TEST_CASE("control groups: no limit where nothing can be read or nothing is limited", "[memory]") {
  FakeRoot const root;
  CHECK(root.limits().memory == unlimited);
  CHECK(root.limits().processors == all);
  root.write("proc/self/cgroup", "0::/a\n");
  root.write("proc/self/mountinfo", version_2);
  root.write("sys/fs/cgroup/a/memory.max", "max\n");
  root.write("sys/fs/cgroup/a/memory.current", "1000\n");
  root.write("sys/fs/cgroup/a/cpu.max", "max 100000\n");
  CHECK(root.limits().memory == unlimited);
  CHECK(root.limits().processors == all);
}

TEST_CASE("control groups: version 2, the least of every group above", "[memory]") {
  FakeRoot const root;
  root.write("proc/self/cgroup", "0::/system.slice/job 7/step\n");
  root.write("proc/self/mountinfo", "23 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + version_2);
  std::string const slice = "sys/fs/cgroup/system.slice/", job = slice + "job 7/",
                    step = job + "step/";
  root.write(step + "memory.max", "9000\n");
  root.write(step + "memory.current", "100\n");
  root.write(step + "cpu.max", "400000 100000\n");
  CHECK(root.limits().memory == 8900);
  CHECK(root.limits().processors == 4);
  root.write(job + "memory.max", "5000\n");
  root.write(job + "memory.current", "3000\n");
  root.write(job + "memory.stat", "anon 2500\nfile 500\ninactive_file 400\nactive_file 100\n");
  root.write(job + "cpu.max", "150000 100000\n");
  CHECK(root.limits().memory == 5000 - 3000 + 400);
  CHECK(root.limits().processors == 1.5);
  root.write(slice + "memory.max", "4000\n");
  root.write(slice + "memory.current", "4500\n");
  root.write(slice + "cpu.max", "50000 100000\n");
  CHECK(root.limits().memory == 0);
  CHECK(root.limits().processors == 0.5);
}

TEST_CASE("control groups: version 2 inside containers", "[memory]") {
  FakeRoot const root;
  // A name space of groups: this container's group is the top.
  root.write("proc/self/cgroup", "0::/\n");
  root.write("proc/self/mountinfo", version_2);
  root.write("sys/fs/cgroup/memory.max", "7000\n");
  root.write("sys/fs/cgroup/memory.current", "1000\n");
  CHECK(root.limits().memory == 6000);
  // None, and the group mounted where others find the top; a mount point with a blank in its name.
  root.write("proc/self/cgroup", "0::/docker/abc/inner\n");
  root.write("proc/self/mountinfo",
             "30 23 0:26 /docker/abc /sys/fs/my\\040group rw - cgroup2 cgroup2 rw\n");
  root.write("sys/fs/my group/memory.max", "3000\n");
  root.write("sys/fs/my group/memory.current", "500\n");
  root.write("sys/fs/my group/inner/memory.max", "2000\n");
  root.write("sys/fs/my group/inner/memory.current", "400\n");
  CHECK(root.limits().memory == 1600);
  // A group outside of what is mounted.
  root.write("proc/self/cgroup", "0::/docker/abcdef\n");
  CHECK(root.limits().memory == 2500);
  root.write("proc/self/cgroup", "0::/../other\n");
  CHECK(root.limits().memory == 2500);
}

TEST_CASE("control groups: version 1, and both at once", "[memory]") {
  FakeRoot const root;
  root.write("proc/self/cgroup",
             "4:memory:/batch/job\n3:cpuset:/\n2:cpu,cpuacct:/batch/job\n1:name=systemd:/\n0::/\n");
  root.write("proc/self/mountinfo",
             version_1 + "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n");
  std::string const memory = "sys/fs/cgroup/memory/batch/",
                    cpu = "sys/fs/cgroup/cpu,cpuacct/batch/";
  root.write(memory + "job/memory.limit_in_bytes", "9223372036854771712\n");
  root.write(memory + "job/memory.usage_in_bytes", "1000\n");
  root.write(cpu + "job/cpu.cfs_quota_us", "-1\n");
  root.write(cpu + "job/cpu.cfs_period_us", "100000\n");
  CHECK(root.limits().memory == 9223372036854771712u - 1000);
  CHECK(root.limits().processors == all);
  root.write(memory + "job/memory.stat",
             "cache 5\nhierarchical_memory_limit 8000\ntotal_inactive_file 300\n");
  CHECK(root.limits().memory == 8000 - 1000 + 300);
  root.write(memory + "memory.limit_in_bytes", "6000\n");
  root.write(memory + "memory.usage_in_bytes", "2500\n");
  root.write(cpu + "cpu.cfs_quota_us", "250000\n");
  root.write(cpu + "cpu.cfs_period_us", "100000\n");
  CHECK(root.limits().memory == 3500);
  CHECK(root.limits().processors == 2.5);
  root.write("sys/fs/cgroup/unified/memory.max", "600\n");
  root.write("sys/fs/cgroup/unified/memory.current", "100\n");
  CHECK(root.limits().memory == 500);
}

TEST_CASE("control groups: files that are cut off or nonsense count as no limit", "[memory]") {
  FakeRoot const root;
  root.write("proc/self/cgroup", "nonsense\n0:\n0::/a\n");
  root.write("proc/self/mountinfo", "30 23 0:26\n\n- - - -\n" + version_2);
  root.write("sys/fs/cgroup/a/memory.max", "twelve\n");
  root.write("sys/fs/cgroup/a/memory.current", "");
  root.write("sys/fs/cgroup/a/cpu.max", "100000\n");
  CHECK(root.limits().memory == unlimited);
  CHECK(root.limits().processors == all);
  root.write("sys/fs/cgroup/a/memory.max", "2000\n");
  root.write("sys/fs/cgroup/a/cpu.max", "100000 0\n");
  CHECK(root.limits().memory == unlimited);
  CHECK(root.limits().processors == all);
}

TEST_CASE("control groups: there is a processor to run on", "[memory]") {
  CHECK(available_processors() >= 1);
}
