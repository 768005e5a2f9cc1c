// SPDX-License-Identifier: BSD-3-Clause
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <io/zip_bytes.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/array_file.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

using mattis::Error;
using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::io::read_arrays;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::raw_bytes;
using mattis::testing::Refuses;
using mattis::testing::ScratchFolder;
using mattis::testing::zip_bytes;
using mattis::testing::ZipMember;

namespace {

std::vector<double> const six{0, 1, 2, 3, 4, 5};

std::string matrix() { return npy_bytes(npy_header("<f8", "(2, 3)"), raw_bytes(six)); }

/// As zlib packs it: a block that is stored, in pieces that deflate allows.
std::string stored_block(std::string const& bytes) {
  using mattis::testing::little_endian;
  return "\x01" + little_endian(bytes.size(), 2) + little_endian(~bytes.size() & 0xffff, 2) + bytes;
}

}  // namespace

TEST_CASE("npz: arrays of any rank, kind, order of bytes and of entries", "[npz]") {
  ScratchFolder const folder;
  std::vector<std::int16_t> const integers{-3, 7};
  auto const cube =
      npy_bytes(npy_header("<f8", "(1, 3, 2)", true), raw_bytes<double>({0, 2, 4, 1, 3, 5}));
  auto const path = put_bytes(
      folder / "some.npz",
      zip_bytes({{"a/matrix.npy", matrix()},
                 {"cube.npy", cube},
                 {"scalar.npy", npy_bytes(npy_header("<f4", "()"), raw_bytes<float>({1.5F}))},
                 {"big.npy", npy_bytes(npy_header(">i2", "(2,)"), raw_bytes(integers, true))},
                 {"none.npy", npy_bytes(npy_header("<f8", "(0, 4)"), "")},
                 {"notes.txt", "passed over"}},
                "a remark behind the end"));
  auto const arrays = read_arrays(path);
  CHECK(arrays.size() == 5);
  CHECK(arrays.at("a/matrix").shape == Extents{2, 3});
  CHECK(arrays.at("a/matrix").values == six);
  CHECK(arrays.at("cube").shape == Extents{1, 3, 2});
  CHECK(arrays.at("cube").values == six);
  CHECK(arrays.at("scalar").shape.empty());
  CHECK(arrays.at("scalar").values == std::vector<double>{1.5});
  CHECK(arrays.at("big").values == std::vector<double>{-3, 7});
  CHECK(arrays.at("none").values.empty());
}

TEST_CASE("npz: deflated arrays where there is zlib", "[npz]") {
  ScratchFolder const folder;
  auto const path = put_bytes(
      folder / "some.npz",
      zip_bytes(
          {{.name = "m.npy", .bytes = matrix(), .packed = stored_block(matrix()), .method = 8}}));
#ifdef MATTIS_ZLIB
  CHECK(read_arrays(path).at("m").values == six);
  auto const refused = [&](std::string const& packed, std::string const& bytes) {
    put_bytes(path, zip_bytes({{.name = "m.npy", .bytes = bytes, .packed = packed, .method = 8}}));
    CHECK_THROWS_MATCHES(read_arrays(path), Error,
                         Refuses(path.string() + ": m.npy: expected a readable array", ""));
  };
  refused("\xff\xff\xff", matrix());                   // no block that there is
  refused(stored_block(matrix()), matrix() + "more");  // shorter than it says
  refused(stored_block(matrix() + "more"), matrix());  // longer
  refused("\x01", std::string(5000, 'x'));             // more than deflate can pack
#else
  CHECK_THROWS_MATCHES(read_arrays(path), Error,
                       Refuses(path.string() + ": m.npy: expected a stored", ""));
#endif
}

TEST_CASE("npz: what is none is refused in one line", "[npz]") {
  ScratchFolder const folder;
  auto const path = folder / "some.npz";
  auto const refuse = [&](std::string const& bytes, std::string const& start) {
    put_bytes(path, bytes);
    CHECK_THROWS_MATCHES(read_arrays(path), Error, Refuses(path.string() + start, ""));
  };
  CHECK_THROWS_MATCHES(read_arrays(folder / "missing"), Error,
                       Refuses((folder / "missing").string() + ": expected a file of arrays", ""));
  CHECK_THROWS_MATCHES(read_arrays(folder.path()), Error,
                       Refuses(folder.path().string() + ": expected a file of arrays", ""));
  refuse("", ": expected a file of arrays, .npz or HDF5, got one of another format");
  refuse("PK", ": expected a readable .npz file, got one that was cut short");
  refuse("\x89HDF\r\n", ": expected");
  ZipMember const whole{"m.npy", matrix()};
  auto encrypted = whole;
  encrypted.flags = 1;
  refuse(zip_bytes({encrypted}), ": expected a readable .npz file, got an encrypted one");
  auto other = whole;
  other.method = 12;
  refuse(zip_bytes({other}),
         ": m.npy: expected a stored or deflated array, got one packed by method 12");
  refuse(zip_bytes({whole, whole}), ": expected arrays of different names, got two called m");
  refuse(zip_bytes({{"m.npy", "no array"}}), ": m.npy: expected a readable .npy file");
  refuse(zip_bytes({{"m.npy", npy_bytes(npy_header("<U8", "(1,)"), std::string(32, 'a'))}}),
         ": m.npy: expected bool, integers, or floats");
  auto damaged = zip_bytes({whole});
  damaged[damaged.find("descr") + 100] ^= 1;
  refuse(damaged, ": m.npy: expected a readable array, got a damaged one");
}

TEST_CASE("npz: torn and damaged at any byte, an error or an array", "[npz]") {
  ScratchFolder const folder;
  auto const path = folder / "some.npz";
  auto const whole = zip_bytes(
      {{"m.npy", matrix()},
       {.name = "n.npy", .bytes = matrix(), .packed = stored_block(matrix()), .method = 8}});
  auto const try_to_read = [&](std::string const& bytes) {
    put_bytes(path, bytes);
    try {
      return read_arrays(path).size();
    } catch (Error const& error) {
      CHECK(std::string(error.what()).find('\n') == std::string::npos);
      return std::size_t{0};
    }
  };
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK(try_to_read(whole.substr(0, length)) == 0);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bytes = whole;
    for (char const flipped : {'\x01', '\x80', '\xff'}) {
      bytes[at] = static_cast<char>(whole[at] ^ flipped);
      CHECK(try_to_read(bytes) <= 2);
    }
  }
}

TEST_CASE("arrays: those of an HDF5 file, in groups, too", "[npz]") {
  ScratchFolder const folder;
  auto const path = folder / "some.h5";
  auto file = Hdf5File::create(path);
  file.write<double>("m", {2, 3}, std::span(six));
  file.append("count", std::int64_t{3});
  file.append_text("names", "passed over");
  file.close();
  auto const arrays = read_arrays(path);
  CHECK(arrays.size() == 2);
  CHECK(arrays.at("m").shape == Extents{2, 3});
  CHECK(arrays.at("m").values == six);
  CHECK(arrays.at("count").values == std::vector<double>{3});
}
