// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/sweep/folder.hpp>

#include <algorithm>
#include <system_error>

namespace mattis::sweep {

namespace {

namespace fs = std::filesystem;

constexpr auto* ending = ".journal";
constexpr auto* unfinished = ".journal.part";

void expect_as_others(fs::path const& path, char const* what, std::string const& first,
                      std::string const& other) {
  if (first != other)
    throw_unexpected(path.string(), std::string("rows of ") + what + " " + first + " as the others",
                     what + (" " + other));
}

}  // namespace

fs::path Folder::journal(Shard const& shard) const {
  if (shard.count == 1) return path_ / (std::string("rows") + ending);
  return path_ /
         ("rows-" + std::to_string(shard.number) + "-of-" + std::to_string(shard.count) + ending);
}

fs::path Folder::part(Shard const& shard) const { return journal(shard).string() + ".part"; }

Collected Folder::collect() const {
  Collected all;
  std::error_code none;
  for (auto const& entry : fs::directory_iterator(path_, none)) {
    auto const name = entry.path().filename().string();
    bool const complete = name.ends_with(ending);
    if (name.starts_with("rows") && (complete || name.ends_with(unfinished)))
      all.files.push_back({.path = entry.path(), .complete = complete});
  }
  std::sort(all.files.begin(), all.files.end(),
            [](auto const& a, auto const& b) { return a.path < b.path; });
  for (auto& file : all.files) {
    auto const contents = read_journal(file.path);
    if (contents.whole == 0) continue;  // just begun
    all.origins.push_back(contents.origin);
    auto const& first = all.origins.front();
    expect_as_others(file.path, "version", first.version, contents.origin.version);
    expect_as_others(file.path, "git_hash", first.git_hash, contents.origin.git_hash);
    Rows own;
    for (auto const& row : contents.rows) own.insert_or_assign(row.name, row);
    file.rows = own.size();
    for (auto& [name, row] : own) {
      file.failed += row.failed ? 1 : 0;
      auto const [there, fresh] = all.rows.try_emplace(name, row);
      if (!fresh && there->second.failed) there->second = row;
    }
  }
  return all;
}

}  // namespace mattis::sweep
