// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/detail/estimates.hpp>
#include <mattis/io/scan_file.hpp>

#include <cstddef>
#include <vector>

namespace mattis::io {

using detail::finish;
using detail::set_estimate;
using detail::write_column;
using detail::write_estimates;

namespace {

/// Calls take(name, value) for all that decides a row, but for the point that it is of.
template <class Take>
void for_each_option(ScanSetting const& setting, Take const& take) {
  auto const& options = setting.options;
  take("command", "binary " + setting.name);
  take("N", options.N);
  if (setting.P > 0) take("P", setting.P);
  if (setting.T) take("T", *setting.T);
  take("replicas", options.replicas);
  take("networks", options.networks);
  take("sweeps", options.sweeps);
  take("threshold", options.threshold);
  take("dynamics", std::string(name_of(options.rule)));
  take("order", std::string(name_of(options.order)));
  take("seed", options.seed);
  take("graded", setting.graded);
  take("patterns", setting.patterns);
  take("learning", setting.learning);
}

}  // namespace

ScanFile::ScanFile(std::filesystem::path const& target, ScanSetting const& setting,
                   Provenance const& provenance, std::vector<ScanFileRow> const& finished)
    : along_(setting.along), options_(setting.options), file_(target, !finished.empty()) {
  auto& file = file_.file();
  for_each_option(setting,
                  [&](char const* name, auto const& value) { file.set_attribute(name, value); });
  write_provenance(file, provenance);
  for (auto const& row : finished) add(row);
}

void ScanFile::add(ScanFileRow const& one) {
  auto& file = file_.file();
  auto const& row = one.row;
  auto const append = [&](std::string const& name, binary::Estimate estimate) {
    file.append(name, estimate.mean);
    file.append(name + "_se", estimate.se);
  };
  file.append(along_, row.at);
  append("m", overlap_of(options_, row));
  append("retrieved", retrieved_of(options_, row));
  file.append("m_theory", one.m_theory);
  append("m_graded", one.m_graded);
  Extents const runs{static_cast<std::size_t>(options_.networks),
                     static_cast<std::size_t>(options_.replicas)};
  file.append<double>("m_run", runs, row.m);
  file.append<double>("retrieved_run", runs, row.retrieved);
  file.append("attempts", row.attempts);
  file.append("flips", row.flips);
  attempts_ += row.attempts;
  flips_ += row.flips;
  sweep_seconds_ += row.seconds;
  ++rows_;
}

void ScanFile::append(ScanFileRow const& row) {
  file_.append([&](Hdf5File&) { add(row); });
}

void ScanFile::finish(TheoryCurve const& theory, binary::Estimate half, double wall_seconds) {
  auto& file = file_.file();
  if (!theory.at.empty()) {
    write_column(file, "theory_at", theory.at);
    write_column(file, "theory_m", theory.m);
  }
  set_estimate(file, "half", half);
  file.set_attribute("attempts", attempts_);
  file.set_attribute("flips", flips_);
  file.set_attribute("sweep_seconds", sweep_seconds_);
  file.set_attribute("wall_seconds", wall_seconds);
  file_.commit();
}

std::vector<ScanFileRow> read_finished_rows(std::filesystem::path const& target,
                                            ScanSetting const& setting,
                                            Provenance const& provenance) {
  auto const path = PartFile::part_of(target);
  if (!std::filesystem::exists(path)) return {};
  auto const file = Hdf5File::open(path);
  detail::RowComparison const part{file, path};
  part.same("version", provenance.version);
  part.same("git_hash", provenance.git_hash);
  for_each_option(setting, [&](char const* name, auto const& value) { part.same(name, value); });
  auto const at = file.read<double>(setting.along);
  auto const column = [&]<class T>(char const* name, T) {
    part.expect_shape(name, {at.size()});
    return file.read<T>(name);
  };
  auto const networks = static_cast<std::size_t>(setting.options.networks);
  auto const replicas = static_cast<std::size_t>(setting.options.replicas);
  auto const table = [&](char const* name) {
    part.expect_shape(name, {at.size(), networks, replicas});
    return file.read<double>(name);
  };
  auto const m = table("m_run"), retrieved = table("retrieved_run");
  auto const theory = column("m_theory", 0.0), graded = column("m_graded", 0.0),
             graded_se = column("m_graded_se", 0.0);
  auto const attempts = column("attempts", std::int64_t{0}),
             flips = column("flips", std::int64_t{0});
  std::vector<ScanFileRow> rows;
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (i >= setting.points.size() || at[i] != setting.points[i].at)
      throw_unexpected("resume", "rows of these points (" + setting.along + ")", path.string());
    auto const runs = networks * replicas;
    auto const of_row = [&](std::vector<double> const& all) {
      auto const begin = all.begin() + static_cast<std::ptrdiff_t>(i * runs);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(runs));
    };
    rows.push_back({.row = {.at = at[i],
                            .m = of_row(m),
                            .retrieved = of_row(retrieved),
                            .attempts = attempts[i],
                            .flips = flips[i]},
                    .m_theory = theory[i],
                    .m_graded = {graded[i], graded_se[i]}});
  }
  return rows;
}

}  // namespace mattis::io
