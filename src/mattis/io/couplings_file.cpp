// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/io/couplings_file.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/npy_file.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;

/// Numbers of a file, in rows.
struct Table {
  std::string name;  ///< for errors
  Extents shape;
  std::vector<double> values;
};

void expect_finite(std::string const& name, double value, std::size_t row, std::size_t column) {
  if (!std::isfinite(value))
    throw_unexpected(name, "finite numbers", to_text(value) + " at " + shape_text({row, column}));
}

Table read_npy(fs::path const& file) {
  NpyFile npy(file);
  Table table{.name = file.string(), .shape = npy.shape(), .values = {}};
  if (table.shape.empty() || table.shape.size() > 2)
    throw_unexpected(file.string(), "a matrix or a row", "shape " + shape_text(table.shape));
  table.values = npy.read<double>([&](double value, std::size_t row, std::size_t column) {
    expect_finite(file.string(), value, row, column);
    return value;
  });
  return table;
}

Table read_hdf5(fs::path const& path, std::string const& dataset) {
  auto const file = Hdf5File::open(path);
  Table table{.name = path.string() + ": " + dataset,
              .shape = file.extents(dataset),
              .values = file.read<double>(dataset)};
  auto const columns = table.shape.empty() ? 1 : table.shape.back();
  for (std::size_t at = 0; at < table.values.size(); ++at)
    expect_finite(table.name, table.values[at], at / columns, at % columns);
  return table;
}

/// Appends the numbers of a line. \param place  "FILE:3", for errors
void append_numbers(std::string_view line, std::string const& place, std::vector<double>& values) {
  constexpr std::string_view blanks(" \t\r");
  auto const skip = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  };
  line = line.substr(0, line.find('#'));
  for (skip(); !line.empty(); skip()) {
    auto const start = line.front() == '+' ? line.data() + 1 : line.data();
    double value = 0;
    auto const [end, error] = std::from_chars(start, line.data() + line.size(), value);
    if (error != std::errc() || !std::isfinite(value))
      throw_unexpected(place, "finite numbers separated by commas or blanks",
                       "'" + std::string(line.substr(0, line.find_first_of(", \t\r"))) + "'");
    values.push_back(value);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    skip();
    if (line.empty()) return;
    if (line.front() == ',') {
      line.remove_prefix(1);
      skip();
      if (!line.empty()) continue;
    } else if (blanks.find(*(line.data() - 1)) != std::string_view::npos) {
      continue;
    }
    throw_unexpected(place, "finite numbers separated by commas or blanks",
                     line.empty() ? "a comma at its end" : "'" + std::string(line) + "'");
  }
}

Table read_text(fs::path const& path) {
  std::error_code failure;
  auto const status = fs::status(path, failure);
  auto const refuse = [&](char const* got) {
    throw_unexpected(path.string(), "a file of numbers (.npy, .h5, .csv)", got);
  };
  if (!fs::exists(status)) refuse("no such file");
  if (!fs::is_regular_file(status)) refuse("something that is no file");
  std::ifstream file(path);
  if (!file) refuse("one that cannot be read");
  // A number takes two characters at least, and memory twice while the list grows.
  expect_fits_in_memory(path.string(), 8.0 * static_cast<double>(fs::file_size(path, failure)));
  Table table{.name = path.string(), .shape = {}, .values = {}};
  std::size_t rows = 0, first = 0;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (number % 64 == 0) mattis::detail::throw_if_stopped();
    auto const before = table.values.size();
    auto const place = path.string() + ":" + std::to_string(number);
    append_numbers(line, place, table.values);
    auto const columns = table.values.size() - before;
    if (columns == 0) continue;
    if (rows == 0) first = columns;
    if (columns != first)
      throw_unexpected(place, std::to_string(first) + " numbers as in the first row",
                       std::to_string(columns));
    ++rows;
  }
  table.shape = {rows, first};
  return table;
}

/// \param what  for errors  \param dataset  of an HDF5 file
Table read_table(fs::path const& file, std::string const& what, std::string const& dataset) {
  auto const ending = file.extension().string();
  if (ending == ".npy") return read_npy(file);
  if (ending == ".h5" || ending == ".hdf5") return read_hdf5(file, dataset);
  if (ending == ".csv" || ending == ".txt") return read_text(file);
  throw_unexpected(file.string(), "a file of " + what + " (.npy, .h5, .hdf5, .csv, .txt)",
                   "another ending");
}

}  // namespace

Couplings read_couplings(fs::path const& file) {
  auto table = read_table(file, "couplings", "J");
  auto const& shape = table.shape;
  if (shape.size() != 2 || shape[0] != shape[1] || shape[0] == 0)
    throw_unexpected(table.name, "a square matrix of couplings (N, N)",
                     "shape " + shape_text(shape));
  auto const N = shape[0];
  expect(N <= static_cast<std::size_t>(std::numeric_limits<int>::max()), table.name,
         "at most 2147483647 spins", static_cast<std::int64_t>(N));
  Couplings couplings{.N = static_cast<int>(N), .J = std::move(table.values)};
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < i; ++j)
      couplings.asymmetry =
          std::max(couplings.asymmetry, std::abs(couplings.J[i * N + j] - couplings.J[j * N + i]));
  couplings.symmetric = couplings.asymmetry == 0;
  return couplings;
}

std::vector<double> read_fields(fs::path const& file, std::int64_t N) {
  auto table = read_table(file, "fields", "h");
  auto const& shape = table.shape;
  bool const is_row = shape.size() == 1 || (shape.size() == 2 && (shape[0] == 1 || shape[1] == 1));
  if (!is_row || static_cast<std::int64_t>(table.values.size()) != N)
    throw_unexpected(table.name, to_text(N) + " fields in a row or a column",
                     "shape " + shape_text(shape));
  return std::move(table.values);
}

}  // namespace mattis::io
