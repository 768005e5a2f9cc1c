// SPDX-License-Identifier: BSD-3-Clause
#include <io/scratch_folder.hpp>
#include <io/small_files.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/output_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using Catch::Matchers::EndsWith;
using mattis::io::check_output_path;
using mattis::io::OutputFile;
using mattis::testing::ScratchFolder;
using mattis::testing::SmallFiles;

namespace {

void put(std::filesystem::path const& path, std::string const& content) { std::ofstream(path) << content; }

std::string content(std::filesystem::path const& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

auto refusal(std::filesystem::path const& path, std::string const& why) {
  return Catch::Matchers::Message("out: expected a file that can be written, got " + path.string() + " (" + why + ")");
}

}  // namespace

TEST_CASE("output file: nothing has the name before commit, everything after", "[io]") {
  ScratchFolder const folder;
  auto const target = folder / "result.h5";
  OutputFile out(target);
  put(out.temporary(), "whole");
  CHECK_FALSE(std::filesystem::exists(target));
  out.commit();
  CHECK(content(target) == "whole");
  CHECK(folder.entries() == 1);
}

TEST_CASE("output file: an exception leaves an older file as it was, and nothing else", "[io]") {
  ScratchFolder const folder;
  auto const target = folder / "result.h5";
  put(target, "older");
  try {
    OutputFile out(target);
    put(out.temporary(), "half");
    REQUIRE(folder.entries() == 2);
    throw std::runtime_error("stop");
  } catch (std::runtime_error const&) {
  }
  CHECK(content(target) == "older");
  CHECK(folder.entries() == 1);
}

TEST_CASE("output file: an older file is replaced, behind a symbolic link too", "[io]") {
  ScratchFolder const folder;
  auto const target = folder / "result.h5";
  auto const link = folder / "latest.h5";
  put(target, "older");
  std::filesystem::create_symlink("result.h5", link);
  OutputFile out(link);
  put(out.temporary(), "newer");
  out.commit();
  CHECK(content(target) == "newer");
  CHECK(std::filesystem::is_symlink(link));
  CHECK(folder.entries() == 2);
}

TEST_CASE("output file: a path that cannot be written is refused, with the reason", "[io][errors]") {
  ScratchFolder const folder;
  put(folder / "file", "");
  CHECK_THROWS_MATCHES(check_output_path(folder.path()), mattis::Error, refusal(folder.path(), "an existing folder"));
  CHECK_THROWS_MATCHES(check_output_path(folder / "no/result.h5"), mattis::Error,
                       refusal(folder / "no/result.h5", "its folder does not exist"));
  CHECK_THROWS_MATCHES(check_output_path(folder / "file/result.h5"), mattis::Error,
                       refusal(folder / "file/result.h5", "its folder does not exist"));
  CHECK_THROWS_MATCHES(check_output_path(folder / "new/"), mattis::Error, refusal(folder / "new/", "no file name"));
  CHECK_THROWS_MATCHES(check_output_path("/dev/null"), mattis::Error, refusal("/dev/null", "not a regular file"));
  CHECK_THROWS_AS(check_output_path("/proc/result.h5"), mattis::Error);
  CHECK_THROWS_AS(check_output_path(folder / std::string(300, 'x')), mattis::Error);
  CHECK_THROWS_AS(check_output_path(""), mattis::Error);
  CHECK(folder.entries() == 1);
  CHECK_NOTHROW(check_output_path(folder / std::string(255, 'x')));
  CHECK(folder.entries() == 1);
}

TEST_CASE("output file: a full disk is an error and leaves nothing", "[io][errors]") {
  ScratchFolder const folder;
  auto const values = std::vector<double>(100000, 1.5);
  auto const write_all = [&] {
    OutputFile out(folder / "result.h5");
    auto file = mattis::io::Hdf5File::create(out.temporary());
    SmallFiles const limit;  // lifted before the file is closed: the memory that takes over is limited too
    file.write<double>("z", {100000}, values);
    file.close();
    out.commit();
  };
  CHECK_THROWS_MATCHES(
      write_all(), mattis::Error,
      Catch::Matchers::MessageMatches(EndsWith(": z: expected to be written, got a failed write (is the disk full?)")));
  CHECK(folder.entries() == 0);
}
