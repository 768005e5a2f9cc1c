// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "computation.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "pattern_source.hpp"
#include "summary.hpp"

#include <mattis/binary/pattern_overlaps.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>
#include <mattis/io/patterns_file.hpp>

#include <cmath>
#include <cstdio>
#include <memory>
#include <numbers>

namespace mattis::command {

namespace {

struct PatternsRequest {
  PatternSource source;
  Computation computation;
  int pairs = 5;
};

std::string pair_text(binary::OverlappingPair const& pair, io::NamedPatterns const& patterns) {
  char q[16];
  std::snprintf(q, sizeof q, "%+.3f", pair.q);
  return q + ("  " + patterns.names[static_cast<std::size_t>(pair.mu)]) + "  " +
         patterns.names[static_cast<std::size_t>(pair.nu)];
}

void print_json(PatternsRequest const& request, io::NamedPatterns const& patterns,
                binary::MutualOverlaps const& overlaps) {
  auto const origin = origin_of(request.source);
  JsonLine line;
  line.add("command", "binary patterns").add("source", origin.source).add("kind", origin.kind);
  if (!origin.rate.empty()) line.add("rate", origin.rate);
  line.add("patterns", patterns.P()).add("N", patterns.N);
  line.add("q_max", overlaps.largest.empty() ? NAN : std::abs(overlaps.largest[0].q));
  line.add("q_mean", overlaps.mean).add("q_mean_abs", overlaps.mean_absolute);
  std::vector<std::string> first, second;
  std::vector<double> q;
  for (auto const& pair : overlaps.largest) {
    first.push_back(patterns.names[static_cast<std::size_t>(pair.mu)]);
    second.push_back(patterns.names[static_cast<std::size_t>(pair.nu)]);
    q.push_back(pair.q);
  }
  line.add("pairs_first", first).add("pairs_second", second).add("pairs_q", q);
  line.add("out", request.computation.out.string());
  deliver(line);
}

void print_table(PatternsRequest const& request, io::NamedPatterns const& patterns,
                 binary::MutualOverlaps const& overlaps) {
  print_row("patterns", to_text(patterns.P()) + " of " + to_text(patterns.N) + " entries");
  if (patterns.P() > 1) {
    char text[96];
    std::snprintf(text, sizeof text, "|q| %.4f in the mean (independent ones: %.4f)",
                  overlaps.mean_absolute, std::sqrt(2 / (std::numbers::pi * patterns.N)));
    print_row("pair overlaps", text);
  }
  for (std::size_t i = 0; i < overlaps.largest.size(); ++i)
    print_row(i == 0 ? "largest" : "", pair_text(overlaps.largest[i], patterns));
  if (!request.computation.out.empty()) print_row("file", request.computation.out.string());
}

void run(PatternsRequest const& request) {
  auto const& source = request.source;
  auto const& computation = request.computation;
  validate(source);
  if (!source.given())
    throw_unexpected("patterns", "a source (--audio FOLDER, --images FOLDER or --npy FILE.npy)",
                     "none");
  expect(request.pairs >= 1 && request.pairs <= 1000, "pairs", "from 1 to 1000", request.pairs);
  if (!computation.out.empty()) io::check_output_path(computation.out);
  expect_other_than_output(computation, source.npy, "npy");
  io::NamedPatterns patterns;
  binary::MutualOverlaps overlaps;
  until_interrupted(
      [&] {
    patterns = read_patterns(source);
    overlaps = binary::mutual_overlaps(patterns.entries, patterns.N, request.pairs);
      },
      [] { return std::string(); });
  write_output(computation,
               [&](auto const& path) { io::write_patterns(path, patterns, origin_of(source)); });
  computation.json ? print_json(request, patterns, overlaps)
                   : print_table(request, patterns, overlaps);
  finish_summary(computation);
}

}  // namespace

Command binary_patterns_command() {
  auto const request = std::make_shared<PatternsRequest>();
  Command command{.name = "binary patterns",
                  .summary = "patterns of recordings, images or an array: their overlaps, a file",
                  .example =
                      "mattis binary patterns --audio recordings --out patterns.h5\n"
                      "  mattis binary patterns --images letters --json"};
  auto& options = command.options;
  add_pattern_source_options(options, request->source);
  options.add("pairs", "K", request->pairs, "pairs to name, of the largest |overlap|");
  options.add("out", "FILE.h5", request->computation.out,
              "write patterns (files, N) and names here");
  options.add_switch("json", request->computation.json, "the summary as one line of JSON");
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
