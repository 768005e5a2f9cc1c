// SPDX-License-Identifier: BSD-3-Clause
// The equilibrium theory: what the command reports, and the curves of its files.
#include "arguments.hpp"
#include "calling.hpp"
#include "equilibrium_reports.hpp"
#include "equilibrium_tables.hpp"
#include "parts.hpp"

#include <nanobind/stl/string.h>

#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace nb = nanobind;

namespace mattis::python {
namespace {

using command::EquilibriumReport;

/// A bound on the error of "m" is "m_error".
nb::dict to_python(EquilibriumReport const& report) {
  nb::dict result;
  for (auto const& entry : report.entries()) {
    auto const& name = entry.first;
    std::visit(
        [&]<class T>(T const& value) {
      if constexpr (std::is_same_v<T, equilibrium::Bounded>) {
        result[name.c_str()] = value.value;
        result[(name + "_error").c_str()] = value.error;
      } else if constexpr (std::is_same_v<T, std::vector<EquilibriumReport>>) {
        nb::list parts;
        for (auto const& part : value) parts.append(to_python(part));
        result[name.c_str()] = parts;
      } else {
        result[name.c_str()] = value;
      }
        },
        entry.second);
  }
  return result;
}

struct Options {
  StopCallback should_stop = {};
};

struct Request {
  std::string model;
  double alpha = 0, h = 0, J = 1, J0 = 0, tolerance = 1e-3, alpha_max = 0.2;
  std::optional<double> load = {};
  std::vector<double> T = {};
  double temperature = 0;
  std::optional<std::int64_t> N = {}, P = {};
  int n = 1;
  std::string line = {};

  EquilibriumReport report() const {
    if (model == "point") return command::point_report(alpha, temperature);
    if (model == "line") return command::line_report(command::line_of(line), alpha);
    if (model == "diagram") return command::diagram_report(tolerance, alpha_max);
    if (model == "mixtures") return command::mixtures_report(n, temperature);
    if (model == "sk") return command::sk_report(temperature, h, J0);
    if (model == "curie-weiss") return command::curie_weiss_report(J, h, T);
    if (model == "graphical") return command::graphical_report(alpha, T);
    if (model == "capacity") return command::capacity_report(load, N, P);
    if (model == "van-hemmen") return command::van_hemmen_report(J0, J, temperature);
    return command::noise_report();
  }
  std::optional<io::EquilibriumTable> table() const {
    if (model == "diagram") return command::diagram_table(tolerance, alpha_max);
    if (model == "mixtures") return command::mixtures_table(n);
    if (model == "sk") return command::sk_table(h, J0);
    if (model == "curie-weiss") return command::curie_weiss_table(J, h, T);
    if (model == "graphical") return command::graphical_table(alpha, T);
    if (model == "van-hemmen") return command::van_hemmen_table(J0, J, temperature);
    if (model == "noise") return command::noise_table();
    return {};
  }
};

nb::tuple equilibrium_theory(nb::kwargs const& given) {
  Arguments arguments(given);
  Request request;
  arguments.need("model", request.model);
  if (request.model == "capacity") arguments.take("alpha", request.load);
  arguments.take("alpha", request.alpha);
  if (request.model == "curie-weiss" || request.model == "graphical")
    arguments.need("T", request.T);
  arguments.take("T", request.temperature);
  arguments.take("h", request.h);
  arguments.take("J", request.J);
  arguments.take("J0", request.J0);
  arguments.take("N", request.N);
  arguments.take("P", request.P);
  arguments.take("n", request.n);
  arguments.take("line", request.line);
  arguments.take("tolerance", request.tolerance);
  arguments.take("alpha_max", request.alpha_max);
  auto const common = Common::of(arguments, /*precise=*/false);
  Options options;
  EquilibriumReport report;
  auto const written = computed(
      common, options, [&](auto const&) { report = request.report(); },
      [&](auto const&) {
    if (auto const table = request.table()) io::write_equilibrium({}, *table);
      });
  return nb::make_tuple(written[0], written[1], to_python(report));
}

}  // namespace

void add_equilibrium(nb::module_& module) {
  module.def("equilibrium", &equilibrium_theory, "(arrays, attributes, numbers)");
}

}  // namespace mattis::python
