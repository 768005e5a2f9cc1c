// SPDX-License-Identifier: BSD-3-Clause
#include "verify_against.hpp"

#include "json_line.hpp"
#include "nearest_name.hpp"
#include "shipped.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/truth_set.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace mattis::command {

namespace {

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.2g", value);
  return text;
}

/// "4 of them: a, b, c, .."
std::string some_of(std::vector<std::string> const& names) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i)
    text.append(text.empty() ? "" : ", ").append(names[i]);
  return text + (names.size() > most ? ", .." : "");
}

std::string outcome(io::Agreement const& one) {
  auto const place = one.where.empty() ? "" : " at " + one.where;
  auto const difference = "largest difference " + number(one.difference) + place;
  auto const bound = one.bound > 0 ? "bound " + number(one.bound) : std::string();
  if (one.agrees && one.standard_errors > 0)
    return "agrees within " + number(one.standard_errors) + " combined standard errors (" +
           difference + ")";
  if (one.agrees && one.difference > 0)
    return "agrees within its " + bound + " (" + difference + ")";
  if (one.agrees) return "agrees exactly";
  return "differs by " + number(one.difference) + place + ": " +
         (one.has_errors ? number(one.standard_errors) + " combined standard errors" +
                               (bound.empty() ? "" : " beyond its " + bound)
          : bound.empty() ? "there is no error to allow for"
                          : "beyond its " + bound);
}

void print(io::Agreement const& one, int width) {
  std::printf("%-*s  %-14s %s\n", width, one.name.c_str(), io::shape_text(one.shape).c_str(),
              outcome(one).c_str());
}

std::string json_of(io::Agreement const& one) {
  JsonLine line;
  line.add("name", one.name).add("agrees", one.agrees).add("difference", one.difference);
  line.add("bound", one.bound).add("standard_errors", one.standard_errors);
  return line.add("where", one.where).text();
}

io::Compared compare(AgainstRequest const& request, io::TruthSet const& truth) {
  auto const cases = truth.cases();
  if (!request.of.empty() && std::find(cases.begin(), cases.end(), request.of) == cases.end())
    throw_unexpected(
        "case", "one of the truth set (the nearest is " + nearest_name(request.of, cases) + ")",
        "'" + request.of + "'");
  auto compared = truth.compare(io::read_arrays(request.file), request.file.string(),
                                {.of = request.of, .standard_errors = request.standard_errors});
  if (!compared.quantities.empty()) return compared;
  auto const& theirs = compared.ignored;
  auto const names = truth.names();
  auto const expected =
      request.of.empty()
          ? "arrays named as in the truth set" +
                (theirs.empty() ? std::string()
                                : " (the nearest is " + nearest_name(theirs.front(), names) + ")")
          : "arrays named as the quantities of " + request.of;
  throw_unexpected(request.file.string(), expected, theirs.empty() ? "none" : some_of(theirs));
}

}  // namespace

void verify_against(AgainstRequest const& request) {
  expect(request.standard_errors > 0, "standard-errors", "more than 0", request.standard_errors);
  io::TruthSet const truth(
      request.truth.empty()
          ? find_shipped("verify", std::filesystem::path("reference") / "truth.npz")
          : request.truth);
  auto const compared = compare(request, truth);
  auto const& all = compared.quantities;
  auto const differing =
      std::count_if(all.begin(), all.end(), [](auto const& one) { return !one.agrees; });
  if (request.json) {
    std::vector<std::string> rows;
    for (auto const& one : all) rows.push_back(json_of(one));
    JsonLine line;
    line.add("command", "verify").add("against", request.file.string());
    line.add("truth_version", truth.version()).add("compared", all.size());
    line.add("differing", differing).add("ignored", compared.ignored);
    deliver(line.add_objects("results", rows));
  } else {
    int width = 0;
    for (auto const& one : all) width = std::max(width, static_cast<int>(one.name.size()));
    for (auto const& one : all) print(one, width);
    if (!compared.ignored.empty())
      std::printf("not in the truth set: %s\n", some_of(compared.ignored).c_str());
    std::printf("%zu compared with truth set %lld, %td differ\n", all.size(),
                static_cast<long long>(truth.version()), differing);
  }
  finish_output();
  if (differing > 0)
    throw Disagreement("verify: expected every quantity to agree with the truth set, got " +
                       to_text(differing) + " that " + (differing == 1 ? "differs" : "differ"));
}

}  // namespace mattis::command
