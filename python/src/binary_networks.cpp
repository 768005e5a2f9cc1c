// SPDX-License-Identifier: BSD-3-Clause
// Sequences, forgetting, sampling without patterns, exact chains, and what patterns are like.
#include "parts.hpp"
#include "spins.hpp"

#include <mattis/binary/chain_summary.hpp>
#include <mattis/binary/forgetting.hpp>
#include <mattis/binary/pattern_overlaps.hpp>
#include <mattis/binary/random_couplings.hpp>
#include <mattis/binary/recognise.hpp>
#include <mattis/binary/sampling.hpp>
#include <mattis/binary/sequences.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/io/chain_file.hpp>
#include <mattis/io/forgetting_file.hpp>
#include <mattis/io/sampling_file.hpp>
#include <mattis/io/sequence_file.hpp>

#include <string>
#include <utility>
#include <vector>

namespace nb = nanobind;

namespace mattis::python {
namespace {

/// Patterns that were given, and sizes; "given" or "random".
std::string patterns_of(Arguments& arguments, binary::GivenPatterns& patterns, std::int64_t& N,
                        std::int64_t& P, std::int64_t usual_N, std::int64_t usual_P) {
  arguments.take("patterns", patterns);
  take_sizes(arguments, patterns, N, P, usual_N, usual_P);
  return patterns.P > 0 ? "given" : "random";
}

nb::tuple recall(nb::kwargs const& given) {
  Arguments arguments(given);
  binary::SequenceOptions options;
  binary::GivenPatterns patterns;
  auto const origin = patterns_of(arguments, patterns, options.N, options.P, 1000, 10);
  if (patterns.P > 0) options.given = &patterns;
  arguments.take("stay", options.stay);
  arguments.take("go", options.go);
  arguments.take("cyclic", options.cyclic);
  arguments.take("T", options.T);
  arguments.take("corruption", options.corruption);
  arguments.take("steps", options.steps);
  arguments.take("replicas", options.replicas);
  arguments.take("seed", options.seed);
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) { binary::validate(options); },
      [&](auto const& exec) {
    Clock const clock;
    auto const result = binary::recall_sequence(exec, options);
    io::write_sequence({}, options, origin, result, clock.seconds(),
                       command::binary_provenance(exec, options.how));
      });
}

nb::tuple forget_patterns(nb::kwargs const& given) {
  Arguments arguments(given);
  binary::ForgettingOptions options;
  binary::GivenPatterns patterns;
  auto const origin = patterns_of(arguments, patterns, options.N, options.P, 1000, 300);
  if (patterns.P > 0) options.given = &patterns;
  if (patterns.P > 0) options.networks = 1;
  arguments.take("limit", options.limit);
  arguments.take("T", options.T);
  arguments.take("sweeps", options.sweeps);
  arguments.take("networks", options.networks);
  arguments.take("threshold", options.threshold);
  options.rule = dynamics_of(arguments, "zero").rule();
  arguments.take("seed", options.seed);
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) { binary::validate(options); },
      [&](auto const& exec) {
    Clock const clock;
    io::ForgettingFile file({}, options, origin, command::binary_provenance(exec, options.how), {});
    std::vector<binary::ForgettingRow> rows;
    binary::forget(exec, options, 0, [&](binary::ForgettingRow const& row) {
      file.append(row);
      rows.push_back(row);
    });
    file.finish(binary::forgetting_of(options, rows), clock.seconds());
      });
}

nb::tuple sample_spins(nb::kwargs const& given) {
  Arguments arguments(given);
  binary::SamplingOptions options{.N = 512};
  auto couplings = couplings_of(arguments);
  bool const drawn = couplings.N == 0;
  if (!drawn) options.N = couplings.N;
  arguments.take("N", options.N);
  arguments.take("asymmetry", options.asymmetry);
  options.field = field_of(arguments, options.N);
  if (!drawn) {
    couplings.field = options.field;
    options.couplings = std::move(couplings);
  }
  arguments.take("T", options.T);
  arguments.take("sweeps", options.sweeps);
  arguments.take("discarded", options.discarded);
  std::int64_t replicas = options.replicas, networks = 0;
  arguments.take("replicas", replicas);
  arguments.take("networks", networks);
  expect(replicas >= 1, "replicas", "at least 1", replicas);
  options.networks = !drawn && networks == 0 ? 1 : command::planned_networks(networks, replicas);
  options.replicas = (replicas + options.networks - 1) / options.networks;
  auto const dynamics = dynamics_of(arguments, "glauber");
  options.rule = dynamics.rule();
  options.order = dynamics.sites();
  arguments.take("seed", options.seed);
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) { binary::validate(options); },
      [&](auto const& exec) {
    Clock const clock;
    auto const result = binary::sample(options);
    io::write_sampling({}, options, result, drawn ? "drawn" : "given", clock.seconds(),
                       command::binary_provenance(exec, options.how));
      });
}

struct ChainOptions {
  StopCallback should_stop = {};
};

nb::tuple exact_chain(nb::kwargs const& given) {
  Arguments arguments(given);
  ChainOptions options;
  int N = 8;
  double asymmetry = 0, T = 1;
  std::uint64_t seed = 0;
  std::string dynamics = "glauber";
  bool matrix = false;
  auto couplings = couplings_of(arguments);
  bool const drawn = couplings.N == 0;
  if (!drawn) N = static_cast<int>(couplings.N);
  arguments.take("N", N);
  arguments.take("asymmetry", asymmetry);
  auto const field = field_of(arguments, N);
  arguments.take("T", T);
  arguments.take("dynamics", dynamics);
  arguments.take("matrix", matrix);
  arguments.take("seed", seed);
  std::vector<std::pair<std::string, std::string>> origin{{"couplings", "given"}};
  if (drawn)
    origin = {
        {"couplings", "drawn"}, {"asymmetry", to_text(asymmetry)}, {"seed", std::to_string(seed)}};
  std::optional<binary::ExactChain> chain;
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) {
    expect(N <= binary::ExactChain::most_spins, "N", "at most 16 spins", N);
    expect(!matrix || N <= binary::ExactChain::most_spins_of_matrix, "matrix", "at most 12 spins",
           N);
    binary::SpinSystem system{.N = N, .J = std::move(couplings.J)};
    if (drawn) system = binary::random_couplings(N, asymmetry, seed);
    system.h = field;
    chain.emplace(std::move(system), binary::chain_dynamics_of(dynamics), T);
      },
      [&](auto const&) {
    auto const summary = binary::summarise(*chain);
    io::write_chain({}, {.chain = *chain, .summary = summary, .origin = origin, .matrix = matrix});
  });
}

nb::tuple recognise_state(nb::handle patterns, nb::handle state) {
  binary::GivenPatterns known, one;
  read("patterns", patterns, known);
  auto const row = nb::module_::import_("numpy").attr("atleast_2d")(state);
  read("state", row, one);
  expect(one.P == 1 && one.N == known.N, "state", "a sign for each neuron", one.N);
  auto const found = binary::recognise(known.entries, one.entries);
  return nb::make_tuple(found.mu, found.overlap, found.margin);
}

nb::tuple mutual(nb::handle patterns, nb::handle keep) {
  binary::GivenPatterns known;
  int most = 0;
  read("patterns", patterns, known);
  read("keep", keep, most);
  auto const found = binary::mutual_overlaps(known.entries, static_cast<int>(known.N), most);
  nb::list pairs;
  for (auto const& pair : found.largest) pairs.append(nb::make_tuple(pair.mu, pair.nu, pair.q));
  return nb::make_tuple(found.mean_absolute, found.mean, pairs);
}

}  // namespace

void add_binary_networks(nb::module_& module) {
  module.def("binary_sequence", &recall, "Patterns that follow each other: (arrays, attributes).");
  module.def("binary_forgetting", &forget_patterns, "Limited couplings: (arrays, attributes).");
  module.def("binary_sample", &sample_spins, "Spins with any couplings: (arrays, attributes).");
  module.def("binary_chain", &exact_chain, "An exact chain: (arrays, attributes).");
  module.def("recognise", &recognise_state, nb::arg("patterns"), nb::arg("state"),
             "(pattern, overlap, margin)");
  module.def("mutual_overlaps", &mutual, nb::arg("patterns"), nb::arg("keep"),
             "(mean |q|, mean q, largest pairs)");
}

}  // namespace mattis::python
