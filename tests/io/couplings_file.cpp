// SPDX-License-Identifier: BSD-3-Clause
#include <io/npy_bytes.hpp>
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/couplings_file.hpp>
#include <mattis/io/hdf5.hpp>
#include <support/refuses.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <span>

using mattis::Error;
using mattis::io::Hdf5File;
using mattis::io::read_couplings;
using mattis::testing::npy_bytes;
using mattis::testing::npy_header;
using mattis::testing::put_bytes;
using mattis::testing::raw_bytes;
using mattis::testing::Refuses;
using mattis::testing::ScratchFolder;

namespace {

std::vector<double> const values{0, 0.5, -2, 0.5, 0, 1e-3, -2, 1e-3, 0};

void put_hdf5(std::filesystem::path const& path, std::vector<std::size_t> const& shape,
              std::vector<double> const& entries, char const* name = "J") {
  auto file = Hdf5File::create(path);
  file.write(name, shape, std::span<double const>(entries));
  file.close();
}

}  // namespace

TEST_CASE("couplings: the same from every kind of file", "[couplings]") {
  ScratchFolder const folder;
  put_bytes(folder / "J.npy", npy_bytes(npy_header("<f8", "(3, 3)"), raw_bytes(values)));
  put_hdf5(folder / "J.h5", {3, 3}, values);
  put_bytes(folder / "J.csv", "# couplings\n0,0.5,-2\n\n0.5, 0 ,1e-3 # a row\n-2,+1e-3,0");
  put_bytes(folder / "J.txt", "0 0.5\t-2\r\n0.5 0 1e-3\r\n-2 1e-3 0\r\n");
  auto const* name = GENERATE("J.npy", "J.h5", "J.csv", "J.txt");
  CAPTURE(name);
  auto const couplings = read_couplings(folder / name);
  CHECK(couplings.N == 3);
  CHECK(couplings.J == values);
  CHECK(couplings.symmetric);
  CHECK(couplings.asymmetry == 0);
}

TEST_CASE("couplings: J_ij and J_ji that differ are told", "[couplings]") {
  ScratchFolder const folder;
  put_bytes(folder / "J.csv", "0,1\n0.25,0\n");
  auto const couplings = read_couplings(folder / "J.csv");
  CHECK_FALSE(couplings.symmetric);
  CHECK(couplings.asymmetry == 0.75);
}

TEST_CASE("couplings: a file that is wrong is refused in a line", "[couplings][errors]") {
  ScratchFolder const folder;
  put_hdf5(folder / "flat.h5", {4}, {0, 1, 1, 0});
  put_hdf5(folder / "nan.h5", {2, 2}, {0, 1, NAN, 0});
  put_hdf5(folder / "other.h5", {1, 1}, {0}, "W");
  put_bytes(folder / "wide.npy",
            npy_bytes(npy_header("<f8", "(1, 2)"), raw_bytes(std::vector<double>{1, 2})));
  put_bytes(folder / "inf.npy",
            npy_bytes(npy_header("<f8", "(1, 1)"), raw_bytes(std::vector<double>{INFINITY})));
  put_bytes(folder / "empty.csv", "# nothing\n");
  put_bytes(folder / "wide.csv", "1,2\n");
  put_bytes(folder / "ragged.csv", "0,1\n1,0,3\n");
  put_bytes(folder / "nan.csv", "0,1\nnan,0\n");
  put_bytes(folder / "word.csv", "0,1\none,0\n");
  put_bytes(folder / "comma.csv", "0,1,\n1,0,\n");
  put_bytes(folder / "commas.csv", "0,,1\n1,0\n");
  put_bytes(folder / "glued.csv", "0,1x\n1,0\n");
  put_bytes(folder / "J.dat", "0");
  struct Case {
    std::string name, got;
  };
  auto const bad = GENERATE(Catch::Generators::values<Case>({
      {"flat.h5", ": J: expected a square matrix of couplings (N, N), got shape (4)"},
      {"nan.h5", ": J: expected finite numbers, got nan at (1, 0)"},
      {"other.h5", "none of that name"},
      {"none.h5", "no such file"},
      {"none.csv", "no such file"},
      {"none.npy", "no such file"},
      {"wide.npy", "shape (1, 2)"},
      {"inf.npy", "got inf at (0, 0)"},
      {"empty.csv", "shape (0, 0)"},
      {"wide.csv", "shape (1, 2)"},
      {"ragged.csv", ":2: expected 2 numbers as in the first row, got 3"},
      {"nan.csv", ":2: expected finite numbers"},
      {"word.csv", "got 'one'"},
      {"comma.csv", ":1: expected finite numbers"},
      {"commas.csv", ":1: expected finite numbers"},
      {"glued.csv", "got 'x'"},
      {"J.dat", "another ending"},
  }));
  auto const path = folder / bad.name;
  CHECK_THROWS_MATCHES(read_couplings(path), Error, Refuses(path.string(), bad.got));
}
