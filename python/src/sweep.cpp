// SPDX-License-Identifier: BSD-3-Clause
// Sweeps: the library's designs, names and seeds of rows, journals, fronts and tables. What
// computes a row is Python's.
#include "arguments.hpp"
#include "parts.hpp"
#include "recording.hpp"

#include <mattis/core/device_name.hpp>
#include <mattis/core/error.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/sweep/design.hpp>
#include <mattis/sweep/journal.hpp>
#include <mattis/sweep/pareto.hpp>
#include <mattis/sweep/sweep_file.hpp>
#include <mattis/version.hpp>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nb = nanobind;
using namespace nb::literals;

namespace mattis::python {
namespace {

using Texts = std::vector<std::string>;
using Named = std::vector<std::pair<std::string, Texts>>;

std::vector<sweep::Axis> axes_of(Named const& named) {
  std::vector<sweep::Axis> axes;
  for (auto const& [name, values] : named) axes.push_back({name, values});
  return axes;
}

sweep::Origin origin_here() {
  using Exec = Kokkos::DefaultExecutionSpace;
  return {.version = version(),
          .git_hash = git_hash(),
          .backend = target_text<Exec>(How()),
          .device = host_device_name()};
}

/// A sweep, its rows as they come, and their journal.
class Sweep {
 public:
  Sweep(std::string const& name, sweep::Point fixed, Named const& grid, Named const& list,
        std::vector<sweep::RandomAxis> const& random, std::int64_t samples, std::uint64_t seed,
        bool seeded, std::string const& text) {
    std::vector<sweep::Point> points{{}};
    if (!grid.empty()) points = sweep::grid(axes_of(grid));
    if (!list.empty()) points = sweep::product(points, sweep::list(axes_of(list)));
    if (!random.empty()) points = sweep::product(points, sweep::random(random, samples, seed));
    sweep::Part part{.command = name, .seeded = seeded, .fixed = std::move(fixed)};
    for (auto const& one : points.front()) part.varied.push_back(one.first);
    part.points = std::move(points);
    plan_ = {.text = text, .seed = seed, .parts = {std::move(part)}};
  }

  void weigh(Texts minimise, Texts maximise, std::vector<std::pair<std::string, double>> at_least,
             std::vector<std::pair<std::string, double>> at_most) {
    plan_.trade = {.minimise = std::move(minimise),
                   .maximise = std::move(maximise),
                   .at_least = std::move(at_least),
                   .at_most = std::move(at_most)};
  }

  /// Takes the rows of the file over, where it is there, and goes on with it.
  void keep_in(std::string const& path) {
    if (std::filesystem::exists(path))
      for (auto& row : sweep::read_journal(path).rows) rows_[row.name] = std::move(row);
    journal_ = std::make_unique<sweep::Journal>(path, origin_here());
  }

  std::size_t points() const { return plan_.points(); }
  sweep::Point parameters(std::size_t i) const { return sweep::task(plan_, i).parameters; }
  /// Whether the row is there, and did not fail; none: it is not there.
  std::optional<bool> done(std::size_t i) const {
    auto const row = rows_.find(sweep::task(plan_, i).name);
    if (row == rows_.end()) return {};
    return !row->second.failed;
  }
  void add(std::size_t i, std::vector<std::pair<std::string, double>> numbers,
           std::optional<std::string> const& failure, double seconds) {
    sweep::Row row{.name = sweep::task(plan_, i).name,
                   .failed = failure.has_value(),
                   .remark = failure.value_or(""),
                   .seconds = seconds,
                   .numbers = std::move(numbers)};
    if (journal_) journal_->append(row);
    rows_[row.name] = std::move(row);
  }

  nb::tuple result() const {
    if (journal_) journal_->sync();
    Record record;
    {
      Recording const recording(record, {});
      sweep::write_sweep({}, plan_, sweep::table(plan_, rows_), {origin_here()});
    }
    return to_python(std::move(record));
  }

 private:
  sweep::Plan plan_;
  sweep::Rows rows_;
  std::unique_ptr<sweep::Journal> journal_;
};

}  // namespace

void add_sweep(nb::module_& module) {
  nb::class_<Sweep>(module, "Sweep", "A sweep, its rows as they come, and their journal.")
      .def(
          "__init__",
          [](Sweep* self, std::string const& name, sweep::Point fixed, Named const& grid,
             Named const& list, nb::list random, std::int64_t samples, std::uint64_t seed,
             bool seeded, std::string const& text) {
    std::vector<sweep::RandomAxis> axes;
    for (nb::handle const one : random)
      axes.push_back({.name = nb::cast<std::string>(one[0]),
                      .range = {.from = nb::cast<double>(one[1]),
                                .to = nb::cast<double>(one[2]),
                                .logarithmic = nb::cast<bool>(one[3]),
                                .whole = nb::cast<bool>(one[4])},
                      .choices = nb::cast<Texts>(one[5])});
    new (self) Sweep(name, std::move(fixed), grid, list, axes, samples, seed, seeded, text);
          },
          "name"_a, "fixed"_a, "grid"_a, "list"_a, "random"_a, "samples"_a, "seed"_a, "seeded"_a,
          "text"_a)
      .def("weigh", &Sweep::weigh, "minimise"_a, "maximise"_a, "at_least"_a, "at_most"_a)
      .def("keep_in", &Sweep::keep_in, "path"_a)
      .def_prop_ro("points", &Sweep::points)
      .def("parameters", &Sweep::parameters, "i"_a)
      .def("done", &Sweep::done, "i"_a)
      .def("add", &Sweep::add, "i"_a, "numbers"_a, "failure"_a.none(), "seconds"_a)
      .def("result", &Sweep::result);
  module.def(
      "pareto_front",
      [](std::vector<std::vector<double>> const& scores) { return sweep::pareto_front(scores); },
      "scores"_a, "Whether each point is on the front of scores, the less the better.");
}

}  // namespace mattis::python
