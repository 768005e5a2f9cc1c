// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/core/error.hpp>

#include <catch2/matchers/catch_matchers.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace mattis::testing {

/// Matches an Error of one line that starts with one text and contains another.
class Refuses : public Catch::Matchers::MatcherBase<Error> {
 public:
  Refuses(std::string starts, std::string contains)
      : starts_(std::move(starts)), contains_(std::move(contains)) {}

  bool match(Error const& error) const override {
    std::string_view const message(error.what());
    return message.starts_with(starts_) && message.find(contains_) != std::string_view::npos &&
           message.find('\n') == std::string_view::npos;
  }
  std::string describe() const override {
    return "is a line that starts with \"" + starts_ + "\" and contains \"" + contains_ + "\"";
  }

 private:
  std::string starts_, contains_;
};

}  // namespace mattis::testing
