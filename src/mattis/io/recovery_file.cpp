// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/recovery_file.hpp>
#include <mattis/io/solve_attributes.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

namespace mattis::io {

namespace {

namespace fs = std::filesystem;

/// Calls take(name, field) for every field of a row, in the order of the file.
template <class Take>
void for_each_field(Take const& take) {
  take("n", &RecoveryRow::n);
  take("alpha", &RecoveryRow::alpha);
  take("a", &RecoveryRow::a);
  take("ic_noise", &RecoveryRow::ic_noise);
  take("m_initial", &RecoveryRow::m_initial);
  take("m_initial_se", &RecoveryRow::m_initial_se);
  take("m_peak", &RecoveryRow::m_peak);
  take("m_peak_se", &RecoveryRow::m_peak_se);
  take("t_peak", &RecoveryRow::t_peak);
  take("t_peak_se", &RecoveryRow::t_peak_se);
  take("m_final", &RecoveryRow::m_final);
  take("m_final_se", &RecoveryRow::m_final_se);
  take("recovered", &RecoveryRow::recovered);
  take("retained", &RecoveryRow::retained);
  take("refined", &RecoveryRow::refined);
  take("converged", &RecoveryRow::converged);
  take("remark", &RecoveryRow::remark);
  take("sweeps", &RecoveryRow::sweeps);
  take("residual", &RecoveryRow::residual);
  take("wall_seconds", &RecoveryRow::wall_seconds);
  take("m", &RecoveryRow::m);
  take("m_se", &RecoveryRow::m_se);
}

/// Calls take(name, value) for every option that decides the rows, but for the grid that they are
/// of.
template <class Take>
void for_each_option(RecoveryOptions const& options, Take const& take) {
  take("g", options.g);
  take("threshold", options.threshold);
  take("capacity_tol", options.capacity_tol);
  for_each_solve_option(options.solve, take);
  take("kernel_tol", options.solve.kernel_tol);
}

template <class Value>
void set_attribute(Hdf5File& file, char const* name, Value const& value) {
  file.set_attribute(name, value);
}
void set_attribute(Hdf5File& file, char const* name, std::optional<double> const& value) {
  if (value) file.set_attribute(name, *value);
}

void append(Hdf5File& file, char const* name, double value) { file.append(name, value); }
void append(Hdf5File& file, char const* name, int value) { file.append(name, std::int64_t{value}); }
void append(Hdf5File& file, char const* name, bool value) {
  file.append(name, static_cast<std::int8_t>(value));
}
void append(Hdf5File& file, char const* name, std::string const& value) {
  file.append_text(name, value);
}
void append(Hdf5File& file, char const* name, std::vector<double> const& values) {
  file.append(name, {values.size()}, std::span(values));
}

/// A file of `rows` rows of T = `steps`.
struct RowReader {
  detail::RowComparison const& part;
  std::size_t rows, steps;

  template <class Number>
  void read(char const* name, Number RecoveryRow::*field, std::vector<RecoveryRow>& to) const {
    using Stored = std::conditional_t<std::is_same_v<Number, double>, double, std::int64_t>;
    part.expect_shape(name, {rows});
    auto const values = part.file.read<Stored>(name);
    for (std::size_t row = 0; row < rows; ++row) to[row].*field = static_cast<Number>(values[row]);
  }
  void read(char const* name, std::string RecoveryRow::*field, std::vector<RecoveryRow>& to) const {
    part.expect_shape(name, {rows});
    auto const values = part.file.read_texts(name);
    for (std::size_t row = 0; row < rows; ++row) to[row].*field = values[row];
  }
  void read(char const* name, std::vector<double> RecoveryRow::*field,
            std::vector<RecoveryRow>& to) const {
    part.expect_shape(name, {rows, steps});
    auto const values = part.file.read<double>(name);
    for (std::size_t row = 0; row < rows; ++row) {
      auto const first = values.begin() + static_cast<std::ptrdiff_t>(row * steps);
      (to[row].*field).assign(first, first + static_cast<std::ptrdiff_t>(steps));
    }
  }
};

}  // namespace

RecoveryFile::RecoveryFile(fs::path const& target, RecoveryOptions const& options,
                           Provenance const& provenance)
    : file_(target, !options.finished.empty()) {
  auto& file = file_.file();
  bool const hopfield =
      std::all_of(options.n.begin(), options.n.end(), [](int n) { return n == 1; });
  file.set_attribute("command", "recovery");
  file.set_attribute("model", hopfield ? "hopfield" : "dense");
  for_each_option(options,
                  [&](char const* name, auto const& value) { set_attribute(file, name, value); });
  write_provenance(file, provenance);
  for (auto const& row : options.finished) add(row);
}

void RecoveryFile::add(RecoveryRow const& row) {
  for_each_field([&](char const* name, auto field) { io::append(file_.file(), name, row.*field); });
  ++rows_;
}

void RecoveryFile::append(RecoveryRow const& row) {
  file_.append([&](Hdf5File&) { add(row); });
}

void RecoveryFile::finish(Recovery const& result) {
  auto const column = [&](char const* name, auto const& field) {
    for (auto const& capacity : result.capacities) file_.file().append(name, field(capacity));
  };
  column("capacity_n", [](auto const& capacity) { return std::int64_t{capacity.n}; });
  column("capacity_a", [](auto const& capacity) { return capacity.a; });
  column("capacity_lower", [](auto const& capacity) { return capacity.lower; });
  column("capacity_upper", [](auto const& capacity) { return capacity.upper; });
  column("capacity_alpha", [](auto const& capacity) { return capacity.alpha; });
  column("capacity_alpha_se", [](auto const& capacity) { return capacity.alpha_se; });
  file_.file().set_attribute("wall_seconds", result.wall_seconds);
  file_.commit();
}

std::vector<RecoveryRow> read_finished_rows(fs::path const& target, RecoveryOptions const& options,
                                            Provenance const& provenance) {
  auto const path = PartFile::part_of(target);
  if (!fs::exists(path)) return {};
  auto const file = Hdf5File::open(path);
  detail::RowComparison const compare{file, path};
  compare.same("version", provenance.version);
  compare.same("git_hash", provenance.git_hash);
  compare.same("backend", provenance.backend);
  compare.same("precision", provenance.precision);
  for_each_option(options, [&](char const* name, auto const& value) { compare.same(name, value); });

  auto const shape = file.extents("n");
  RowReader const reader{compare, shape.empty() ? 0 : shape[0],
                         static_cast<std::size_t>(options.solve.T)};
  compare.expect_shape(
      "m", {reader.rows, reader.steps});  // before memory is taken for as many rows as it claims
  auto const m = file.read<double>("m");
  std::vector<RecoveryRow> rows(m.size() / reader.steps);
  for_each_field([&](char const* name, auto field) { reader.read(name, field, rows); });
  return rows;
}

}  // namespace mattis::io
