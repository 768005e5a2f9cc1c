// SPDX-License-Identifier: BSD-3-Clause
// The readers of HDF5 files of binary networks: couplings, and maps and scans to go on with.
#include <fuzz/hdf5_program.hpp>
#include <fuzz/refusal.hpp>
#include <fuzz/scratch_file.hpp>

#include <mattis/io/couplings_file.hpp>
#include <mattis/io/phase_map_file.hpp>
#include <mattis/io/scan_file.hpp>

#include <cstdint>
#include <vector>

namespace {

using namespace mattis;
using fuzz::ExpectedAttribute;
using fuzz::ExpectedDataset;

io::Provenance const provenance{.version = "0",
                                .git_hash = "0",
                                .backend = "OpenMP",
                                .device = "any",
                                .precision = "integer",
                                .threads = 1};

void read_some_couplings(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  static ExpectedDataset const datasets[] = {{"J", {3, 3}}};
  fuzz::write_hdf5(path, datasets, {}, choices);
  fuzz::accept_or_refuse([&] { io::read_couplings(path); });
}

/// "name.part" of a target "name".
std::filesystem::path target_of(std::filesystem::path path) { return path.replace_extension(); }

std::vector<ExpectedAttribute> const shared_attributes{
    {"version", "0"},           {"git_hash", "0"},     {"N", nullptr},
    {"replicas", nullptr},      {"networks", nullptr}, {"sweeps", nullptr},
    {"dynamics", "metropolis"}, {"order", "random"},   {"seed", nullptr}};

void read_map(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  // Every number is 1 where the bytes say nothing else.
  static binary::PhaseMapOptions const options{.N = 1,
                                               .loads = {1, 1},
                                               .temperatures = {1, 1, 1},
                                               .corruption = 1,
                                               .replicas = 1,
                                               .draws = 1,
                                               .sweeps = 1,
                                               .seed = 1};
  static ExpectedDataset const datasets[] = {{"temperature", {3}}, {"m", {2, 3}}, {"m_se", {2, 3}},
                                             {"right", {2, 3}},    {"P", {2}},    {"load", {2}},
                                             {"attempts", {2}},    {"flips", {2}}};
  auto attributes = shared_attributes;
  attributes.push_back({"corruption", nullptr});
  attributes.push_back({"patterns", "random"});
  attributes.push_back({"learning", "hebb"});
  fuzz::write_hdf5(path, datasets, attributes, choices);
  fuzz::accept_or_refuse(
      [&] { io::read_finished_rows(target_of(path), {.options = options}, provenance); });
}

void read_scan(std::filesystem::path const& path, FuzzedDataProvider& choices) {
  static binary::ScanOptions const options{.N = 1,
                                           .replicas = 1,
                                           .networks = 1,
                                           .sweeps = 1,
                                           .threshold = 1,
                                           .rule = SpinRule::metropolis,
                                           .seed = 1};
  static io::ScanSetting const setting{.name = "basin",
                                       .along = "m_start",
                                       .P = 1,
                                       .T = 1.0,
                                       .options = options,
                                       .points = {{.at = 1}, {.at = 1}},
                                       .graded = 1};
  static ExpectedDataset const datasets[] = {
      {"m_start", {2}},  {"m_run", {2, 1, 1}}, {"retrieved_run", {2, 1, 1}},
      {"m_theory", {2}}, {"m_graded", {2}},    {"m_graded_se", {2}},
      {"attempts", {2}}, {"flips", {2}}};
  auto attributes = shared_attributes;
  attributes.push_back({"command", "binary basin"});
  attributes.push_back({"patterns", "random"});
  attributes.push_back({"learning", "hebb"});
  for (auto const* number : {"P", "T", "threshold", "graded"})
    attributes.push_back({number, nullptr});
  fuzz::write_hdf5(path, datasets, attributes, choices);
  fuzz::accept_or_refuse([&] { io::read_finished_rows(target_of(path), setting, provenance); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static fuzz::ScratchFile const couplings("couplings.h5"), part("rows.part");
  FuzzedDataProvider choices(data, size);
  switch (choices.ConsumeIntegralInRange(0, 2)) {
    case 0:
      read_some_couplings(couplings.path(), choices);
      break;
    case 1:
      read_map(part.path(), choices);
      break;
    default:
      read_scan(part.path(), choices);
  }
  return 0;
}
