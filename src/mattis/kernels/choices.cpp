// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/kernels/choices.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

namespace mattis {

std::vector<int> size_class(std::vector<std::int64_t> const& sizes) {
  std::vector<int> classes;
  for (auto const size : sizes)
    classes.push_back(static_cast<int>(
        std::lround(std::log2(static_cast<double>(std::max<std::int64_t>(size, 1))))));
  return classes;
}

std::vector<ChoiceKey> largest_of_each_class(std::vector<ChoiceKey> const& keys) {
  auto const size = [](ChoiceKey const& key) {
    double product = 1;
    for (auto const one : key.sizes) product *= static_cast<double>(one);
    return product;
  };
  std::vector<ChoiceKey> largest;
  for (auto const& key : keys) {
    auto const same = std::find_if(largest.begin(), largest.end(), [&](ChoiceKey const& other) {
      return other.kernel == key.kernel && other.precision == key.precision &&
             other.target == key.target && size_class(other.sizes) == size_class(key.sizes);
    });
    if (same == largest.end()) {
      largest.push_back(key);
    } else if (size(key) > size(*same)) {
      *same = key;
    }
  }
  return largest;
}

void Choices::set(ChoiceKey const& key, std::string variant) {
  variants_[{key.kernel, key.precision, key.target}][size_class(key.sizes)] = std::move(variant);
}

void Choices::add_missing(Choices const& others) {
  variants_.insert(others.variants_.begin(), others.variants_.end());
}

std::string const* Choices::find(ChoiceKey const& key) const {
  if (asked) asked(key);
  auto const family = variants_.find({key.kernel, key.precision, key.target});
  if (family == variants_.end()) return nullptr;
  auto const wanted = size_class(key.sizes);
  std::string const* nearest = nullptr;
  int least = most_doublings + 1;
  for (auto const& [there, variant] : family->second) {
    if (there.size() != wanted.size()) continue;
    int away = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) away += std::abs(there[i] - wanted[i]);
    if (away < least) {
      least = away;
      nearest = &variant;
    }
  }
  return nearest;
}

std::vector<int> fewer_threads(int concurrency) {
  std::vector<int> list;
  for (int threads = 1; threads < concurrency; threads *= 2) list.push_back(threads);
  return list;
}

std::string threads_name(int threads) { return "threads" + std::to_string(threads); }

}  // namespace mattis
