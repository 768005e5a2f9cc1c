// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/scan_file.hpp>

#include <vector>

namespace mattis::io {

using detail::finish;
using detail::set_estimate;
using detail::write_column;
using detail::write_estimates;

void write_scan(std::filesystem::path const& path, std::string const& name,
                std::string const& along, std::int64_t P, std::string const& learning,
                binary::ScanOptions const& options, binary::Scan const& scan, double wall_seconds,
                Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  std::vector<double> at;
  std::vector<binary::Estimate> m, retrieved;
  for (auto const& row : scan.rows) {
    at.push_back(row.at);
    m.push_back(row.m);
    retrieved.push_back(row.retrieved);
  }
  write_column(file, along, at);
  write_estimates(file, "m", m);
  write_estimates(file, "retrieved", retrieved);
  file.set_attribute("command", "binary " + name);
  file.set_attribute("N", options.N);
  if (P > 0) file.set_attribute("P", P);
  file.set_attribute("learning", learning);
  if (!options.learning.field.empty()) write_column(file, "field", options.learning.field);
  file.set_attribute("T", options.T);
  file.set_attribute("replicas", options.replicas);
  file.set_attribute("networks", options.networks);
  file.set_attribute("sweeps", options.sweeps);
  file.set_attribute("threshold", options.threshold);
  file.set_attribute("dynamics", name_of(options.rule));
  file.set_attribute("order", name_of(options.order));
  file.set_attribute("seed", options.seed);
  set_estimate(file, "half", scan.half);
  file.set_attribute("attempts", scan.attempts);
  file.set_attribute("flips", scan.flips);
  file.set_attribute("sweep_seconds", scan.seconds);
  finish(file, wall_seconds, provenance);
}

void write_sequence(std::filesystem::path const& path, binary::SequenceOptions const& options,
                    binary::Sequence const& result, double wall_seconds,
                    Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  file.write("m", result.m);
  write_estimates(file, "lead", result.lead);
  set_estimate(file, "in_order", result.in_order);
  file.set_attribute("command", "binary sequence");
  file.set_attribute("N", options.N);
  file.set_attribute("P", options.P);
  file.set_attribute("stay", options.stay);
  file.set_attribute("go", options.go);
  file.set_attribute("cyclic", options.cyclic);
  file.set_attribute("T", options.T);
  file.set_attribute("corruption", options.corruption);
  file.set_attribute("replicas", options.replicas);
  file.set_attribute("seed", options.seed);
  finish(file, wall_seconds, provenance);
}

void write_forgetting(std::filesystem::path const& path, binary::ForgettingOptions const& options,
                      binary::Forgetting const& result, double wall_seconds,
                      Provenance const& provenance) {
  auto file = Hdf5File::create(path);
  write_estimates(file, "m", result.m);
  set_estimate(file, "remembered", result.remembered);
  file.set_attribute("command", "binary forgetting");
  file.set_attribute("N", options.N);
  file.set_attribute("P", options.P);
  file.set_attribute("limit", result.limit);
  file.set_attribute("T", options.T);
  file.set_attribute("sweeps", options.sweeps);
  file.set_attribute("networks", options.networks);
  file.set_attribute("threshold", options.threshold);
  file.set_attribute("dynamics", name_of(options.rule));
  file.set_attribute("seed", options.seed);
  finish(file, wall_seconds, provenance);
}

}  // namespace mattis::io
