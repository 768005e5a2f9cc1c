// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/io/detail/paths.hpp>
#include <mattis/sweep/journal.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace mattis::sweep {

namespace {

namespace fs = std::filesystem;
using io::detail::reason;

constexpr std::string_view kind = "mattis sweep 1";
constexpr std::size_t checksum_digits = 16;

/// checksum, tab, fields with tabs between, line end
std::string line_of(std::vector<std::string> const& fields) {
  std::string text;
  for (auto const& field : fields) text.append("\t").append(field);
  char checksum[checksum_digits + 1];
  std::snprintf(checksum, sizeof checksum, "%016llx",
                static_cast<unsigned long long>(fingerprint(text.data(), text.size())));
  return checksum + text + "\n";
}

/// The fields of a line; none where it is not what was written.
std::optional<std::vector<std::string>> fields_of(std::string_view line) {
  if (line.size() <= checksum_digits || line[checksum_digits] != '\t') return std::nullopt;
  auto rest = line.substr(checksum_digits + 1);
  std::vector<std::string> fields;
  for (std::size_t start = 0; start <= rest.size();) {
    auto const end = std::min(rest.find('\t', start), rest.size());
    fields.emplace_back(rest.substr(start, end - start));
    start = end + 1;
  }
  auto const again = line_of(fields);
  if (std::string_view(again).substr(0, again.size() - 1) != line) return std::nullopt;
  return fields;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> fields_of(Row const& row) {
  std::vector<std::string> fields{row.failed ? "failed" : "done", to_text(row.seconds), row.name,
                                  escaped(row.remark)};
  for (auto const& [name, value] : row.numbers)
    fields.push_back(escaped(name) + "=" + to_text(value));
  return fields;
}

std::optional<Row> row_of(std::vector<std::string> const& fields) {
  auto const seconds = fields.size() < 4 ? std::nullopt : number(fields[1]);
  bool const failed = fields[0] == "failed";
  if (!seconds || (!failed && fields[0] != "done")) return std::nullopt;
  Row row{.name = fields[2], .failed = failed, .remark = unescaped(fields[3]), .seconds = *seconds};
  for (std::size_t i = 4; i < fields.size(); ++i) {
    auto const equals = fields[i].rfind('=');
    auto const value = equals == std::string::npos
                           ? std::nullopt
                           : number(std::string_view(fields[i]).substr(equals + 1));
    if (!value) return std::nullopt;
    row.numbers.emplace_back(unescaped(fields[i].substr(0, equals)), *value);
  }
  return row;
}

std::vector<std::string> fields_of(Origin const& origin) {
  return {std::string(kind), origin.version, origin.git_hash, origin.backend,
          escaped(origin.device)};
}

void expect_same(fs::path const& path, char const* what, std::string const& expected,
                 std::string const& got) {
  if (expected != got)
    throw_unexpected("resume", std::string("rows of ") + what + " = " + expected,
                     path.string() + " (" + what + " = " + got + ")");
}

}  // namespace

JournalContents read_journal(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::string const text(std::istreambuf_iterator<char>(file), {});
  if (!file) throw_unexpected(path.string(), "rows of a sweep", "a file that cannot be read");
  JournalContents contents;
  std::int64_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    auto const end = text.find('\n', start);
    if (end == text.npos) break;  // torn
    ++number;
    auto const fields = fields_of(std::string_view(text).substr(start, end - start));
    auto const damaged = [&](char const* expected) {
      throw_unexpected(path.string() + ":" + to_text(number), expected, "another line");
    };
    if (number == 1) {
      if (!fields || fields->size() != 5 || fields->front() != kind) damaged("rows of a sweep");
      contents.origin = {(*fields)[1], (*fields)[2], (*fields)[3], unescaped((*fields)[4])};
    } else {
      auto row = fields ? row_of(*fields) : std::nullopt;
      // What the system had not written when a machine went down is the end of the file.
      if (!row && end + 1 == text.size()) break;
      if (!row) damaged("a row as it was written");
      contents.rows.push_back(std::move(*row));
    }
    start = end + 1;
    contents.whole = start;
  }
  return contents;
}

Journal::Journal(fs::path path, Origin const& origin) : path_(std::move(path)) {
  auto const refuse = [&](std::string const& got) {
    throw_unexpected("out", "a file that can be written", path_.string() + " (" + got + ")");
  };
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) refuse(reason(errno));
  try {
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      refuse("another process is writing it");
    auto const contents = read_journal(path_);
    if (contents.whole > 0) {
      expect_same(path_, "version", origin.version, contents.origin.version);
      expect_same(path_, "git_hash", origin.git_hash, contents.origin.git_hash);
      expect_same(path_, "backend", origin.backend, contents.origin.backend);
    }
    if (::ftruncate(file_, static_cast<off_t>(contents.whole)) != 0) refuse(reason(errno));
    if (contents.whole == 0) write(line_of(fields_of(origin)));
  } catch (...) {
    ::close(file_);
    throw;
  }
}

Journal::~Journal() { ::close(file_); }

void Journal::write(std::string text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    auto const written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno != EINTR)
      throw_unexpected(path_.string(), "to be written", reason(errno));
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Journal::append(Row const& row) { write(line_of(fields_of(row))); }

void Journal::sync() {
  if (::fsync(file_) != 0 && errno != EINVAL)
    throw_unexpected(path_.string(), "to be written", reason(errno));
}

void Journal::rename(fs::path const& target) {
  sync();
  if (::rename(path_.c_str(), target.c_str()) != 0)
    throw_unexpected("out", "a file that can be written",
                     target.string() + " (" + reason(errno) + ")");
  io::detail::sync_path(io::detail::folder_of(target));
  path_ = target;
}

}  // namespace mattis::sweep
