// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/models/dense.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

namespace mattis {

std::string model_name(Dense const& model) { return model.n == 1 ? "hopfield" : "dense"; }

double initial_noise(Dense const& model) {
  if (model.ic_noise) return *model.ic_noise;
  double squares = 0;
  for (double const a : model.a) squares += a * a;
  return std::sqrt(std::max(0.0, model.g * model.g - squares));
}

double load_times_size(Dense const& model, std::int64_t neurons) {
  double count = model.alpha;
  for (int i = 0; i < model.n && neurons != 1 && std::isfinite(count); ++i)
    count *= static_cast<double>(neurons);
  return count;
}

std::int64_t pattern_count(Dense const& model, std::int64_t neurons) {
  double const count = load_times_size(model, neurons);
  double const nearest = std::round(count);
  double const tolerance = 1e-12 * nearest;  // 0.29 * 100 is 28.999999999999996: the user meant 29
  double const patterns = std::abs(count - nearest) <= tolerance ? nearest : std::floor(count);
  expect(patterns < 0x1p53, "P", "alpha N^n below 2^53", count);
  return static_cast<std::int64_t>(patterns);
}

namespace {

/// Far enough from what overflows for the sum of the amplitudes, 7 times the noise, and in double
/// the square of g.
template <Real T>
void expect_magnitude(std::string const& name, double value) {
  constexpr double largest = std::is_same_v<T, float> ? 1e36 : 1e150;
  expect(std::abs(value) <= largest, name,
         "a magnitude of at most " +
             std::string(std::is_same_v<T, float> ? "1e36 with precision float (1e150 with double)"
                                                  : "1e150"),
         value);
}

}  // namespace

template <Real T>
void validate(Dense const& model) {
  expect(model.n >= 1, "n", "an interaction order of at least 1", model.n);
  expect(std::isfinite(model.alpha) && model.alpha > 0, "alpha", "a load above 0", model.alpha);
  expect(std::isfinite(model.g) && model.g > 0, "g", "a gain above 0", model.g);
  expect_magnitude<T>("g", model.g);
  double sum = 0;
  for (std::size_t k = 0; k < model.a.size(); ++k) {
    auto const name = "a[" + std::to_string(k) + "]";
    expect(std::isfinite(model.a[k]), name, "a finite amplitude", model.a[k]);
    expect_magnitude<T>(name, model.a[k]);
    sum += std::abs(model.a[k]);
  }
  expect_magnitude<T>("a", sum);
  if (model.ic_noise) {
    expect(std::isfinite(*model.ic_noise) && *model.ic_noise >= 0, "ic_noise",
           "a standard deviation of at least 0", *model.ic_noise);
    expect_magnitude<T>("ic_noise", *model.ic_noise);
  }
}

template void validate<float>(Dense const&);
template void validate<double>(Dense const&);

}  // namespace mattis
