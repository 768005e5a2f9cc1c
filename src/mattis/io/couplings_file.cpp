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

void expect_square(std::string const& name, Extents const& shape) {
  if (shape.size() != 2 || shape[0] != shape[1] || shape[0] == 0)
    throw_unexpected(name, "a square matrix of couplings (N, N)", "shape " + shape_text(shape));
  expect(shape[0] <= static_cast<std::size_t>(std::numeric_limits<int>::max()), name,
         "at most 2147483647 spins", static_cast<std::int64_t>(shape[0]));
}

void expect_finite(std::string const& name, double value, std::size_t row, std::size_t column) {
  if (!std::isfinite(value))
    throw_unexpected(name, "finite couplings", to_text(value) + " at " + shape_text({row, column}));
}

std::vector<double> read_npy(fs::path const& file, std::size_t& N) {
  NpyFile npy(file);
  expect_square(file.string(), npy.shape());
  N = npy.shape()[0];
  return npy.read<double>([&](double value, std::size_t row, std::size_t column) {
    expect_finite(file.string(), value, row, column);
    return value;
  });
}

std::vector<double> read_hdf5(fs::path const& path, std::size_t& N) {
  auto const file = Hdf5File::open(path);
  auto const name = path.string() + ": J";
  auto const shape = file.extents("J");
  expect_square(name, shape);
  N = shape[0];
  auto values = file.read<double>("J");
  for (std::size_t at = 0; at < values.size(); ++at)
    expect_finite(name, values[at], at / N, at % N);
  return values;
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

std::vector<double> read_text(fs::path const& path, std::size_t& N) {
  std::error_code failure;
  auto const status = fs::status(path, failure);
  auto const refuse = [&](char const* got) {
    throw_unexpected(path.string(), "a file of couplings (.npy, .h5, .csv)", got);
  };
  if (!fs::exists(status)) refuse("no such file");
  if (!fs::is_regular_file(status)) refuse("something that is no file");
  std::ifstream file(path);
  if (!file) refuse("one that cannot be read");
  // A number takes two characters at least, and memory twice while the list grows.
  expect_fits_in_memory(path.string(), 8.0 * static_cast<double>(fs::file_size(path, failure)));
  std::vector<double> values;
  std::size_t rows = 0;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (number % 64 == 0) mattis::detail::throw_if_stopped();
    auto const before = values.size();
    auto const place = path.string() + ":" + std::to_string(number);
    append_numbers(line, place, values);
    auto const columns = values.size() - before;
    if (columns == 0) continue;
    if (rows == 0) N = columns;
    if (columns != N)
      throw_unexpected(place, std::to_string(N) + " couplings as in the first row",
                       std::to_string(columns));
    ++rows;
  }
  expect_square(path.string(), {rows, N});
  return values;
}

}  // namespace

Couplings read_couplings(fs::path const& file) {
  auto const ending = file.extension().string();
  std::size_t N = 0;
  Couplings couplings;
  if (ending == ".npy") {
    couplings.J = read_npy(file, N);
  } else if (ending == ".h5" || ending == ".hdf5") {
    couplings.J = read_hdf5(file, N);
  } else if (ending == ".csv" || ending == ".txt") {
    couplings.J = read_text(file, N);
  } else {
    throw_unexpected(file.string(), "a file of couplings (.npy, .h5, .hdf5, .csv, .txt)",
                     "another ending");
  }
  couplings.N = static_cast<int>(N);
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j < i; ++j)
      couplings.asymmetry =
          std::max(couplings.asymmetry, std::abs(couplings.J[i * N + j] - couplings.J[j * N + i]));
  couplings.symmetric = couplings.asymmetry == 0;
  return couplings;
}

}  // namespace mattis::io
