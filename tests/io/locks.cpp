// SPDX-License-Identifier: BSD-3-Clause
// On a file system that knows no locks, as many of a network, every call for one fails.
#include <io/scratch_folder.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_test_macros.hpp>

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace {

bool locks_fail = false;

}  // namespace

/// In place of the C library's, for HDF5 in this program.
extern "C" int flock(int descriptor, int operation) {
  if (!locks_fail) return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
  errno = ENOLCK;
  return -1;
}

TEST_CASE("hdf5: files are written and read where there are no locks", "[io]") {
  mattis::testing::ScratchFolder const folder;
  locks_fail = true;
  {
    auto file = mattis::io::Hdf5File::create(folder / "some.h5");
    file.set_attribute("n", 3);
    file.close();
    CHECK(mattis::io::Hdf5File::open(folder / "some.h5").attribute<std::int64_t>("n") == 3);
  }
  locks_fail = false;
}
