// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/io/bitmap.hpp>
#include <mattis/io/detail/png.hpp>
#include <mattis/io/output_file.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <span>
#include <string_view>
#include <system_error>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;

std::string content_of(fs::path const& file) {
  std::error_code failure;
  auto const status = fs::status(file, failure);
  auto const refuse = [&](char const* got) {
    throw_unexpected(file.string(), "a PBM or PNG image", got);
  };
  if (!fs::exists(status)) refuse("no such file");
  if (!fs::is_regular_file(status)) refuse("something that is no file");
  auto const size = fs::file_size(file, failure);
  expect_fits_in_memory(file.string(), static_cast<double>(size));
  std::string content(size, '\0');
  std::ifstream in(file, std::ios::binary);
  if (failure || !in.read(content.data(), static_cast<std::streamsize>(size)))
    refuse("one that cannot be read");
  return content;
}

bool is_space(char character) {
  return std::string_view(" \t\n\v\f\r").find(character) != std::string_view::npos;
}

/// The header of a PBM file, and what is behind it.
class PbmText {
 public:
  PbmText(fs::path const& file, std::string_view text) : file_(file), left_(text) {}

  std::string_view left() const { return left_; }
  void drop(std::size_t count) { left_.remove_prefix(count); }

  /// Leaves out white space and comments.
  void skip() {
    while (!left_.empty()) {
      if (left_.front() == '#') {
        drop(std::min(left_.find('\n'), left_.size()));
      } else if (is_space(left_.front())) {
        drop(1);
      } else {
        return;
      }
    }
  }

  std::size_t extent() {
    skip();
    std::uint32_t value = 0;
    auto const [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
    if (error != std::errc() || value == 0) refuse("a damaged header");
    drop(static_cast<std::size_t>(end - left_.data()));
    return value;
  }

  [[noreturn]] void refuse(char const* got) const {
    throw_unexpected(file_.string(), "a whole PBM image", got);
  }

 private:
  fs::path const& file_;
  std::string_view left_;
};

std::int8_t sign_of(bool dark) { return static_cast<std::int8_t>(dark ? -1 : 1); }

Bitmap read_plain(PbmText text, Bitmap bitmap) {
  // A pixel is a character at least.
  if (bitmap.width > text.left().size() / bitmap.height) text.refuse("one that was cut short");
  std::size_t const pixels = bitmap.width * bitmap.height;
  while (bitmap.signs.size() < pixels) {
    text.skip();
    if (text.left().empty()) text.refuse("one that was cut short");
    char const pixel = text.left().front();
    if (pixel != '0' && pixel != '1') text.refuse("a pixel that is neither 0 nor 1");
    bitmap.signs.push_back(sign_of(pixel == '1'));
    text.drop(1);
  }
  return bitmap;
}

Bitmap read_packed(PbmText text, Bitmap bitmap) {
  if (text.left().empty() || !is_space(text.left().front())) text.refuse("a damaged header");
  text.drop(1);
  std::size_t const bytes_of_row = (bitmap.width + 7) / 8;
  if (bytes_of_row > text.left().size() / bitmap.height) text.refuse("one that was cut short");
  for (std::size_t y = 0; y < bitmap.height; ++y)
    for (std::size_t x = 0; x < bitmap.width; ++x) {
      auto const byte = static_cast<unsigned char>(text.left()[y * bytes_of_row + x / 8]);
      bitmap.signs.push_back(sign_of((byte >> (7 - x % 8) & 1) != 0));
    }
  return bitmap;
}

}  // namespace

Bitmap read_bitmap(fs::path const& file) {
  auto const content = content_of(file);
  std::string_view const text(content);
  if (text.starts_with("P1") || text.starts_with("P4")) {
    PbmText rest(file, text.substr(2));
    auto const width = rest.extent();
    Bitmap const empty{.width = width, .height = rest.extent(), .signs = {}};
    return text[1] == '1' ? read_plain(rest, empty) : read_packed(rest, empty);
  }
  if (!text.starts_with("\x89PNG"))
    throw_unexpected(file.string(), "a PBM or PNG image", "a file of another format");
  auto const gray = detail::decode_png(
      file, std::span(reinterpret_cast<std::uint8_t const*>(content.data()), content.size()));
  Bitmap bitmap{.width = gray.width, .height = gray.height, .signs = {}};
  bitmap.signs.resize(gray.values.size());
  std::transform(gray.values.begin(), gray.values.end(), bitmap.signs.begin(),
                 [](std::uint8_t value) { return sign_of(value < 128); });
  return bitmap;
}

void check_picture_path(fs::path const& file) {
  auto const ending = file.extension();
  if (ending != ".png" && ending != ".pgm")
    throw_unexpected(file.string(), "a name that ends in .png or .pgm", "one that ends otherwise");
  if (ending == ".png") detail::expect_png(file);
  check_output_path(file, "picture");
}

void write_gray_image(fs::path const& file, GrayImage const& image) {
  check_picture_path(file);
  OutputFile out(file, "picture");
  out.fill([&](fs::path const& path) {
    if (file.extension() == ".png") return detail::encode_png(path, image);
    std::ofstream to(path, std::ios::binary);
    to << "P5\n" << image.width << ' ' << image.height << "\n255\n";
    to.write(reinterpret_cast<char const*>(image.values.data()),
             static_cast<std::streamsize>(image.values.size()));
    to.close();
    if (!to) throw_unexpected(path.string(), "to be written", "a failed write (is the disk full?)");
  });
  out.commit();
}

}  // namespace mattis::io
