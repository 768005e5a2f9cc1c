// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/sequence_file.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace mattis::io {

void write_sequence(std::filesystem::path const& path, binary::SequenceOptions const& options,
                    std::string const& patterns, binary::Sequence const& result,
                    double wall_seconds, Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.write("m", result.m);
  detail::write_estimates(file, "lead", result.lead);
  detail::set_estimate(file, "in_order", result.in_order);
  file.set_attribute("command", "binary sequence");
  file.set_attribute("patterns", patterns);
  file.set_attribute("N", options.N);
  file.set_attribute("P", options.P);
  file.set_attribute("stay", options.stay);
  file.set_attribute("go", options.go);
  file.set_attribute("cyclic", options.cyclic);
  file.set_attribute("T", options.T);
  file.set_attribute("corruption", options.corruption);
  file.set_attribute("replicas", options.replicas);
  file.set_attribute("seed", options.seed);
  detail::finish(file, wall_seconds, provenance);
}

Parameters sequence_parameters(binary::SequenceOptions const& options, std::string const& patterns,
                               Provenance const& provenance) {
  auto all = identity(provenance);
  all.insert(all.end(), {{"command", "binary sequence"},
                         {"patterns", patterns},
                         {"N", to_text(options.N)},
                         {"P", to_text(options.P)},
                         {"stay", to_text(options.stay)},
                         {"go", to_text(options.go)},
                         {"cyclic", options.cyclic ? "true" : "false"},
                         {"T", to_text(options.T)},
                         {"corruption", to_text(options.corruption)},
                         {"steps", to_text(steps_of(options))},
                         {"replicas", to_text(options.replicas)},
                         {"seed", std::to_string(options.seed)}});
  return all;
}

void write_checkpoint(std::filesystem::path const& path, binary::SequenceOptions const& options,
                      std::string const& patterns, binary::SequenceCheckpoint const& checkpoint,
                      Provenance const& provenance) {
  replace_checkpoint(path, sequence_parameters(options, patterns, provenance), [&](Hdf5File& file) {
    file.set_attribute("step", checkpoint.step);
    auto const& states = checkpoint.states;
    std::vector<std::int64_t> const words(states.data(), states.data() + states.size());
    file.write<std::int64_t>("states", {states.extent(0), states.extent(1), states.extent(2)},
                             words);
    file.write("m", checkpoint.m);
  });
}

binary::SequenceCheckpoint read_checkpoint(std::filesystem::path const& path,
                                           binary::SequenceOptions const& options,
                                           std::string const& patterns,
                                           Provenance const& provenance) {
  auto const file = open_checkpoint(path, sequence_parameters(options, patterns, provenance));
  return {.step = file.attribute<std::int64_t>("step"),
          .states = read_array<HostArray<std::uint32_t***>>(file, "states"),
          .m = read_array<HostArray<double***>>(file, "m")};
}

}  // namespace mattis::io
