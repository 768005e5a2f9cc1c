// SPDX-License-Identifier: BSD-3-Clause
// The processor's energy counters, in a folder that is made like the system's.
#include <io/scratch_folder.hpp>
#include <mattis/bench/energy.hpp>
#include <mattis/core/error.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using mattis::detail::EnergyCounters;
using mattis::testing::ScratchFolder;

namespace {

class Powercap {
 public:
  void zone(std::string const& zone, std::string const& name, std::string const& microjoule) const {
    std::filesystem::create_directories(folder / zone);
    write(zone, "name", name);
    write(zone, "energy_uj", microjoule);
    write(zone, "max_energy_range_uj", "262143328850");
  }
  void write(std::string const& zone, std::string const& file, std::string const& text) const {
    std::ofstream(folder / zone / file) << text << "\n";
  }

  ScratchFolder folder;
};

}  // namespace

TEST_CASE("energy: packages are added, their parts and the board are not", "[bench][energy]") {
  Powercap const powercap;
  powercap.zone("intel-rapl:0", "package-0", "1000000");
  powercap.zone("intel-rapl:0:0", "core", "500000");
  powercap.zone("intel-rapl:1", "package-1", "3000000");
  powercap.zone("intel-rapl:2", "psys", "9000000");
  powercap.zone("intel-rapl-mmio:0", "package-0", "7");
  EnergyCounters const counters(powercap.folder.path());
  REQUIRE(counters.readable());
  CHECK(counters.words() == "RAPL, 2 packages");
  auto const before = counters.read();
  powercap.write("intel-rapl:0", "energy_uj", "1250000");
  powercap.write("intel-rapl:0:0", "energy_uj", "900000");
  powercap.write("intel-rapl:1", "energy_uj", "3500000");
  CHECK(counters.joule(before, counters.read()) == Approx(0.75));
}

TEST_CASE("energy: a counter that begins anew", "[bench][energy]") {
  Powercap const powercap;
  powercap.zone("intel-rapl:0", "package-0", "262143328000");
  EnergyCounters const counters(powercap.folder.path());
  auto const before = counters.read();
  powercap.write("intel-rapl:0", "energy_uj", "149");
  CHECK(counters.joule(before, counters.read()) == Approx(1e-3).epsilon(1e-12));
  CHECK(counters.joule(before, before) == 0);
}

TEST_CASE("energy: what cannot be read says why", "[bench][energy]") {
  Powercap const powercap;
  EnergyCounters const none(powercap.folder / "absent");
  CHECK_FALSE(none.readable());
  CHECK(none.words() ==
        "not readable: " + (powercap.folder / "absent").string() + " has no package of intel-rapl");

  powercap.zone("intel-rapl:0", "package-0", "1");
  powercap.zone("intel-rapl:1", "package-1", "no number");
  CHECK_THAT(EnergyCounters(powercap.folder.path()).words(),
             ContainsSubstring("intel-rapl:1/energy_uj"));
  powercap.zone("intel-rapl:1", "package-1", "1");
  auto const counter = powercap.folder / "intel-rapl:0" / "energy_uj";
  std::filesystem::permissions(counter, std::filesystem::perms::none);
  if (::geteuid() != 0)  // whom nothing is refused
    CHECK(EnergyCounters(powercap.folder.path()).words() ==
          "not readable: " + counter.string() + ": Permission denied");
  std::filesystem::permissions(counter, std::filesystem::perms::owner_all);

  EnergyCounters const counters(powercap.folder.path());
  REQUIRE(counters.readable());
  std::filesystem::remove(counter);
  CHECK_THROWS_WITH(counters.read(), StartsWith(counter.string() + ": expected a number"));
}
