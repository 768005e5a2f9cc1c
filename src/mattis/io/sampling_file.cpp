// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/sampling_file.hpp>

namespace mattis::io {

void write_sampling(std::filesystem::path const& path, binary::SamplingOptions const& options,
                    binary::Sampling const& result, std::string const& couplings,
                    double wall_seconds, Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.write("energy", result.energy);
  file.write("magnetisation", result.magnetisation);
  file.write("least_energy", result.least_energy);
  file.write("flips", result.flips);
  detail::write_column(file, "energy_course", result.energy_course);
  detail::write_q_distribution(file, result.q_distribution);
  detail::write_endings(file, result.endings);
  if (!options.field.empty()) detail::write_column(file, "field", options.field);
  file.set_attribute("command", "binary sample");
  file.set_attribute("couplings", couplings);
  file.set_attribute("N", options.N);
  file.set_attribute("asymmetry", options.asymmetry);
  file.set_attribute("T", options.T);
  file.set_attribute("sweeps", options.sweeps);
  file.set_attribute("discarded", options.discarded);
  file.set_attribute("replicas", options.replicas);
  file.set_attribute("networks", options.networks);
  file.set_attribute("dynamics", name_of(options.rule));
  file.set_attribute("order", name_of(options.order));
  file.set_attribute("seed", options.seed);
  detail::set_estimate(file, "mean_energy", result.mean_energy);
  detail::set_estimate(file, "mean_magnetisation", result.mean_magnetisation);
  detail::set_estimate(file, "mean_q", result.q);
  detail::set_estimate(file, "mean_q_squared", result.q_squared);
  file.set_attribute("energy_se_of_series", result.energy_series.se);
  file.set_attribute("energy_tau", result.energy_series.tau);
  file.set_attribute("attempts", result.attempts);
  file.set_attribute("sweep_seconds", result.seconds);
  file.set_attribute("drift", result.drift);
  detail::finish(file, wall_seconds, provenance);
}

}  // namespace mattis::io
