// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/io/hdf5.hpp>
#include <mattis/io/samples_file.hpp>

#include <cmath>
#include <functional>

namespace mattis::io {

namespace {

/// Text of the index of entry `flat` in a row-major array.
std::string index_text(Extents const& extents, std::size_t flat) {
  Extents index(extents.size());
  for (std::size_t d = extents.size(); d-- > 0; flat /= extents[d]) index[d] = flat % extents[d];
  return shape_text(index);
}

void expect_all(std::string const& name, Extents const& extents, std::vector<double> const& values,
                std::string const& expected, std::function<bool(double)> const& holds) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!holds(values[i]))
      throw_unexpected(name, expected, to_text(values[i]) + " at " + index_text(extents, i));
}

}  // namespace

Samples SampleArrays::views() {
  auto const samples = static_cast<std::size_t>(M);
  return {.xi = HostArray<std::int8_t**>(xi.data(), samples, static_cast<std::size_t>(K)),
          .x0 = HostArray<double*>(x0.data(), samples),
          .z = HostArray<double**>(z.data(), static_cast<std::size_t>(T), samples)};
}

SampleArrays read_samples(std::filesystem::path const& path, std::int64_t steps,
                          std::int64_t condensed) {
  auto const file = Hdf5File::open(path);
  auto const name = [&](char const* dataset) { return path.string() + ": " + dataset; };

  auto const start_shape = file.extents("x0");
  if (start_shape.size() != 1 || start_shape[0] == 0)
    throw_unexpected(name("x0"), "shape (M) of at least one sample", shape_text(start_shape));
  auto const M = start_shape[0];
  Extents const sign_shape{M, static_cast<std::size_t>(condensed)};
  Extents const noise_shape{static_cast<std::size_t>(steps), M};
  auto const expect_extents =
      [&](char const* dataset, std::string const& meaning, Extents const& expected) {
    auto const got = file.extents(dataset);
    if (got != expected)
      throw_unexpected(name(dataset), "shape " + meaning + " = " + shape_text(expected),
                       shape_text(got));
  };
  expect_extents("xi", "(M, K)", sign_shape);
  expect_extents("z", "(T, M)", noise_shape);
  // Signs pass through doubles on their way to bytes.
  auto const numbers = static_cast<double>(M) *
                       (1.0 + static_cast<double>(steps) + 1.125 * static_cast<double>(condensed));
  expect_fits_in_memory(path.string(), 8 * numbers);

  SampleArrays samples{.M = static_cast<std::int64_t>(M), .T = steps, .K = condensed};
  auto const signs = file.read<double>("xi");
  expect_all(name("xi"), sign_shape, signs, "+1 or -1", [](double s) { return s == 1 || s == -1; });
  samples.xi.assign(signs.begin(), signs.end());
  samples.x0 = file.read<double>("x0");
  expect_all(name("x0"), start_shape, samples.x0, "a finite number",
             [](double v) { return std::isfinite(v); });
  samples.z = file.read<double>("z");
  expect_all(name("z"), noise_shape, samples.z, "a finite number",
             [](double v) { return std::isfinite(v); });
  return samples;
}

}  // namespace mattis::io
