// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/philox.hpp>

#include <cstdint>

namespace mattis::detail {

/// Words of a stream one by one: word t is word t % 4 at index t / 4. Those that follow each other
/// are drawn four at a time.
class StreamWords {
 public:
  StreamWords(std::uint64_t seed, Purpose purpose, std::uint32_t stream)
      : seed_(seed), purpose_(purpose), stream_(stream) {}

  std::uint32_t operator()(std::uint64_t t) {
    if (t / 4 != drawn_) {
      drawn_ = t / 4;
      words_ = random_words(seed_, purpose_, stream_, drawn_);
    }
    return words_.word[t % 4];
  }

 private:
  std::uint64_t seed_;
  Purpose purpose_;
  std::uint32_t stream_;
  std::uint64_t drawn_ = ~std::uint64_t{0};
  RandomWords words_{};
};

}  // namespace mattis::detail
