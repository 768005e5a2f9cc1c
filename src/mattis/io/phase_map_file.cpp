// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/phase_map_file.hpp>

#include <cstdint>
#include <span>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;
using binary::PhaseMapRow;

/// Calls take(name, value) for all that decides a row, but for its load.
template <class Take>
void for_each_option(PhaseMapSetting const& setting, Take const& take) {
  auto const& options = setting.options;
  take("N", options.N);
  take("corruption", options.corruption);
  take("replicas", options.replicas);
  take("networks", options.draws);
  take("sweeps", options.sweeps);
  take("dynamics", std::string(name_of(options.rule)));
  take("order", std::string(name_of(options.order)));
  take("seed", options.seed);
  take("patterns", setting.patterns);
  take("learning", setting.learning);
}

}  // namespace

PhaseMapFile::PhaseMapFile(fs::path const& target, PhaseMapSetting const& setting,
                           Provenance const& provenance, std::vector<PhaseMapRow> const& finished)
    : file_(target, !finished.empty()) {
  auto& file = file_.file();
  auto const& temperatures = setting.options.temperatures;
  file.set_attribute("command", "binary phase-map");
  for_each_option(setting,
                  [&](char const* name, auto const& value) { file.set_attribute(name, value); });
  write_provenance(file, provenance);
  file.write<double>("temperature", {temperatures.size()}, temperatures);
  for (auto const& name : setting.names) file.append_text("names", name);
  for (auto const& row : finished) add(row);
}

void PhaseMapFile::add(PhaseMapRow const& row) {
  auto& file = file_.file();
  auto const append = [&](char const* name, std::vector<double> const& values) {
    file.append<double>(name, {values.size()}, values);
  };
  append("m", row.m);
  append("m_se", row.m_se);
  append("right", row.right);
  file.append("P", row.P);
  file.append("load", row.load);
  file.append("attempts", row.attempts);
  file.append("flips", row.flips);
  sweep_seconds_ += row.seconds;
  ++rows_;
}

void PhaseMapFile::append(PhaseMapRow const& row) {
  file_.append([&](Hdf5File&) { add(row); });
}

void PhaseMapFile::finish(PhaseLines const& lines, double wall_seconds) {
  auto& file = file_.file();
  auto const write = [&](char const* name, std::vector<double> const& T) {
    file.write<double>(name, {T.size()}, T);
  };
  write("T_g", lines.T_g);
  write("T_M", lines.T_M);
  write("T_c", lines.T_c);
  file.set_attribute("wall_seconds", wall_seconds);
  file.set_attribute("sweep_seconds", sweep_seconds_);
  file_.commit();
}

std::vector<PhaseMapRow> read_finished_rows(fs::path const& target, PhaseMapSetting const& setting,
                                            Provenance const& provenance) {
  auto const& options = setting.options;
  auto const path = PartFile::part_of(target);
  if (!fs::exists(path)) return {};
  auto const file = Hdf5File::open(path);
  detail::RowComparison const part{file, path};
  part.same("version", provenance.version);
  part.same("git_hash", provenance.git_hash);
  for_each_option(setting, [&](char const* name, auto const& value) { part.same(name, value); });
  if (file.read<double>("temperature") != options.temperatures)
    throw_unexpected("resume", "rows of these temperatures", path.string());
  auto const P = file.read<std::int64_t>("P");
  auto const width = options.temperatures.size();
  auto const expect_table = [&](char const* name) {
    part.expect_shape(name, {P.size(), width});
    return file.read<double>(name);
  };
  auto const expect_column = [&](char const* name) {
    part.expect_shape(name, {P.size()});
    return file.read<std::int64_t>(name);
  };
  auto const m = expect_table("m"), m_se = expect_table("m_se"), right = expect_table("right");
  auto const attempts = expect_column("attempts"), flips = expect_column("flips");
  std::vector<PhaseMapRow> rows;
  for (std::size_t i = 0; i < P.size(); ++i) {
    if (i >= options.loads.size() || P[i] != options.loads[i])
      throw_unexpected("resume", "rows of these loads", path.string());
    auto const row_of = [&](std::vector<double> const& table) {
      auto const begin = table.begin() + static_cast<std::ptrdiff_t>(i * width);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width));
    };
    rows.push_back({.P = P[i],
                    .load = static_cast<double>(P[i]) / static_cast<double>(options.N),
                    .m = row_of(m),
                    .m_se = row_of(m_se),
                    .right = row_of(right),
                    .attempts = attempts[i],
                    .flips = flips[i]});
  }
  return rows;
}

}  // namespace mattis::io
