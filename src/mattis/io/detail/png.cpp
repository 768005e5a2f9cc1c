// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/io/detail/png.hpp>

#ifdef MATTIS_PNG
#include <png.h>
#endif

namespace mattis::io::detail {

#ifdef MATTIS_PNG

namespace {

/// libpng's simplified interface: no long jumps.
struct Image {
  png_image png{};
  Image() { png.version = PNG_IMAGE_VERSION; }
  ~Image() { png_image_free(&png); }
  Image(Image const&) = delete;
  Image& operator=(Image const&) = delete;
};

}  // namespace

bool png_available() { return true; }

void expect_png(std::filesystem::path const&) {}

GrayImage decode_png(std::filesystem::path const& file, std::span<std::uint8_t const> content) {
  Image image;
  auto const refuse = [&] {
    throw_unexpected(file.string(), "a readable PNG image",
                     std::string("a damaged one (libpng: ") + image.png.message + ")");
  };
  if (png_image_begin_read_from_memory(&image.png, content.data(), content.size()) == 0) refuse();
  image.png.format = PNG_FORMAT_GRAY;
  GrayImage gray{.width = image.png.width, .height = image.png.height, .values = {}};
  // libpng itself needs as much again, of four colours of two bytes at most.
  expect_fits_in_memory(file.string(),
                        9.0 * static_cast<double>(gray.width) * static_cast<double>(gray.height));
  gray.values.resize(gray.width * gray.height);
  png_color const white{255, 255, 255};
  if (png_image_finish_read(&image.png, &white, gray.values.data(), 0, nullptr) == 0) refuse();
  return gray;
}

void encode_png(std::filesystem::path const& file, GrayImage const& gray) {
  Image image;
  image.png.width = static_cast<png_uint_32>(gray.width);
  image.png.height = static_cast<png_uint_32>(gray.height);
  image.png.format = PNG_FORMAT_GRAY;
  if (png_image_write_to_file(&image.png, file.c_str(), 0, gray.values.data(), 0, nullptr) == 0)
    throw_unexpected(file.string(), "to be written",
                     std::string("a failed write (libpng: ") + image.png.message + ")");
}

#else

bool png_available() { return false; }

GrayImage decode_png(std::filesystem::path const& file, std::span<std::uint8_t const>) {
  throw_unexpected(file.string(), "a PBM image, since this build has no libpng (MATTIS_PNG)",
                   "a PNG image");
}

void expect_png(std::filesystem::path const& file) {
  throw_unexpected(file.string(),
                   "a name that ends in .pgm, since this build has no libpng (MATTIS_PNG)",
                   "one that ends in .png");
}

void encode_png(std::filesystem::path const& file, GrayImage const&) { expect_png(file); }

#endif

}  // namespace mattis::io::detail
