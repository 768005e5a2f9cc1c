// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>
#include <mattis/core/host_copy.hpp>
#include <mattis/core/memory.hpp>
#include <support/resource_limit.hpp>
#include <support/sanitizers.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <new>
#include <stdexcept>

using namespace mattis;
using namespace mattis::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

TEST_CASE("memory: what does not fit names its size and the least limit", "[memory]") {
  CHECK_NOTHROW(expect_fits_in_memory("memory", 1));
  CHECK_THROWS_WITH(expect_fits_in_memory("memory", 1e30),
                    StartsWith("memory: expected at most ") && ContainsSubstring(", got 1e+21 GB"));
  CHECK(available_memory() > 0);
}

TEST_CASE("memory: limits of the process count", "[memory]") {
  if (under_sanitizer) return;  // its shadow memory is larger than any limit
  constexpr std::size_t room = 64 << 20;
  OwnMemory const own;
  SECTION("address space") {
    ResourceLimit const limit(RLIMIT_AS, own.address_space + room);
    CHECK(available_memory() <= room);
    CHECK_THROWS_WITH(expect_fits_in_memory("memory", 1e9),
                      StartsWith("memory: expected at most ") &&
                          ContainsSubstring(" MB, what this machine has free ") &&
                          EndsWith(" (ulimit -v), got 1 GB"));
  }
  SECTION("data") {
    ResourceLimit const limit(RLIMIT_DATA, own.data + room);
    CHECK(available_memory() <= room);
    CHECK_THROWS_WITH(expect_fits_in_memory("memory", 1e9), EndsWith(" (ulimit -d), got 1 GB"));
  }
}

TEST_CASE("memory: running out of it is told in a line with the size and what it was for",
          "[memory]") {
  CHECK_FALSE(memory_exhausted(std::runtime_error("some other thing failed to allocate time")));
  CHECK_FALSE(memory_exhausted(Error("N: expected at least 1 neuron, got 0")));
  auto const of_new = memory_exhausted(std::bad_alloc());
  REQUIRE(of_new);
  CHECK_THAT(*of_new, StartsWith("memory: expected enough to go on, got "));
  if (under_sanitizer) return;  // they end the program
  try {
    Kokkos::View<char*, Kokkos::HostSpace> const large("mattis::test::large", std::size_t{1} << 60);
    FAIL("an exbibyte");
  } catch (std::exception const& error) {
    auto const line = memory_exhausted(error);
    REQUIRE(line);
    CHECK_THAT(*line, StartsWith("memory: expected ") &&
                          ContainsSubstring("iB for mattis::test::large, got "));
    CHECK(line->find('\n') == std::string::npos);
  }
}

TEST_CASE("host copy: the View itself where it is on a host, of const entries, too", "[memory]") {
  Kokkos::DefaultHostExecutionSpace const exec;
  Array<double**, Kokkos::DefaultHostExecutionSpace> const entries("mattis::test::entries", 2, 3);
  Array<double const**, Kokkos::DefaultHostExecutionSpace> const to_read = entries;
  CHECK(mattis::detail::host_copy(exec, entries).data() == entries.data());
  CHECK(mattis::detail::host_copy(exec, to_read).data() == entries.data());
}
