// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/row_file.hpp>

namespace mattis::io::detail {

namespace {

std::string text_of(double value) { return to_text(value); }
std::string text_of(std::int64_t value) { return to_text(value); }
std::string text_of(std::uint64_t value) { return std::to_string(value); }
std::string text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(std::string const& value) { return value; }

[[noreturn]] void differs(RowComparison const& rows, std::string const& name,
                          std::string const& expected, std::string const& got) {
  throw_unexpected("resume", "rows of " + name + " = " + expected,
                   rows.path.string() + " (" + name + " = " + got + ")");
}

template <class Value>
void compare(RowComparison const& rows, std::string const& name, Value const& expected) {
  auto const got =
      rows.file.has_attribute(name) ? text_of(rows.file.attribute<Value>(name)) : "none";
  if (got != text_of(expected)) differs(rows, name, text_of(expected), got);
}

}  // namespace

RowFile::RowFile(std::filesystem::path const& target, bool goes_on)
    : part_(target, goes_on), file_(Hdf5File::create_in_memory(part_.part())) {
  if (!goes_on && std::filesystem::exists(part()))
    throw_unexpected("out", "no rows of an earlier run, or --resume to go on from them",
                     part().string());
}

void RowFile::append(std::function<void(Hdf5File&)> const& row) {
  row(file_);
  part_.replace(file_.image());
}

void RowFile::commit() {
  part_.replace(file_.image());
  part_.commit();
}

void RowComparison::same(std::string const& name, double expected) const {
  compare(*this, name, expected);
}
void RowComparison::same(std::string const& name, std::int64_t expected) const {
  compare(*this, name, expected);
}
void RowComparison::same(std::string const& name, std::uint64_t expected) const {
  compare(*this, name, expected);
}
void RowComparison::same(std::string const& name, bool expected) const {
  compare(*this, name, expected);
}
void RowComparison::same(std::string const& name, std::string const& expected) const {
  compare(*this, name, expected);
}
void RowComparison::same(std::string const& name, std::optional<double> const& expected) const {
  if (expected) return same(name, *expected);
  if (file.has_attribute(name)) differs(*this, name, "none", text_of(file.attribute<double>(name)));
}

void RowComparison::expect_shape(std::string const& name, Extents const& expected) const {
  auto const got = file.extents(name);
  if (got != expected)
    throw_unexpected(path.string() + ": " + name, "shape " + shape_text(expected), shape_text(got));
}

}  // namespace mattis::io::detail
