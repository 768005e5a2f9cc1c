// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/models/dense.hpp>

#include <algorithm>
#include <cmath>
#include <string>

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
  for (int i = 0; i < model.n && neurons != 1 && std::isfinite(count); ++i) count *= static_cast<double>(neurons);
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

void validate(Dense const& model) {
  expect(model.n >= 1, "n", "an interaction order of at least 1", model.n);
  expect(std::isfinite(model.alpha) && model.alpha > 0, "alpha", "a load above 0", model.alpha);
  expect(std::isfinite(model.g) && model.g > 0, "g", "a gain above 0", model.g);
  for (std::size_t k = 0; k < model.a.size(); ++k) {
    expect(std::isfinite(model.a[k]), "a[" + std::to_string(k) + "]", "a finite amplitude", model.a[k]);
  }
  if (model.ic_noise) {
    expect(std::isfinite(*model.ic_noise) && *model.ic_noise >= 0, "ic_noise", "a standard deviation of at least 0",
           *model.ic_noise);
  }
}

}  // namespace mattis
