// SPDX-License-Identifier: BSD-3-Clause
#include <io/scratch_folder.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/io/hdf5.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <cstdint>
#include <fstream>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

using mattis::io::Extents;
using mattis::io::Hdf5File;
using mattis::testing::ScratchFolder;

namespace {

auto message(std::string const& text) { return Catch::Matchers::Message(text); }

}  // namespace

TEMPLATE_TEST_CASE("hdf5: an array of any rank reads back as it was written", "[io]", double, float,
                   std::int8_t, std::int64_t) {
  ScratchFolder const folder;
  auto const path = folder / "arrays.h5";
  for (auto const& extents :
       {Extents{}, Extents{5}, Extents{2, 3}, Extents{2, 3, 4}, Extents{3, 0}, Extents{0}}) {
    std::filesystem::remove(path);
    auto const size =
        std::accumulate(extents.begin(), extents.end(), std::size_t{1}, std::multiplies<>());
    std::vector<TestType> values(size);
    std::iota(values.begin(), values.end(), TestType(-3));
    auto file = Hdf5File::create(path);
    file.write<TestType>("values", extents, values);
    file.close();
    auto const again = Hdf5File::open(path);
    CHECK(again.extents("values") == extents);
    CHECK(again.read<TestType>("values") == values);
    CHECK(again.read<double>("values") == std::vector<double>(values.begin(), values.end()));
  }
}

TEST_CASE("hdf5: large arrays are read in pieces, between which a stop is heard", "[io][stop]") {
  ScratchFolder const folder;
  constexpr std::size_t rows = 5, columns = 1'000'003;  // 8 MB a row, two rows at a time
  std::vector<double> values(rows * columns);
  std::iota(values.begin(), values.end(), 0.5);
  bool const grows = GENERATE(false, true);
  auto file = Hdf5File::create(folder / "large.h5");
  if (grows) {
    for (std::size_t row = 0; row < rows; ++row)
      file.append<double>("values", {columns},
                          std::span<double const>(values).subspan(row * columns, columns));
  } else {
    file.write<double>("values", {rows, columns}, values);
  }
  file.close();
  auto const again = Hdf5File::open(folder / "large.h5");
  CHECK(again.read<double>("values") == values);
  int asked = 0;
  mattis::detail::StoppableCall const call([&] { return ++asked > 2; });
  CHECK_THROWS_AS(again.read<double>("values"), mattis::Stopped);
  CHECK(asked == 3);
}

TEST_CASE("hdf5: a View is written with its shape", "[io]") {
  ScratchFolder const folder;
  mattis::HostArray<double***> const view("mattis::test::view", 2, 3, 2);
  for (std::size_t i = 0; i < view.size(); ++i) view.data()[i] = static_cast<double>(i) / 7;
  auto file = Hdf5File::create(folder / "view.h5");
  file.write("m", view);
  file.close();
  auto const again = Hdf5File::open(folder / "view.h5");
  CHECK(again.extents("m") == Extents{2, 3, 2});
  CHECK(again.read<double>("m") == std::vector<double>(view.data(), view.data() + view.size()));
}

TEST_CASE("hdf5: attributes of every type read back", "[io]") {
  ScratchFolder const folder;
  auto const path = folder / "attributes.h5";
  auto file = Hdf5File::create(path);
  file.set_attribute("double", 0.1);
  file.set_attribute("int", -3);
  file.set_attribute("large", std::numeric_limits<std::int64_t>::min());
  file.set_attribute("seed", std::numeric_limits<std::uint64_t>::max());
  file.set_attribute("yes", true);
  file.set_attribute("no", false);
  file.set_attribute("text", "Hopfield, £ and ü");
  file.set_attribute("empty", "");
  file.set_attribute("a", std::vector<double>{1.08, -0.5});
  file.set_attribute("none", std::vector<double>{});
  file.close();
  auto const again = Hdf5File::open(path);
  CHECK(again.attribute<double>("double") == 0.1);
  CHECK(again.attribute<std::int64_t>("int") == -3);
  CHECK(again.attribute<std::int64_t>("large") == std::numeric_limits<std::int64_t>::min());
  CHECK(again.attribute<std::uint64_t>("seed") == std::numeric_limits<std::uint64_t>::max());
  CHECK(again.attribute<bool>("yes"));
  CHECK_FALSE(again.attribute<bool>("no"));
  CHECK(again.attribute<std::string>("text") == "Hopfield, £ and ü");
  CHECK(again.attribute<std::string>("empty").empty());
  CHECK(again.attribute<std::vector<double>>("a") == std::vector<double>{1.08, -0.5});
  CHECK(again.attribute<std::vector<double>>("none").empty());
  CHECK(again.has_attribute("a"));
  CHECK_FALSE(again.has_attribute("b"));
}

TEST_CASE("hdf5: an attribute of any length reads back", "[io]") {
  ScratchFolder const folder;
  std::vector<double> values(100000);  // 64 kB are the limit of the oldest format
  std::iota(values.begin(), values.end(), 0.5);
  std::string const text(200000, 'w');
  auto file = Hdf5File::create(folder / "long.h5");
  file.set_attribute("a", values);
  file.set_attribute("warnings", text);
  file.set_attribute("n", 3);
  file.close();
  auto const again = Hdf5File::open(folder / "long.h5");
  CHECK(again.attribute<std::vector<double>>("a") == values);
  CHECK(again.attribute<std::string>("warnings") == text);
  CHECK(again.attribute<std::int64_t>("n") == 3);
}

TEST_CASE("hdf5: a file in memory gives its bytes at any time", "[io]") {
  ScratchFolder const folder;
  auto file = Hdf5File::create_in_memory(folder / "never.h5");
  file.set_attribute("n", 3);
  for (int row = 0; row < 300; ++row) {
    file.append("m", {2}, std::span<double const>(std::vector<double>{row + 0.5, 2}));
    file.append_text("remark", std::to_string(row));
    if (row % 50 != 0) continue;
    auto const bytes = file.image();
    std::ofstream(folder / "copy.h5", std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<char const*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    auto const copy = Hdf5File::open(folder / "copy.h5");
    CHECK(copy.extents("m") == Extents{static_cast<std::size_t>(row) + 1, 2});
    CHECK(copy.read<double>("m")[2 * static_cast<std::size_t>(row)] == row + 0.5);
    CHECK(copy.read_texts("remark").back() == std::to_string(row));
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("hdf5: files of h5py are understood", "[io]") {
  auto const file = Hdf5File::open(MATTIS_TEST_DATA "/dmft/hopfield_readme.h5");
  CHECK(file.extents("C_phi") == Extents{100, 100});
  CHECK(file.read<double>("C_phi").size() == 10000);
  CHECK(file.attribute<std::string>("model") == "hopfield");
  CHECK(file.attribute<std::int64_t>("T") == 100);
  CHECK(file.attribute<double>("alpha") == 0.1);
  CHECK(file.attribute<std::vector<double>>("a") == std::vector<double>{1.08});
}

TEST_CASE("hdf5: what is wrong is named in one line", "[io][errors]") {
  ScratchFolder const folder;
  auto const path = folder / "some.h5";
  auto const name = path.string();
  CHECK_THROWS_MATCHES(Hdf5File::open(path), mattis::Error,
                       message(name + ": expected a readable HDF5 file, got no such file"));
  CHECK_THROWS_MATCHES(
      Hdf5File::open(folder.path()), mattis::Error,
      message(folder.path().string() + ": expected a readable HDF5 file, got a folder"));
  {
    auto file = Hdf5File::create(path);
    file.set_attribute("text", "none");
    file.write<double>("z", {2}, std::vector<double>{1, 2});
    file.close();
  }
  auto const file = Hdf5File::open(path);
  CHECK_THROWS_MATCHES(
      Hdf5File::create(path), mattis::Error,
      message(name + ": expected a file that can be created, got a failure to create it"));
  CHECK_THROWS_MATCHES(file.extents("x"), mattis::Error,
                       message(name + ": x: expected a dataset, got none of that name"));
  CHECK_THROWS_MATCHES(file.read<double>("x"), mattis::Error,
                       message(name + ": x: expected a dataset, got none of that name"));
  CHECK_THROWS_MATCHES(file.attribute<double>("x"), mattis::Error,
                       message(name + ": x: expected an attribute, got none of that name"));
  CHECK_THROWS_MATCHES(file.attribute<double>("text"), mattis::Error,
                       message(name + ": text: expected numbers, got something else"));
}

TEST_CASE("hdf5: a file cut short is refused at any length", "[io][errors]") {
  ScratchFolder const folder;
  std::string bytes;
  {
    std::ifstream whole(MATTIS_TEST_DATA "/fixed_points/hopfield.h5", std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(whole), {});
  }
  REQUIRE(bytes.size() > 10000);
  auto const path = folder / "cut.h5";
  for (std::size_t length = 0; length < bytes.size(); length += 997) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes.substr(0, length);
    CHECK_THROWS_AS(Hdf5File::open(path), mattis::Error);
  }
}
