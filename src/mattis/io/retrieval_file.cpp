// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/retrieval_file.hpp>

namespace mattis::io {

using detail::finish;
using detail::set_estimate;
using detail::write_column;

void write_retrieval(std::filesystem::path const& path, binary::RetrievalOptions const& options,
                     binary::Retrieval const& result, RetrievalOrigin const& origin,
                     double wall_seconds, Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  auto const& run = result.run;
  file.write("m", run.m);
  file.write("m_start", run.m_start);
  file.write("m_nearest", run.m_nearest);
  file.write("energy", run.energy);
  file.write("cue", run.cue);
  file.write("nearest", run.nearest);
  file.write("flips", run.flips);
  write_column(file, "course", result.course);
  write_column(file, "energy_course", result.energy_course);
  detail::write_q_distribution(file, result.q_distribution);
  detail::write_endings(file, result.endings);
  for (auto const& name : origin.names) file.append_text("names", name);
  file.set_attribute("command", "binary retrieve");
  file.set_attribute("patterns", origin.patterns);
  file.set_attribute("learning", origin.learning);
  if (!options.learning.field.empty()) write_column(file, "field", options.learning.field);
  file.set_attribute("drift", run.drift);
  if (options.cue) file.set_attribute("cue", *options.cue);
  file.set_attribute("m_theory", origin.m_theory);
  file.set_attribute("N", options.N);
  file.set_attribute("P", options.P);
  file.set_attribute("T", options.T);
  file.set_attribute("corruption", options.corruption);
  file.set_attribute("sweeps", options.sweeps);
  file.set_attribute("replicas", options.replicas);
  file.set_attribute("networks", options.networks);
  file.set_attribute("dynamics", name_of(options.rule));
  file.set_attribute("order", name_of(options.order));
  file.set_attribute("seed", options.seed);
  set_estimate(file, "mean_m", result.m);
  set_estimate(file, "mean_m_nearest", result.m_nearest);
  set_estimate(file, "right", result.right);
  set_estimate(file, "mean_energy", result.energy);
  set_estimate(file, "mean_q", result.q);
  set_estimate(file, "flips_per_neuron", result.familiarity);
  file.set_attribute("attempts", run.attempts);
  file.set_attribute("sweep_seconds", run.seconds);
  finish(file, wall_seconds, provenance);
}

}  // namespace mattis::io
