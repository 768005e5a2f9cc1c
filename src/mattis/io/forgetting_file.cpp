// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/forgetting_file.hpp>

#include <cstddef>
#include <cstdint>

namespace mattis::io {

namespace {

/// Calls take(name, value) for all that decides a row, but for the number of its network.
template <class Take>
void for_each_option(binary::ForgettingOptions const& options, std::string const& patterns,
                     Take const& take) {
  take("command", std::string("binary forgetting"));
  take("patterns", patterns);
  take("N", options.N);
  take("P", options.P);
  take("limit", limit_of(options));
  take("T", options.T);
  take("sweeps", options.sweeps);
  take("networks", options.networks);
  take("threshold", options.threshold);
  take("dynamics", std::string(name_of(options.rule)));
  take("seed", options.seed);
}

}  // namespace

ForgettingFile::ForgettingFile(std::filesystem::path const& target,
                               binary::ForgettingOptions const& options,
                               std::string const& patterns, Provenance const& provenance,
                               std::vector<binary::ForgettingRow> const& finished)
    : file_(target, !finished.empty()) {
  auto& file = file_.file();
  for_each_option(options, patterns,
                  [&](char const* name, auto const& value) { file.set_attribute(name, value); });
  write_provenance(file, provenance);
  for (auto const& row : finished) add(row);
}

void ForgettingFile::add(binary::ForgettingRow const& row) {
  file_.file().append<double>("m_run", {row.m.size()}, row.m);
  ++rows_;
}

void ForgettingFile::append(binary::ForgettingRow const& row) {
  file_.append([&](Hdf5File&) { add(row); });
}

void ForgettingFile::finish(binary::Forgetting const& result, double wall_seconds) {
  auto& file = file_.file();
  detail::write_estimates(file, "m", result.m);
  detail::set_estimate(file, "remembered", result.remembered);
  file.set_attribute("wall_seconds", wall_seconds);
  file_.commit();
}

std::vector<binary::ForgettingRow> read_finished_rows(std::filesystem::path const& target,
                                                      binary::ForgettingOptions const& options,
                                                      std::string const& patterns,
                                                      Provenance const& provenance) {
  auto const path = PartFile::part_of(target);
  if (!std::filesystem::exists(path)) return {};
  auto const file = Hdf5File::open(path);
  detail::RowComparison const part{file, path};
  part.same("version", provenance.version);
  part.same("git_hash", provenance.git_hash);
  for_each_option(options, patterns,
                  [&](char const* name, auto const& value) { part.same(name, value); });
  auto const P = static_cast<std::size_t>(options.P);
  auto const shape = file.extents("m_run");
  std::size_t const networks = shape.empty() ? 0 : shape[0];
  part.expect_shape("m_run", {networks, P});
  expect(networks <= static_cast<std::size_t>(options.networks), "resume", "rows of these networks",
         static_cast<std::int64_t>(networks));
  auto const m = file.read<double>("m_run");
  std::vector<binary::ForgettingRow> rows;
  for (std::size_t n = 0; n < networks; ++n) {
    auto const begin = m.begin() + static_cast<std::ptrdiff_t>(n * P);
    rows.push_back({.m = {begin, begin + static_cast<std::ptrdiff_t>(P)}});
  }
  return rows;
}

}  // namespace mattis::io
