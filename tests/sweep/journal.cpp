// SPDX-License-Identifier: BSD-3-Clause
#include <io/put_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/sweep/folder.hpp>
#include <mattis/sweep/journal.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

using namespace mattis::sweep;
using mattis::Error;
using mattis::testing::put_bytes;
using mattis::testing::Refuses;
using mattis::testing::ScratchFolder;

namespace {

Origin const here{"1.0", "abc", "OpenMP avx2", "a processor"};

std::string content(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Row row(std::string const& name, double value) {
  return {.name = name, .seconds = 0.25, .numbers = {{"m", value}, {"m_final[0]", -value}}};
}

}  // namespace

TEST_CASE("sweep: a journal gives back what was written", "[sweep]") {
  ScratchFolder const folder;
  auto const path = folder / "rows.journal";
  {
    Journal journal(path, here);
    journal.append(row("c T=1", 0.1 + 0.2));
    journal.append({.name = "c T=2", .failed = true, .remark = "tab\tand\nend = \\ of it"});
    journal.append({.name = "c T=3",
                    .numbers = {{"a=b", std::numeric_limits<double>::infinity()},
                                {"with space", std::nan("")},
                                {"least", std::numeric_limits<double>::denorm_min()}}});
    journal.sync();
  }
  auto const contents = read_journal(path);
  CHECK(contents.whole == std::filesystem::file_size(path));
  CHECK(contents.origin.device == "a processor");
  REQUIRE(contents.rows.size() == 3);
  CHECK(contents.rows[0].numbers == row("", 0.1 + 0.2).numbers);
  CHECK(contents.rows[0].seconds == 0.25);
  CHECK(contents.rows[1].failed);
  CHECK(contents.rows[1].remark == "tab\tand\nend = \\ of it");
  CHECK(contents.rows[2].numbers[0].first == "a=b");
  CHECK(std::isinf(contents.rows[2].numbers[0].second));
  CHECK(contents.rows[2].numbers[1].first == "with space");
  CHECK(std::isnan(contents.rows[2].numbers[1].second));
  CHECK(contents.rows[2].numbers[2].second == std::numeric_limits<double>::denorm_min());
}

TEST_CASE("sweep: a journal cut off anywhere goes on from its whole rows", "[sweep]") {
  ScratchFolder const folder;
  auto const path = folder / "rows.journal";
  {
    Journal journal(path, here);
    for (int i = 0; i < 3; ++i) journal.append(row("c T=" + std::to_string(i), i));
  }
  auto const whole = content(path);
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    put_bytes(path, whole.substr(0, length));
    auto const rows = read_journal(path).rows.size();
    for (std::size_t i = 0; i < rows; ++i)
      REQUIRE(read_journal(path).rows[i].numbers[0].second == static_cast<double>(i));
    {
      Journal journal(path, here);
      for (auto i = rows; i < 3; ++i)
        journal.append(row("c T=" + std::to_string(i), static_cast<double>(i)));
    }
    REQUIRE(content(path) == whole);
  }
}

TEST_CASE("sweep: a damaged journal is named, with its line", "[sweep][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "rows.journal";
  {
    Journal journal(path, here);
    for (int i = 0; i < 3; ++i) journal.append(row("c T=" + std::to_string(i), i));
  }
  auto const whole = content(path);
  auto damaged = whole;
  damaged[whole.find("T=1")] = 'U';
  put_bytes(path, damaged);
  CHECK_THROWS_MATCHES(read_journal(path), Error,
                       Refuses(path.string() + ":3: expected a row as it was written", ""));
  CHECK_THROWS_AS(Journal(path, here), Error);
  CHECK(content(path) == damaged);
  put_bytes(path, "something else\n");
  CHECK_THROWS_MATCHES(read_journal(path), Error,
                       Refuses(path.string() + ":1: expected rows of a sweep", ""));
  // A last line of zeros is what a machine that went down leaves.
  put_bytes(path, whole + std::string(20, '\0') + "\n");
  CHECK(read_journal(path).rows.size() == 3);
}

TEST_CASE("sweep: rows of another build, or of another's process, are refused", "[sweep][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "rows.journal";
  {
    Journal const journal(path, here);
    CHECK_THROWS_MATCHES(Journal(path, here), Error,
                         Refuses("out: ", "another process is writing it"));
  }
  CHECK_THROWS_MATCHES(Journal(path, {"1.1", "abc", "OpenMP avx2", ""}), Error,
                       Refuses("resume: expected rows of version = 1.1", "(version = 1.0)"));
  CHECK_THROWS_MATCHES(Journal(path, {"1.0", "abd", "OpenMP avx2", ""}), Error,
                       Refuses("resume: expected rows of git_hash = abd", "abc"));
  CHECK_THROWS_MATCHES(Journal(path, {"1.0", "abc", "OpenMP sse2", ""}), Error,
                       Refuses("resume: expected rows of backend = OpenMP sse2", "avx2"));
  CHECK_THROWS_MATCHES(Journal(folder / "none" / "rows", here), Error,
                       Refuses("out: expected a file that can be written", "rows"));
}

TEST_CASE("sweep: a folder's rows are those of all its journals", "[sweep]") {
  ScratchFolder const scratch;
  Folder const folder(scratch.path());
  CHECK(folder.collect().rows.empty());
  {
    Journal one(folder.part({1, 2}), here), two(folder.part({2, 2}), here);
    one.append({.name = "c T=1", .failed = true, .remark = "first"});
    one.append(row("c T=1", 1));  // computed again
    one.append(row("c T=2", 2));
    two.append({.name = "c T=2", .failed = true, .remark = "of another"});
    two.append({.name = "c T=3", .failed = true, .remark = "why"});
    one.rename(folder.journal({1, 2}));
  }
  std::ofstream(scratch / "rows-2-of-2.journal.txt") << "no journal";
  auto const all = folder.collect();
  REQUIRE(all.files.size() == 2);
  CHECK(all.files[0].complete);
  CHECK(all.files[0].rows == 2);
  CHECK_FALSE(all.files[1].complete);
  CHECK(all.files[1].failed == 2);
  REQUIRE(all.rows.size() == 3);
  CHECK(all.rows.at("c T=1").numbers[0].second == 1);
  CHECK_FALSE(all.rows.at("c T=2").failed);
  CHECK(all.rows.at("c T=3").failed);
  { Journal const other(folder.part({3, 4}), {"1.1", "abc", "OpenMP avx2", ""}); }
  CHECK_THROWS_MATCHES(folder.collect(), Error,
                       Refuses(folder.part({3, 4}).string(), "version 1.1"));
}
