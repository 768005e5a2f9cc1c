// SPDX-License-Identifier: BSD-3-Clause
// Networks started from cues: retrieval, and maps of it.
#include "parts.hpp"
#include "replica_symmetry.hpp"
#include "spins.hpp"

#include <mattis/binary/phase_map.hpp>
#include <mattis/binary/retrieval.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/io/phase_map_file.hpp>
#include <mattis/io/retrieval_file.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace nb = nanobind;

namespace mattis::python {
namespace {

nb::tuple retrieve_cues(nb::kwargs const& given) {
  Arguments arguments(given);
  binary::RetrievalOptions options;
  Learned const learned(arguments, options.N, options.P, 1000, 50, /*with_couplings=*/true);
  arguments.take("T", options.T);
  arguments.take("corruption", options.corruption);
  arguments.take("sweeps", options.sweeps);
  std::int64_t replicas = options.replicas, networks = 0;
  arguments.take("replicas", replicas);
  arguments.take("networks", networks);
  expect(replicas >= 1, "replicas", "at least 1", replicas);
  bool const one_network = learned.given() != nullptr || learned.couplings.N > 0;
  options.networks =
      one_network && networks == 0 ? 1 : command::planned_networks(networks, replicas);
  options.replicas = (replicas + options.networks - 1) / options.networks;
  auto const dynamics = dynamics_of(arguments, "glauber");
  options.rule = dynamics.rule();
  options.order = dynamics.sites();
  arguments.take("cue", options.cue);
  arguments.take("mixture", options.mixture);
  arguments.take("seed", options.seed);
  options.given = learned.given();
  options.learning = learned.learning;
  io::RetrievalOrigin origin{
      .patterns = learned.origin(), .names = learned.names, .learning = learned.text()};
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) { binary::validate(options); },
      [&](auto const& exec) {
    bool const known = learned.is_plain() && options.order != SpinOrder::parallel &&
                       options.rule != SpinRule::zero && options.mixture == 0;
    if (known) {
      auto const load = static_cast<double>(options.P) / static_cast<double>(options.N);
      if (auto const m = command::retrieval_overlap(load, options.T)) origin.m_theory = m->value;
    }
    Clock const clock;
    auto const result = binary::retrieve(exec, options);
    io::write_retrieval({}, options, result, origin, clock.seconds(),
                        command::binary_provenance(exec, options.how));
      });
}

nb::tuple map_phases(nb::kwargs const& given) {
  Arguments arguments(given);
  binary::PhaseMapOptions options;
  std::int64_t P = 0;
  Learned const learned(arguments, options.N, P, 513, 0);
  arguments.need("loads", options.loads);
  arguments.need("temperatures", options.temperatures);
  arguments.take("corruption", options.corruption);
  arguments.take("replicas", options.replicas);
  arguments.take("networks", options.draws);
  arguments.take("sweeps", options.sweeps);
  auto const dynamics = dynamics_of(arguments, "metropolis");
  options.rule = dynamics.rule();
  options.order = dynamics.sites();
  arguments.take("seed", options.seed);
  options.given = learned.given();
  options.learning = learned.learning;
  if (options.given != nullptr)
    for (auto const load : options.loads)
      expect(load <= learned.patterns.P, "loads", "at most the patterns given", load);
  io::PhaseMapSetting const setting{.options = options,
                                    .patterns = learned.origin(),
                                    .learning = learned.text(),
                                    .names = learned.names};
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) { binary::validate(options); },
      [&](auto const& exec) {
    Clock const clock;
    io::PhaseMapFile file({}, setting, command::binary_provenance(exec, options.how), {});
    binary::phase_map(exec, options, 0, [&](binary::PhaseMapRow const& row) { file.append(row); });
    std::vector<double> const none(options.loads.size(), NAN);
    io::PhaseLines lines{.T_g = none, .T_M = none, .T_c = none};
    bool const hebb = learned.learning.is_implicit() && learned.learning.field.empty();
    if (hebb) lines = command::phase_lines(options.loads, options.N);
    file.finish(lines, clock.seconds());
      });
}

}  // namespace

void add_binary_cues(nb::module_& module) {
  module.def("binary_retrieve", &retrieve_cues, "Retrieval: (arrays, attributes).");
  module.def("binary_phase_map", &map_phases, "Over loads and temperatures: (arrays, attributes).");
}

}  // namespace mattis::python
