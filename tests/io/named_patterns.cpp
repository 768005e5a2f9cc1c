// SPDX-License-Identifier: BSD-3-Clause
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/bitmap.hpp>
#include <mattis/io/detail/png.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/named_patterns.hpp>
#include <mattis/io/patterns_file.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

using Catch::Matchers::StartsWith;
using mattis::Error;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::raw_bytes;
using mattis::testing::Refuses;
using mattis::testing::ScratchFolder;
using namespace mattis::io;

namespace {

using Signs = std::vector<std::int8_t>;

}  // namespace

TEST_CASE("patterns: names are in natural order", "[patterns]") {
  std::vector<std::string> names{"b",
                                 "10.wav",
                                 "a2b10",
                                 "9.wav",
                                 "a2b9",
                                 "a",
                                 "01.wav",
                                 "1.wav",
                                 "a02b9",
                                 "99999999999999999999999",
                                 "100000000000000000000000",
                                 ""};
  std::sort(names.begin(), names.end(), [](auto& a, auto& b) { return natural_less(a, b); });
  CHECK(names == std::vector<std::string>{"", "01.wav", "1.wav", "9.wav", "10.wav",
                                          "99999999999999999999999", "100000000000000000000000",
                                          "a", "a02b9", "a2b9", "a2b10", "b"});
}

TEST_CASE("patterns: .npy files of every type and order give the same signs", "[patterns]") {
  ScratchFolder const folder;
  auto const path = folder / "xi.npy";
  // (2, 3): + - -, - + +
  std::vector<int> const rows{1, -1, -1, -1, 1, 1}, columns{1, -1, -1, 1, -1, 1};
  auto const as = [](auto type, std::vector<int> const& values, bool zeros) {
    std::vector<decltype(type)> converted;
    for (int const value : values)
      converted.push_back(static_cast<decltype(type)>(zeros && value < 0 ? 0 : value));
    return converted;
  };
  bool const fortran = GENERATE(false, true);
  int const version = GENERATE(1, 2, 3);
  auto const& values = fortran ? columns : rows;
  auto const check = [&](std::string const& descr, std::string const& data) {
    INFO(descr << " version " << version << (fortran ? " Fortran" : " C"));
    put_bytes(path, npy_bytes(npy_header(descr, "(2, 3)", fortran), data, version));
    auto const patterns = read_npy_patterns(path);
    CHECK(patterns.N == 3);
    CHECK(patterns.names == std::vector<std::string>{"0", "1"});
    CHECK(patterns.entries == Signs{1, -1, -1, -1, 1, 1});
  };
  for (bool const zeros : {false, true}) {
    check("|i1", raw_bytes(as(std::int8_t{}, values, zeros)));
    check("<i2", raw_bytes(as(std::int16_t{}, values, zeros)));
    check(">i4", raw_bytes(as(std::int32_t{}, values, zeros), true));
    check("<i8", raw_bytes(as(std::int64_t{}, values, zeros)));
    check("<f4", raw_bytes(as(float{}, values, zeros)));
    check(">f4", raw_bytes(as(float{}, values, zeros), true));
    check("<f8", raw_bytes(as(double{}, values, zeros)));
    check(">f8", raw_bytes(as(double{}, values, zeros), true));
  }
  check("|b1", raw_bytes(as(std::uint8_t{}, values, true)));
  check("|u1", raw_bytes(as(std::uint8_t{}, values, true)));
  check(">u8", raw_bytes(as(std::uint64_t{}, values, true), true));
}

TEST_CASE("patterns: a .npy file that is wrong is refused in a line", "[patterns][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "xi.npy";
  std::string const six(6, '\1');
  struct Case {
    std::string header, data, got;
  };
  auto const bad = GENERATE_COPY(values<Case>({
      {npy_header("|i1", "(6,)"), six, "shape (6)"},
      {npy_header("|i1", "(1, 2, 3)"), six, "shape (1, 2, 3)"},
      {npy_header("|i1", "()"), "\1", "shape ()"},
      {npy_header("|i1", "(0, 3)"), "", "shape (0, 3)"},
      {npy_header("|i1", "(2, 3)"), std::string("\1\1\1\1\2\1"), "got 2 at (1, 1)"},
      {npy_header("|i1", "(2, 3)"), std::string("\1\xff\1\0\1\1", 6),
       "0 beside the other at (1, 0)"},
      {npy_header("<f8", "(1, 2)"), raw_bytes(std::vector<double>{1, NAN}), "got nan at (0, 1)"},
      {npy_header("<f4", "(1, 1)"), raw_bytes(std::vector<float>{0.5F}), "got 0.5 at (0, 0)"},
      {npy_header("|i1", "(2, 3)"), six.substr(1), "5 bytes of numbers"},
      {npy_header("|i1", "(2, 3)"), six + "\1", "7 bytes of numbers"},
      {npy_header("|i1", "(4294967296, 4294967296)"), six, "more than there can be"},
      {npy_header("|i1", "(99999999999999999999, 1)"), six, "a damaged header"},
      {npy_header("<f8", "(2305843009213693952, 1)"), six, "more than there can be"},
      {npy_header("<f2", "(2, 3)"), six + six, "'<f2'"},
      {npy_header("<c8", "(2, 3)"), six, "'<c8'"},
      {npy_header("|O", "(2, 3)"), six, "'|O'"},
      {npy_header("<U3", "(2, 3)"), six, "'<U3'"},
      {"{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 3), }", six,
       "damaged header"},
      {"{'descr': '|i1', 'shape': (2, 3), }", six, "a damaged header"},
      {"{'descr': '|i1', 'fortran_order': 0, 'shape': (2, 3), }", six, "a damaged header"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (2, -3), }", six, "a damaged header"},
      {"{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3)", six, "a damaged header"},
      {"", six, "a damaged header"},
  }));
  CAPTURE(bad.header);
  put_bytes(path, npy_bytes(bad.header, bad.data));
  CHECK_THROWS_MATCHES(read_npy_patterns(path), Error,
                       Refuses(path.string() + ": expected", bad.got));
}

TEST_CASE("patterns: no damage to a .npy file does more than refuse it", "[patterns][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "xi.npy";
  auto const whole = npy_bytes(npy_header("<f4", "(2, 3)"), raw_bytes(std::vector<float>(6, 1)));
  auto const read = [&](std::string const& bytes) {
    put_bytes(path, bytes);
    try {
      auto const patterns = read_npy_patterns(path);
      CHECK(patterns.entries.size() == 6);
    } catch (Error const& error) {
      CHECK_THAT(error.what(), StartsWith(path.string()));
    }
  };
  for (std::size_t length = 0; length < whole.size(); ++length) read(whole.substr(0, length));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (char const value : {'\0', '\xff', '9', ' ', '\''}) {
      auto bytes = whole;
      bytes[at] = value;
      read(bytes);
    }
}

TEST_CASE("patterns: files that are none are refused", "[patterns][errors]") {
  ScratchFolder const folder;
  CHECK_THROWS_MATCHES(read_npy_patterns(folder / "none.npy"), Error,
                       Refuses((folder / "none.npy").string(), "no such file"));
  CHECK_THROWS_MATCHES(read_npy_patterns(folder.path()), Error, Refuses("", "no file"));
  put_bytes(folder / "text.npy", "words that are no array");
  CHECK_THROWS_MATCHES(read_npy_patterns(folder / "text.npy"), Error,
                       Refuses("", "another format"));
}

TEST_CASE("patterns: PBM images of both kinds give the same signs", "[patterns]") {
  ScratchFolder const folder;
  // 10 x 2; 1 is black, and black is -1
  put_bytes(folder / "plain.pbm", "P1\n# a comment\n10 2\n1000000001 0 1 1 1 1 1 1 1 1 0\n");
  put_bytes(folder / "raw.pbm", std::string("P4 10 2\n\x80\x40\x7f\x80", 12));
  auto const plain = read_bitmap(folder / "plain.pbm"), raw = read_bitmap(folder / "raw.pbm");
  Signs const expected{-1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
  CHECK(plain.signs == expected);
  CHECK(raw.signs == expected);
  CHECK(plain.size_text() == "10 x 2");
}

TEST_CASE("patterns: a PBM image that is wrong is refused in a line", "[patterns][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "image.pbm";
  struct Case {
    std::string bytes, got;
  };
  auto const bad = GENERATE(values<Case>({
      {"", "another format"},
      {"P2 1 1 255 0", "another format"},
      {"P1", "a damaged header"},
      {"P1 0 3", "a damaged header"},
      {"P1 -1 3", "a damaged header"},
      {"P1 3", "a damaged header"},
      {"P1 2 2 101", "cut short"},
      {"P1 2 2 10 12", "neither 0 nor 1"},
      {"P1 4294967295 4294967295 1", "cut short"},
      {"P4 4294967295 4294967295\n1", "cut short"},
      {"P4 99999999999 1\n1", "a damaged header"},
      {"P4 16 2\n123", "cut short"},
      {"P4 16 2", "a damaged header"},
  }));
  CAPTURE(bad.bytes);
  put_bytes(path, bad.bytes);
  CHECK_THROWS_MATCHES(read_bitmap(path), Error, Refuses(path.string(), bad.got));
}

TEST_CASE("patterns: PNG images are cut at half, and every damage is refused", "[patterns]") {
  ScratchFolder const folder;
  auto const path = folder / "image.png";
  GrayImage const gray{.width = 3, .height = 2, .values = {0, 127, 128, 255, 1, 254}};
  if (!detail::png_available()) {
    CHECK_THROWS_MATCHES(check_picture_path(path), Error, Refuses(path.string(), "MATTIS_PNG"));
    CHECK_THROWS_MATCHES(write_gray_image(path, gray), Error, Refuses(path.string(), "MATTIS_PNG"));
    put_bytes(path, "\x89PNG\r\n");
    CHECK_THROWS_MATCHES(read_bitmap(path), Error, Refuses(path.string(), "MATTIS_PNG"));
    return;
  }
  write_gray_image(path, gray);
  auto const bitmap = read_bitmap(path);
  CHECK(bitmap.size_text() == "3 x 2");
  CHECK(bitmap.signs == Signs{-1, -1, 1, 1, -1, 1});
  std::ifstream in(path, std::ios::binary);
  std::string const whole((std::istreambuf_iterator<char>(in)), {});
  for (std::size_t length = 0; length + 12 < whole.size(); ++length) {
    put_bytes(path, whole.substr(0, length));
    CHECK_THROWS_MATCHES(read_bitmap(path), Error, Refuses(path.string(), "image"));
  }
}

TEST_CASE("patterns: a PGM picture is what was written", "[patterns]") {
  ScratchFolder const folder;
  write_gray_image(folder / "image.pgm", {.width = 2, .height = 1, .values = {7, 200}});
  std::ifstream in(folder / "image.pgm", std::ios::binary);
  CHECK(std::string((std::istreambuf_iterator<char>(in)), {}) == "P5\n2 1\n255\n\x07\xc8");
  CHECK_THROWS_MATCHES(write_gray_image(folder / "image.gif", {}), Error,
                       Refuses((folder / "image.gif").string(), ".png or .pgm"));
}

TEST_CASE("patterns: a folder of images is one of a size, and of nothing else", "[patterns]") {
  ScratchFolder const folder;
  CHECK_THROWS_MATCHES(read_image_folder(folder.path()), Error,
                       Refuses(folder.path().string(), "an empty one"));
  CHECK_THROWS_MATCHES(read_image_folder(folder / "none"), Error, Refuses("", "no such folder"));
  put_bytes(folder / "10.pbm", "P1 2 1 10");
  CHECK_THROWS_MATCHES(read_image_folder(folder / "10.pbm"), Error, Refuses("", "no folder"));
  put_bytes(folder / "9.pbm", "P1 2 1 01");
  auto const patterns = read_image_folder(folder.path());
  CHECK(patterns.names == std::vector<std::string>{"9.pbm", "10.pbm"});
  CHECK(patterns.entries == Signs{1, -1, -1, 1});
  put_bytes(folder / "11.pbm", "P1 1 2 01");  // as many pixels, another size
  CHECK_THROWS_MATCHES(read_image_folder(folder.path()), Error,
                       Refuses((folder / "11.pbm").string(), "one of 1 x 2"));
  put_bytes(folder / "11.pbm", "words");
  CHECK_THROWS_MATCHES(read_image_folder(folder.path()), Error,
                       Refuses((folder / "11.pbm").string(), "another format"));
  std::filesystem::remove(folder / "11.pbm");
  std::filesystem::create_directory(folder / "more");
  CHECK_THROWS_MATCHES(read_image_folder(folder.path()), Error,
                       Refuses(folder.path().string(), "the folder more"));
}

TEST_CASE("patterns: a file of patterns says what they are and where from", "[patterns]") {
  ScratchFolder const folder;
  auto const path = folder / "patterns.h5";
  NamedPatterns const patterns{
      .names = {"eins", "zw\xc3\xb6lf"}, .N = 2, .entries = {1, -1, -1, -1}};
  write_patterns(path, patterns, {.kind = "audio", .source = "folder", .rate = "native"});
  auto const file = Hdf5File::open(path);
  CHECK(file.extents("patterns") == Extents{2, 2});
  CHECK(file.read<std::int8_t>("patterns") == patterns.entries);
  CHECK(file.read_texts("names") == patterns.names);
  CHECK(file.attribute<std::string>("source_kind") == "audio");
  CHECK(file.attribute<std::string>("rate") == "native");
}
