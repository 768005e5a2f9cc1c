// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Which variant of a kernel runs: plain data that travels in How. Plans look it up when they are
// made, run() never does. A variant changes how long a kernel takes; one that is marked same_bits
// changes no bit of its result.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mattis {

/// What a choice is for.
struct ChoiceKey {
  std::string kernel;               ///< "sign_product"
  std::string precision;            ///< "float" or "double"
  std::string target;               ///< execution space and implementation, "OpenMP avx2"
  std::vector<std::int64_t> sizes;  ///< of the problem, in the kernel's order

  bool operator==(ChoiceKey const&) const = default;
};

/// Each size to the nearest power of two: one choice serves all problems of a class.
std::vector<int> size_class(std::vector<std::int64_t> const& sizes);

/// Of keys that one choice serves the largest, where the first of them stood: a horizon that grows
/// step by step looks up every length on the way.
std::vector<ChoiceKey> largest_of_each_class(std::vector<ChoiceKey> const& keys);

/// Variants by kernel, precision, target and class of sizes.
class Choices {
 public:
  /// In place of one that is there for the same class.
  void set(ChoiceKey const& key, std::string variant);

  /// Those of `others` for kernels, precisions and targets that there is nothing for.
  void add_missing(Choices const& others);

  /// The variant of the nearest class of the same kernel, precision and target; null where all are
  /// further than `most_doublings` away, counted over all sizes.
  std::string const* find(ChoiceKey const& key) const;

  bool empty() const { return variants_.empty(); }

  /// Variants whose results differ from the first's within the kernel's error bound count, too.
  bool reassociate = false;

  /// Is told of every key that a plan looks up: what a computation would have tuned.
  std::function<void(ChoiceKey const&)> asked = {};

  static constexpr int most_doublings = 3;

 private:
  using Family = std::vector<std::string>;  // kernel, precision, target
  std::map<Family, std::map<std::vector<int>, std::string>> variants_;
};

/// One way to run a kernel.
template <class Launch>
struct Variant {
  std::string name;
  Launch launch;
  bool same_bits = true;
};

/// The variant of that name, else the first; with `reassociate` also one that has other bits.
template <class Launch>
Variant<Launch> const& variant_of(std::vector<Variant<Launch>> const& variants,
                                  std::string_view name, bool reassociate = false) {
  for (auto const& variant : variants)
    if (variant.name == name && (variant.same_bits || reassociate)) return variant;
  return variants.front();
}

/// Numbers of threads to try besides all of `concurrency`: 1, 2, 4, ..
std::vector<int> fewer_threads(int concurrency);

/// How a variant that runs on so many is called.
std::string threads_name(int threads);

}  // namespace mattis
