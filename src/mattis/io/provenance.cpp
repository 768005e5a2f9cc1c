// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/provenance.hpp>
#include <mattis/lanes/instruction_set.hpp>
#include <mattis/version.hpp>

#include <utility>

namespace mattis::io {

std::string simd_set() { return lanes::default_instruction_set().name; }

std::vector<std::string> available_simd_sets() {
  std::vector<std::string> names;
  for (auto const* set : lanes::available_instruction_sets()) names.emplace_back(set->name);
  return names;
}

Provenance make_provenance(std::string execution_space, std::string const& implementation,
                           std::string device, std::string precision, int threads) {
  execution_space.append(" ").append(implementation);
  return {.version = version(),
          .git_hash = git_hash(),
          .backend = std::move(execution_space),
          .device = std::move(device),
          .precision = std::move(precision),
          .threads = threads};
}

void write_provenance(Hdf5File& file, Provenance const& provenance) {
  file.set_attribute("version", provenance.version);
  file.set_attribute("git_hash", provenance.git_hash);
  file.set_attribute("backend", provenance.backend);
  file.set_attribute("device", provenance.device);
  file.set_attribute("precision", provenance.precision);
  file.set_attribute("threads", provenance.threads);
}

}  // namespace mattis::io
