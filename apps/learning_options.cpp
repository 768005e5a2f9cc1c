// SPDX-License-Identifier: BSD-3-Clause
#include "learning_options.hpp"

#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/io/couplings_file.hpp>

#include <cmath>
#include <cstdio>
#include <utility>

namespace mattis::command {

std::vector<double> fields_of(double h, std::filesystem::path const& fields, std::int64_t N) {
  expect(std::isfinite(h), "h", "a finite field", h);
  if (!fields.empty()) {
    expect(h == 0, "h", "none beside fields", h);
    return io::read_fields(fields, N);
  }
  if (h == 0) return {};
  return std::vector<double>(static_cast<std::size_t>(N), h);
}

binary::RealMatrix read_real_couplings(std::filesystem::path const& file) {
  auto read = io::read_couplings(file);
  return {.N = read.N, .J = std::move(read.J)};
}

binary::Learning LearningRequest::of(std::int64_t& N) {
  binary::Learning learning{.rule = binary::learning_rule("rule", rule),
                            .limit = limit,
                            .kept = kept,
                            .symmetric = !one_way,
                            .threshold = threshold};
  if (!couplings.empty()) {
    matrix = read_real_couplings(couplings);
    learning.couplings = &matrix;
    if (N == 0) N = matrix.N;
  }
  learning.field = fields_of(h, fields, N);
  fingerprint = mattis::fingerprint(matrix.J.data(), matrix.J.size() * sizeof(double));
  fingerprint = mattis::fingerprint(learning.field.data(), learning.field.size() * sizeof(double),
                                    fingerprint);
  binary::validate(learning, N);
  return learning;
}

std::string LearningRequest::text() const {
  auto text = couplings.empty() ? rule : "J of " + couplings.string();
  if (limit > 0) text += ", limit " + to_text(limit);
  if (kept < 1) text += ", " + to_text(kept) + " kept" + (one_way ? ", one way" : "");
  if (threshold != 0) text += ", U " + to_text(threshold);
  if (h != 0) text += ", h " + to_text(h);
  if (!fields.empty()) text += ", h of " + fields.string();
  if (!fields.empty() || !couplings.empty()) {
    char print[40];
    std::snprintf(print, sizeof print, ", fingerprint %016llx",
                  static_cast<unsigned long long>(fingerprint));
    text += print;
  }
  return text;
}

void LearningRequest::add_to(JsonLine& line) const {
  if (couplings.empty()) line.add("rule", rule);
  if (is_plain()) return;
  line.add("limit", limit).add("kept", kept).add("one_way", one_way).add("U", threshold);
  line.add("h", h).add("fields", fields.string()).add("couplings", couplings.string());
}

void LearningRequest::check_paths(Computation const& computation) const {
  expect_other_than_output(computation, fields, "fields");
  expect_other_than_output(computation, couplings, "couplings");
}

bool LearningRequest::is_plain() const {
  return rule == "hebb" && kept == 1 && h == 0 && fields.empty() && couplings.empty();
}

void add_field_options(Options& options, double& h, std::filesystem::path& fields) {
  options.add("h", "H", h, "field on each spin");
  options.add("fields", "FILE", fields,
              "a field on each spin, from a .npy, .h5 (dataset h) or .csv");
}

void add_learning_options(Options& options, LearningRequest& learning, bool with_couplings) {
  options.add_choice("rule", {"hebb", "clipped", "saturating", "zero-one"}, learning.rule,
                     "Hebb's couplings; their signs; held within a limit; Hopfield's of 0 and 1");
  options.add("limit", "A", learning.limit,
              "of the saturating rule, in units of 1/N; 0: 0.43 sqrt(N)");
  options.add("kept", "C", learning.kept, "share of the couplings that dilution leaves");
  options.add_switch("one-way", learning.one_way,
                     "dilute J_ij and J_ji independently: not symmetric");
  options.add("U", "U", learning.threshold,
              "threshold of the zero-one rule: V_i = 1 where sum_j T_ij V_j > U");
  add_field_options(options, learning.h, learning.fields);
  if (with_couplings)
    options.add("couplings", "FILE", learning.couplings,
                "take J from a .npy, .h5 (dataset J) or .csv instead of a rule");
}

}  // namespace mattis::command
