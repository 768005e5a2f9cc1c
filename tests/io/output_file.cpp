// SPDX-License-Identifier: BSD-3-Clause
#include <io/scratch_folder.hpp>
#include <io/small_files.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/output_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

using Catch::Matchers::EndsWith;
using mattis::io::check_output_path;
using mattis::io::OutputFile;
using mattis::io::PartFile;
using mattis::io::same_file;
using mattis::testing::ScratchFolder;
using mattis::testing::SmallFiles;

namespace {

void put(std::filesystem::path const& path, std::string const& content) {
  std::ofstream(path) << content;
}

std::string content(std::filesystem::path const& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

auto refusal(std::filesystem::path const& path, std::string const& why) {
  return Catch::Matchers::Message("out: expected a file that can be written, got " + path.string() +
                                  " (" + why + ")");
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

TEST_CASE("output file: a symbolic link to nothing is followed, not replaced", "[io]") {
  ScratchFolder const folder;
  std::filesystem::create_directory(folder / "data");
  std::filesystem::create_symlink("data/result.h5", folder / "latest.h5");
  std::filesystem::create_symlink("latest.h5", folder / "newest.h5");
  OutputFile out(folder / "newest.h5");
  put(out.temporary(), "new");
  out.commit();
  CHECK(std::filesystem::is_symlink(folder / "latest.h5"));
  CHECK(std::filesystem::is_symlink(folder / "newest.h5"));
  CHECK(content(folder / "data/result.h5") == "new");

  std::filesystem::create_symlink("gone/result.h5", folder / "lost.h5");
  CHECK_THROWS_MATCHES(check_output_path(folder / "lost.h5"), mattis::Error,
                       refusal(folder / "lost.h5", "its folder does not exist"));
  std::filesystem::create_symlink("here.h5", folder / "there.h5");
  std::filesystem::create_symlink("there.h5", folder / "here.h5");
  CHECK_THROWS_MATCHES(check_output_path(folder / "here.h5"), mattis::Error,
                       refusal(folder / "here.h5", "Too many levels of symbolic links"));
}

TEST_CASE("output file: two names of one file are told", "[io]") {
  ScratchFolder const folder;
  put(folder / "a.h5", "");
  std::filesystem::create_symlink("a.h5", folder / "link.h5");
  std::filesystem::create_symlink("new.h5", folder / "dangling.h5");
  std::filesystem::create_hard_link(folder / "a.h5", folder / "same.h5");
  CHECK(same_file(folder / "a.h5", folder / "link.h5"));
  CHECK(same_file(folder / "a.h5", folder / "same.h5"));
  CHECK(same_file(folder / "new.h5", folder / "dangling.h5"));
  CHECK(same_file(folder / "new.h5", folder / "../" / folder.path().filename() / "new.h5"));
  CHECK_FALSE(same_file(folder / "a.h5", folder / "new.h5"));
  CHECK_FALSE(same_file("", ""));
}

TEST_CASE(
    "output file: files that another process of this number left or is writing are in nobody's way",
    "[io]") {
  ScratchFolder const folder;
  // A name made of the process and a count is the same in two containers, and after a restart.
  for (int count = 0; count < 1000; ++count)
    put(folder / (".mattis-" + std::to_string(::getpid()) + "-" + std::to_string(count) + ".part"),
        "theirs");
  OutputFile out(folder / "result.h5");
  CHECK_FALSE(std::filesystem::exists(out.temporary()));
  OutputFile other(folder / "result.h5");
  CHECK(out.temporary() != other.temporary());
  auto file = mattis::io::Hdf5File::create(out.temporary());
  file.close();
  out.commit();
  CHECK(folder.entries() == 1001);
}

TEST_CASE("part file: it grows under its own name and then gets the target's", "[io]") {
  ScratchFolder const folder;
  auto const bytes = [](std::string const& text) { return std::as_bytes(std::span(text)); };
  auto const part = folder / "result.h5.part";
  std::string const one = "one", two = "one, two", three = "one, two, three";
  PartFile file(folder / "result.h5", false);
  CHECK(folder.entries() == 0);
  CHECK(file.part() == part);
  file.replace(bytes(one));
  CHECK(content(part) == "one");
  file.replace(bytes(two));
  CHECK(content(part) == "one, two");
  CHECK(folder.entries() == 1);

  // Somebody else's is replaced by the one who says so alone.
  PartFile second(folder / "result.h5", false);
  CHECK_THROWS_MATCHES(
      second.replace(bytes(three)), mattis::Error,
      Catch::Matchers::Message(part.string() + ": expected to be written, got File exists"));
  CHECK(content(part) == "one, two");
  CHECK(folder.entries() == 1);
  PartFile resumed(folder / "result.h5", true);
  resumed.replace(bytes(three));
  resumed.commit();
  CHECK(content(folder / "result.h5") == "one, two, three");
  CHECK(folder.entries() == 1);
}

TEST_CASE("part file: a full disk leaves the content before", "[io][errors]") {
  ScratchFolder const folder;
  std::vector<std::byte> const small(1000), large(10000);
  PartFile file(folder / "result.h5", false);
  file.replace(small);
  {
    SmallFiles const limit;
    CHECK_THROWS_AS(file.replace(large), mattis::Error);
  }
  CHECK(folder.entries() == 1);
  CHECK(std::filesystem::file_size(file.part()) == small.size());
}

TEST_CASE("output file: a path that cannot be written is refused, with the reason",
          "[io][errors]") {
  ScratchFolder const folder;
  put(folder / "file", "");
  CHECK_THROWS_MATCHES(check_output_path(folder.path()), mattis::Error,
                       refusal(folder.path(), "an existing folder"));
  CHECK_THROWS_MATCHES(check_output_path(folder / "no/result.h5"), mattis::Error,
                       refusal(folder / "no/result.h5", "its folder does not exist"));
  CHECK_THROWS_MATCHES(check_output_path(folder / "file/result.h5"), mattis::Error,
                       refusal(folder / "file/result.h5", "its folder does not exist"));
  CHECK_THROWS_MATCHES(check_output_path(folder / "new/"), mattis::Error,
                       refusal(folder / "new/", "no file name"));
  CHECK_THROWS_MATCHES(check_output_path("/dev/null"), mattis::Error,
                       refusal("/dev/null", "not a regular file"));
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
    SmallFiles const
        limit;  // lifted before the file is closed: the memory that takes over is limited too
    file.write<double>("z", {100000}, values);
    file.close();
    out.commit();
  };
  CHECK_THROWS_MATCHES(write_all(), mattis::Error,
                       Catch::Matchers::MessageMatches(EndsWith(
                           ": z: expected to be written, got a failed write (is the disk full?)")));
  CHECK(folder.entries() == 0);
}
