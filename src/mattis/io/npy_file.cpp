// SPDX-License-Identifier: BSD-3-Clause
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/io/npy_file.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace mattis::io {

namespace {

constexpr auto* expected_npy = "a readable .npy file";
constexpr std::size_t longest_header = std::size_t{1} << 16;  // NumPy's own limit for what it reads
                                                              // without being told to is 10000
constexpr std::size_t most_dimensions = 64;

/// The Python literal {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }, and no other.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : left_(text) {}

  std::string_view descr;
  bool fortran_order = false;
  Extents shape;

  /// Whether the whole text is one.
  bool parse() {
    if (!take("{")) return false;
    while (!take("}")) {
      std::string_view key;
      if (!take_text(key) || !take(":") || !take_value(key)) return false;
      if (!take(",")) {
        if (!take("}")) return false;
        break;
      }
    }
    skip();
    return left_.empty() && seen_ == 7U;
  }

 private:
  void skip() {
    auto const end = left_.find_first_not_of(" \n");
    left_.remove_prefix(std::min(end, left_.size()));
  }
  bool take(std::string_view word) {
    skip();
    if (!left_.starts_with(word)) return false;
    left_.remove_prefix(word.size());
    return true;
  }
  bool take_text(std::string_view& text) {
    skip();
    if (left_.empty() || (left_.front() != '\'' && left_.front() != '"')) return false;
    auto const end = left_.find(left_.front(), 1);
    if (end == std::string_view::npos) return false;
    text = left_.substr(1, end - 1);
    left_.remove_prefix(end + 1);
    return true;
  }
  bool take_value(std::string_view key) {
    if (key == "descr") {
      seen_ |= 1U;
      return take_text(descr);
    }
    if (key == "shape") {
      seen_ |= 2U;
      return take_shape();
    }
    seen_ |= 4U;
    fortran_order = take("True");
    return key == "fortran_order" && (fortran_order || take("False"));
  }
  bool take_shape() {
    shape.clear();
    if (!take("(")) return false;
    while (!take(")")) {
      skip();
      std::size_t extent = 0;
      auto const [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), extent);
      if (error != std::errc() || shape.size() == most_dimensions) return false;
      left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
      take("L");  // as Python 2 wrote them
      shape.push_back(extent);
      if (!take(",")) return take(")");
    }
    return true;
  }

  std::string_view left_;
  unsigned seen_ = 0;  ///< a bit for each key
};

/// Entries of a shape times their size; nothing where that is more than a size_t counts.
std::optional<std::size_t> bytes_of(Extents const& shape, std::size_t bytes_each) {
  std::size_t bytes = bytes_each;
  for (auto const extent : shape) {
    if (extent != 0 && bytes > std::numeric_limits<std::size_t>::max() / extent)
      return std::nullopt;
    bytes *= extent;
  }
  return bytes;
}

template <class Number>
double number_of(std::byte const* bytes, bool reversed) {
  std::array<std::byte, sizeof(Number)> own{};
  std::copy_n(bytes, own.size(), own.begin());
  if (reversed) std::reverse(own.begin(), own.end());
  return static_cast<double>(std::bit_cast<Number>(own));
}

using Conversion = double (*)(std::byte const*, bool);

/// How numbers of a kind and size are read; null: they are not.
Conversion conversion_of(char kind, std::size_t bytes) {
  struct Row {
    char kind;
    std::size_t bytes;
    Conversion conversion;
  };
  static constexpr std::array<Row, 11> rows{{{'b', 1, number_of<std::uint8_t>},
                                             {'i', 1, number_of<std::int8_t>},
                                             {'i', 2, number_of<std::int16_t>},
                                             {'i', 4, number_of<std::int32_t>},
                                             {'i', 8, number_of<std::int64_t>},
                                             {'u', 1, number_of<std::uint8_t>},
                                             {'u', 2, number_of<std::uint16_t>},
                                             {'u', 4, number_of<std::uint32_t>},
                                             {'u', 8, number_of<std::uint64_t>},
                                             {'f', 4, number_of<float>},
                                             {'f', 8, number_of<double>}}};
  for (auto const& row : rows)
    if (row.kind == kind && row.bytes == bytes) return row.conversion;
  return nullptr;
}

}  // namespace

NpyFile::NpyFile(std::filesystem::path const& path) : name_(path.string()) {
  auto const refuse = [&](char const* got) { throw_unexpected(name_, expected_npy, got); };
  std::error_code failure;
  auto const status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) refuse("no such file");
  if (!std::filesystem::is_regular_file(status)) refuse("something that is no file");
  auto const size = std::filesystem::file_size(path, failure);
  in_ = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*in_ || failure) refuse("one that cannot be read");
  start(size);
}

NpyFile::NpyFile(std::string name, std::string bytes) : name_(std::move(name)) {
  auto const size = bytes.size();
  in_ = std::make_unique<std::istringstream>(std::move(bytes));
  start(size);
}

void NpyFile::start(std::size_t size) {
  auto const refuse = [&](std::string const& got) { throw_unexpected(name_, expected_npy, got); };
  std::array<unsigned char, 12> first{};
  auto const read = [&](void* to, std::size_t bytes) {
    in_->read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
    return in_->good();
  };
  constexpr std::string_view magic("\x93NUMPY");
  if (!read(first.data(), 8) || std::memcmp(first.data(), magic.data(), magic.size()) != 0)
    refuse("a file of another format");
  unsigned const version = first[6];
  if (version < 1 || version > 3) refuse("one of version " + std::to_string(version));
  unsigned const width = version == 1 ? 2 : 4;
  if (!read(first.data() + 8, width)) refuse("one that was cut short");
  std::size_t length = 0;
  for (unsigned byte = 0; byte < width; ++byte) length |= std::size_t{first[8 + byte]} << 8 * byte;
  std::size_t const data = 8 + width + length;
  if (length > longest_header || data > size) refuse("a damaged header");
  std::string header(length, '\0');
  if (!read(header.data(), length)) refuse("one that was cut short");
  parse_header(header);
  auto const bytes = bytes_of(shape_, bytes_each_);
  if (!bytes || *bytes != size - data)
    refuse(std::to_string(size - data) + " bytes of numbers where its shape " + shape_text(shape_) +
           " means " + (bytes ? std::to_string(*bytes) : "more than there can be"));
}

void NpyFile::parse_header(std::string const& header) {
  HeaderParser parser(header);
  if (!parser.parse()) throw_unexpected(name_, expected_npy, "a damaged header");
  shape_ = parser.shape;
  fortran_order_ = parser.fortran_order;
  auto const descr = parser.descr;
  unsigned size = 0;
  if (descr.size() >= 3) std::from_chars(descr.data() + 2, descr.data() + descr.size(), size);
  bool const known = descr.size() == 3 &&
                     (descr[0] == '<' || descr[0] == '>' || descr[0] == '|' || descr[0] == '=');
  if (!known || conversion_of(descr[1], size) == nullptr)
    throw_unexpected(name_, "bool, integers, or floats of 4 or 8 bytes",
                     "'" + std::string(descr) + "'");
  kind_ = descr[1];
  bytes_each_ = size;
  big_endian_ = descr[0] == '>';
}

void NpyFile::each(std::function<void(double, std::size_t)> const& take) {
  auto const convert = conversion_of(kind_, bytes_each_);
  bool const reversed = big_endian_ == (std::endian::native == std::endian::little);
  std::size_t const entries = bytes_of(shape_, 1).value_or(0);
  constexpr std::size_t at_once = std::size_t{1} << 16;
  std::vector<std::byte> block(std::min(at_once, entries) * bytes_each_);
  for (std::size_t first = 0; first < entries; first += at_once) {
    mattis::detail::throw_if_stopped();
    std::size_t const count = std::min(at_once, entries - first);
    in_->read(reinterpret_cast<char*>(block.data()),
              static_cast<std::streamsize>(count * bytes_each_));
    if (!*in_) throw_unexpected(name_, expected_npy, "one that was cut short");
    for (std::size_t i = 0; i < count; ++i)
      take(convert(block.data() + i * bytes_each_, reversed), first + i);
  }
}

template <class T>
std::vector<T> NpyFile::read(std::function<T(double, std::size_t, std::size_t)> const& convert) {
  bool const is_row = shape_.size() == 1;
  std::size_t const rows = is_row ? 1 : shape_[0], columns = is_row ? shape_[0] : shape_[1];
  expect_fits_in_memory(name_, static_cast<double>(sizeof(T)) * static_cast<double>(rows) *
                                   static_cast<double>(columns));
  std::vector<T> values(rows * columns);
  each([&](double value, std::size_t at) {
    auto const row = fortran_order_ ? at % rows : at / columns;
    auto const column = fortran_order_ ? at / rows : at % columns;
    values[row * columns + column] = convert(value, row, column);
  });
  return values;
}

std::vector<double> NpyFile::values() {
  auto const entries = bytes_of(shape_, 1).value_or(0);
  expect_fits_in_memory(name_, sizeof(double) * static_cast<double>(entries));
  std::vector<double> all(entries);
  if (!fortran_order_) {
    each([&](double value, std::size_t at) { all[at] = value; });
    return all;
  }
  Extents index(shape_.size(), 0);
  each([&](double value, std::size_t) {
    std::size_t to = 0;
    for (std::size_t d = 0; d < shape_.size(); ++d) to = to * shape_[d] + index[d];
    all[to] = value;
    for (std::size_t d = 0; d < shape_.size() && ++index[d] == shape_[d]; ++d) index[d] = 0;
  });
  return all;
}

template std::vector<std::int8_t> NpyFile::read(
    std::function<std::int8_t(double, std::size_t, std::size_t)> const&);
template std::vector<double> NpyFile::read(
    std::function<double(double, std::size_t, std::size_t)> const&);

}  // namespace mattis::io
