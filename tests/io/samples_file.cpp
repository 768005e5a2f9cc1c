// SPDX-License-Identifier: BSD-3-Clause
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/samples_file.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::io::read_samples;
using mattis::testing::ScratchFolder;

namespace {

/// T = 3, M = 2, K = 1 unless changed.
struct Content {
  Extents xi_shape{2, 1}, x0_shape{2}, z_shape{3, 2};
  std::vector<double> xi{1, -1}, x0{0.5, -0.5}, z{1, 2, 3, 4, 5, 6};
};

std::string refusal(Content const& content) {
  ScratchFolder const folder;
  auto const path = folder / "samples.h5";
  auto file = Hdf5File::create(path);
  file.write<double>("xi", content.xi_shape, content.xi);
  file.write<double>("x0", content.x0_shape, content.x0);
  file.write<double>("z", content.z_shape, content.z);
  file.close();
  try {
    read_samples(path, 3, 1);
  } catch (mattis::Error const& error) {
    std::string const message = error.what();
    REQUIRE(message.starts_with(path.string() + ": "));
    return message.substr(path.string().size() + 2);
  }
  return "accepted";
}

}  // namespace

TEST_CASE("samples file: arrays come as they are in the file", "[io]") {
  auto samples = read_samples(MATTIS_TEST_DATA "/fixed_points/hopfield_two_condensed.h5", 24, 2);
  auto const file = Hdf5File::open(MATTIS_TEST_DATA "/fixed_points/hopfield_two_condensed.h5");
  CHECK(samples.M == 64);
  CHECK(samples.T == 24);
  CHECK(samples.K == 2);
  CHECK(samples.xi == file.read<std::int8_t>("xi"));
  CHECK(samples.x0 == file.read<double>("x0"));
  CHECK(samples.z == file.read<double>("z"));
  auto const views = samples.views();
  CHECK(views.xi.extent(0) == 64);
  CHECK(views.xi.extent(1) == 2);
  CHECK(views.x0.extent(0) == 64);
  CHECK(views.z.extent(0) == 24);
  CHECK(views.z.extent(1) == 64);
  CHECK(views.z(23, 63) == samples.z.back());
}

TEST_CASE("samples file: no condensed pattern is an xi of shape (M, 0)", "[io]") {
  auto const samples =
      read_samples(MATTIS_TEST_DATA "/fixed_points/hopfield_none_condensed.h5", 20, 0);
  CHECK(samples.K == 0);
  CHECK(samples.xi.empty());
  CHECK(samples.x0.size() == 64);
}

TEST_CASE("samples file: what does not fit is named", "[io][errors]") {
  CHECK(refusal({}) == "accepted");
  CHECK(refusal({.xi_shape = {1, 2}}) == "xi: expected shape (M, K) = (2, 1), got (1, 2)");
  CHECK(refusal({.xi_shape = {2}}) == "xi: expected shape (M, K) = (2, 1), got (2)");
  CHECK(refusal({.z_shape = {2, 3}}) == "z: expected shape (T, M) = (3, 2), got (2, 3)");
  CHECK(refusal({.x0_shape = {2, 1}}) ==
        "x0: expected shape (M) of at least one sample, got (2, 1)");
  CHECK(refusal({.x0_shape = {0}, .x0 = {}}) ==
        "x0: expected shape (M) of at least one sample, got (0)");
  CHECK(refusal({.xi = {1, 0}}) == "xi: expected +1 or -1, got 0 at (1, 0)");
  CHECK(refusal({.x0 = {NAN, 0}}) == "x0: expected a finite number, got nan at (0)");
  CHECK(refusal({.z = {1, 2, 3, 4, INFINITY, 6}}) ==
        "z: expected a finite number, got inf at (2, 0)");
}

TEST_CASE("samples file: a missing dataset is named", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "samples.h5";
  auto file = Hdf5File::create(path);
  file.write<double>("x0", {1}, std::vector<double>{0});
  file.close();
  CHECK_THROWS_MATCHES(
      read_samples(path, 3, 1), mattis::Error,
      Catch::Matchers::Message(path.string() + ": xi: expected a dataset, got none of that name"));
}
