// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What the functions of mattis.binary have in common.
#include "arguments.hpp"
#include "binary_dynamics.hpp"
#include "calling.hpp"

#include <mattis/binary/learning.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mattis::python {

/// Patterns that were given, and how networks learn them. The library's options refer to it.
struct Learned {
  binary::GivenPatterns patterns;  ///< none: drawn
  std::vector<std::string> names;  ///< of them, or none
  binary::RealMatrix couplings;
  binary::Learning learning;

  /// Takes patterns, names, rule, limit, kept, symmetric, U, h and, where `with_couplings`,
  /// couplings. N and P that nobody gave become those of the patterns, else the usual ones.
  Learned(Arguments& arguments, std::int64_t& N, std::int64_t& P, std::int64_t usual_N,
          std::int64_t usual_P, bool with_couplings = false);
  Learned(Learned const&) = delete;  // learning refers to couplings
  Learned& operator=(Learned const&) = delete;

  binary::GivenPatterns const* given() const { return patterns.P > 0 ? &patterns : nullptr; }
  /// Whether J is Hebb's of random patterns and nothing else acts, which is what theories are of.
  bool is_plain() const;
  /// For the file: "random" or "given"; "hebb", "couplings given", ..
  std::string origin() const { return given() != nullptr ? "given" : "random"; }
  std::string text() const;
};

/// N and P of given patterns, where nobody gave them, else the usual ones.
void take_sizes(Arguments& arguments, binary::GivenPatterns const& patterns, std::int64_t& N,
                std::int64_t& P, std::int64_t usual_N, std::int64_t usual_P);

/// h, of every spin or of each: (N), or none.
std::vector<double> field_of(Arguments& arguments, std::int64_t N);
/// A square matrix, or none (N 0).
binary::RealMatrix couplings_of(Arguments& arguments);
/// dynamics and order.
command::BinaryDynamics dynamics_of(Arguments& arguments, char const* usual);

}  // namespace mattis::python
