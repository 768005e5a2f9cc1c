// SPDX-License-Identifier: BSD-3-Clause
#include "spins.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nb = nanobind;

namespace mattis::python {

void take_sizes(Arguments& arguments, binary::GivenPatterns const& patterns, std::int64_t& N,
                std::int64_t& P, std::int64_t usual_N, std::int64_t usual_P) {
  N = patterns.P > 0 ? patterns.N : usual_N;
  P = patterns.P > 0 ? patterns.P : usual_P;
  arguments.take("N", N);
  arguments.take("P", P);
  if (patterns.P > 0) expect(P <= patterns.P, "P", "at most the patterns given", P);
}

std::vector<double> field_of(Arguments& arguments, std::int64_t N) {
  nb::object given;
  if (!arguments.take("h", given)) return {};
  if (nb::cast<int>(nb::getattr(given, "ndim", nb::int_(0))) > 0 ||
      nb::isinstance<nb::sequence>(given)) {
    std::vector<double> field;
    read("h", given, field);
    return field;
  }
  double h = 0;
  read("h", given, h);
  expect(std::isfinite(h), "h", "a finite field", h);
  if (h == 0) return {};
  return std::vector<double>(static_cast<std::size_t>(N), h);
}

binary::RealMatrix couplings_of(Arguments& arguments) {
  Matrix J;
  if (!arguments.take("couplings", J)) return {};
  expect(J.rows == J.columns && J.rows > 0, "couplings", "a square matrix",
         static_cast<std::int64_t>(J.columns));
  return {.N = static_cast<std::int64_t>(J.rows), .J = std::move(J.values)};
}

command::BinaryDynamics dynamics_of(Arguments& arguments, char const* usual) {
  command::BinaryDynamics dynamics{.dynamics = usual};
  arguments.take("dynamics", dynamics.dynamics);
  std::string const orders[] = {"random", "permuted", "parallel"};
  dynamics.order = orders[arguments.choice("order", {"random", "permuted", "parallel"}, 0)];
  return dynamics;
}

Learned::Learned(Arguments& arguments, std::int64_t& N, std::int64_t& P, std::int64_t usual_N,
                 std::int64_t usual_P, bool with_couplings) {
  arguments.take("patterns", patterns);
  arguments.take("names", names);
  if (with_couplings) couplings = couplings_of(arguments);
  take_sizes(arguments, patterns, N, P, couplings.N > 0 ? couplings.N : usual_N, usual_P);
  auto const named = static_cast<std::int64_t>(names.size());
  expect(named == 0 || (given() != nullptr && named >= P), "names", "one for each pattern", named);
  if (named > P) names.resize(static_cast<std::size_t>(P));
  std::string rule = "hebb";
  arguments.take("rule", rule);
  learning.rule = binary::learning_rule("rule", rule);
  arguments.take("limit", learning.limit);
  arguments.take("kept", learning.kept);
  arguments.take("symmetric", learning.symmetric);
  arguments.take("U", learning.threshold);
  learning.field = field_of(arguments, N);
  if (couplings.N > 0) learning.couplings = &couplings;
  binary::validate(learning, N);
}

bool Learned::is_plain() const {
  return given() == nullptr && learning.is_implicit() && learning.field.empty();
}

std::string Learned::text() const {
  std::string text = learning.couplings != nullptr ? "couplings given" : name_of(learning.rule);
  if (learning.limit > 0) text += ", limit " + to_text(learning.limit);
  if (learning.kept < 1)
    text += ", " + to_text(learning.kept) + " kept" + (learning.symmetric ? "" : ", one way");
  if (learning.threshold != 0) text += ", U " + to_text(learning.threshold);
  if (!learning.field.empty()) text += ", field given";
  return text;
}

}  // namespace mattis::python
