// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/io/bitmap.hpp>
#include <mattis/io/named_patterns.hpp>
#include <mattis/io/npy_file.hpp>

#include <algorithm>
#include <limits>
#include <system_error>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// Takes the digits that `text` begins with from it. \return them without leading zeros
std::string_view take_number(std::string_view& text) {
  auto const end = std::find_if_not(text.begin(), text.end(), is_digit);
  auto number = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

void expect_countable(std::string const& name, std::size_t size) {
  expect(size <= static_cast<std::size_t>(std::numeric_limits<int>::max()), name,
         "at most 2147483647 neurons and patterns", static_cast<std::int64_t>(size));
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  auto const whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      auto const number_a = take_number(a), number_b = take_number(b);
      if (number_a.size() != number_b.size()) return number_a.size() < number_b.size();
      if (number_a != number_b) return number_a < number_b;
    } else {
      if (a.front() != b.front()) return a.front() < b.front();
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;  // "01" and "1"
}

std::vector<fs::path> files_of_folder(fs::path const& folder, std::string const& what) {
  auto const refuse = [&](std::string const& got) {
    throw_unexpected(folder.string(), "a folder of " + what + " and nothing else", got);
  };
  std::error_code failure;
  auto const status = fs::status(folder, failure);
  if (!fs::exists(status)) refuse("no such folder");
  if (!fs::is_directory(status)) refuse("no folder");
  std::vector<fs::path> files;
  fs::directory_iterator entry(folder, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    mattis::detail::throw_if_stopped();
    auto const name = entry->path().filename().string();
    if (name.starts_with('.')) continue;
    std::error_code unknown;
    if (!entry->is_regular_file(unknown))
      refuse(entry->is_directory(unknown) ? "the folder " + name
                                          : name + ", which is no file that can be read");
    files.push_back(entry->path());
  }
  if (failure) refuse("one that cannot be read (" + failure.message() + ")");
  if (files.empty()) refuse("an empty one");
  std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) {
    return natural_less(a.filename().string(), b.filename().string());
  });
  return files;
}

NamedPatterns read_folder(fs::path const& folder, std::string const& what,
                          std::function<std::vector<std::int8_t>(fs::path const&)> const& read) {
  auto const files = files_of_folder(folder, what);
  NamedPatterns patterns;
  for (auto const& file : files) {
    mattis::detail::throw_if_stopped();
    auto const entries = read(file);
    if (patterns.names.empty()) {
      expect_countable(file.string(), std::max(files.size(), entries.size()));
      expect_fits_in_memory(
          folder.string(), static_cast<double>(files.size()) * static_cast<double>(entries.size()));
      patterns.N = static_cast<int>(entries.size());
    }
    if (entries.size() != static_cast<std::size_t>(patterns.N))
      throw_unexpected(file.string(),
                       std::to_string(patterns.N) + " entries as in " + patterns.names.front(),
                       std::to_string(entries.size()));
    patterns.names.push_back(file.filename().string());
    patterns.entries.insert(patterns.entries.end(), entries.begin(), entries.end());
  }
  return patterns;
}

NamedPatterns read_image_folder(fs::path const& folder) {
  Bitmap first;
  return read_folder(folder, "PBM and PNG images", [&](fs::path const& file) {
    auto bitmap = read_bitmap(file);
    if (first.width == 0) {
      first.width = bitmap.width;
      first.height = bitmap.height;
    }
    if (bitmap.width != first.width || bitmap.height != first.height)
      throw_unexpected(file.string(), "an image of " + first.size_text() + " pixels as the others",
                       "one of " + bitmap.size_text());
    return std::move(bitmap.signs);
  });
}

NamedPatterns read_npy_patterns(fs::path const& file) {
  NpyFile npy(file);
  auto const& shape = npy.shape();
  if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0)
    throw_unexpected(file.string(), "an array of shape (P, N), at least one pattern of one neuron",
                     "shape " + shape_text(shape));
  expect_countable(file.string(), std::max(shape[0], shape[1]));
  NamedPatterns patterns{.names = {}, .N = static_cast<int>(shape[1]), .entries = {}};
  bool zero = false, minus = false;
  patterns.entries = npy.read<std::int8_t>([&](double value, std::size_t row, std::size_t column) {
    zero = zero || value == 0;
    minus = minus || value == -1;
    if ((value != 1 && value != 0 && value != -1) || (zero && minus))
      throw_unexpected(file.string(), "entries of +1 and -1, or of 1 and 0",
                       to_text(value) + (zero && minus ? " beside the other" : "") + " at " +
                           shape_text({row, column}));
    return static_cast<std::int8_t>(value == 1 ? 1 : -1);
  });
  for (std::size_t mu = 0; mu < shape[0]; ++mu) patterns.names.push_back(std::to_string(mu));
  return patterns;
}

}  // namespace mattis::io
