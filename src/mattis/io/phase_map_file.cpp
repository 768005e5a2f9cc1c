// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/phase_map_file.hpp>

#include <cstdint>
#include <span>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;
using binary::PhaseMapOptions;
using binary::PhaseMapRow;

/// Calls take(name, value) for all that decides a row, but for its load.
template <class Take>
void for_each_option(PhaseMapOptions const& options, std::string const& source, Take const& take) {
  take("N", options.N);
  take("corruption", options.corruption);
  take("replicas", options.replicas);
  take("networks", options.draws);
  take("sweeps", options.sweeps);
  take("dynamics", std::string(name_of(options.rule)));
  take("order", std::string(name_of(options.order)));
  take("seed", options.seed);
  take("patterns", source);
}

std::string text_of(double value) { return to_text(value); }
std::string text_of(std::int64_t value) { return to_text(value); }
std::string text_of(std::uint64_t value) { return std::to_string(value); }
std::string text_of(std::string const& value) { return value; }

}  // namespace

PhaseMapFile::PhaseMapFile(fs::path const& target, PhaseMapOptions const& options,
                           Provenance const& provenance, std::string const& source,
                           std::vector<std::string> const& names,
                           std::vector<PhaseMapRow> const& finished)
    : part_(target, !finished.empty()), file_(Hdf5File::create_in_memory(part_.part())) {
  if (finished.empty() && fs::exists(part()))
    throw_unexpected("out", "no rows of an earlier run, or --resume to go on from them",
                     part().string());
  file_.set_attribute("command", "binary phase-map");
  for_each_option(options, source,
                  [&](char const* name, auto const& value) { file_.set_attribute(name, value); });
  write_provenance(file_, provenance);
  file_.write<double>("temperature", {options.temperatures.size()}, options.temperatures);
  for (auto const& name : names) file_.append_text("names", name);
  for (auto const& row : finished) add(row);
}

void PhaseMapFile::add(PhaseMapRow const& row) {
  auto const append = [&](char const* name, std::vector<double> const& values) {
    file_.append<double>(name, {values.size()}, values);
  };
  append("m", row.m);
  append("m_se", row.m_se);
  append("right", row.right);
  file_.append("P", row.P);
  file_.append("load", row.load);
  file_.append("attempts", row.attempts);
  file_.append("flips", row.flips);
  sweep_seconds_ += row.seconds;
  ++rows_;
}

void PhaseMapFile::append(PhaseMapRow const& row) {
  add(row);
  part_.replace(file_.image());
}

void PhaseMapFile::finish(PhaseLines const& lines, double wall_seconds) {
  auto const write = [&](char const* name, std::vector<double> const& T) {
    file_.write<double>(name, {T.size()}, T);
  };
  write("T_g", lines.T_g);
  write("T_M", lines.T_M);
  write("T_c", lines.T_c);
  file_.set_attribute("wall_seconds", wall_seconds);
  file_.set_attribute("sweep_seconds", sweep_seconds_);
  part_.replace(file_.image());
  part_.commit();
}

std::vector<PhaseMapRow> read_finished_rows(fs::path const& target, PhaseMapOptions const& options,
                                            Provenance const& provenance,
                                            std::string const& source) {
  auto const path = PartFile::part_of(target);
  if (!fs::exists(path)) return {};
  auto const file = Hdf5File::open(path);
  auto const same = [&](std::string const& name, auto const& expected) {
    using Value = std::remove_cvref_t<decltype(expected)>;
    auto const got = file.has_attribute(name) ? text_of(file.attribute<Value>(name)) : "none";
    if (got != text_of(expected))
      throw_unexpected("resume", "rows of " + name + " = " + text_of(expected),
                       path.string() + " (" + name + " = " + got + ")");
  };
  same("version", provenance.version);
  same("git_hash", provenance.git_hash);
  for_each_option(options, source, [&](char const* name, auto const& value) { same(name, value); });
  if (file.read<double>("temperature") != options.temperatures)
    throw_unexpected("resume", "rows of these temperatures", path.string());
  auto const P = file.read<std::int64_t>("P");
  auto const width = options.temperatures.size();
  auto const expect_table = [&](char const* name) {
    if (file.extents(name) != Extents{P.size(), width})
      throw_unexpected(path.string() + ": " + name, "shape " + shape_text({P.size(), width}),
                       shape_text(file.extents(name)));
    return file.read<double>(name);
  };
  auto const expect_column = [&](char const* name) {
    if (file.extents(name) != Extents{P.size()})
      throw_unexpected(path.string() + ": " + name, "shape " + shape_text(Extents{P.size()}),
                       shape_text(file.extents(name)));
    return file.read<std::int64_t>(name);
  };
  auto const m = expect_table("m"), m_se = expect_table("m_se"), right = expect_table("right");
  auto const attempts = expect_column("attempts"), flips = expect_column("flips");
  std::vector<PhaseMapRow> rows;
  for (std::size_t i = 0; i < P.size(); ++i) {
    if (i >= options.loads.size() || P[i] != options.loads[i])
      throw_unexpected("resume", "rows of these loads", path.string());
    auto const part = [&](std::vector<double> const& table) {
      auto const begin = table.begin() + static_cast<std::ptrdiff_t>(i * width);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width));
    };
    rows.push_back({.P = P[i],
                    .load = static_cast<double>(P[i]) / static_cast<double>(options.N),
                    .m = part(m),
                    .m_se = part(m_se),
                    .right = part(right),
                    .attempts = attempts[i],
                    .flips = flips[i]});
  }
  return rows;
}

}  // namespace mattis::io
