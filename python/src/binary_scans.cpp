// SPDX-License-Identifier: BSD-3-Clause
// Scans: one number changes, the rest stays.
#include "graded_overlap.hpp"
#include "parts.hpp"
#include "scan_theory.hpp"
#include "spins.hpp"

#include <mattis/binary/scans.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/io/scan_file.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nb = nanobind;

namespace mattis::python {
namespace {

enum class Scan { capacity, magnetisation, basin, mixtures };

std::string const scan_names[] = {"capacity", "magnetisation", "basin", "mixtures"};
std::string const scan_datasets[] = {"load", "temperature", "m_start", "n"};

struct Request {
  Scan scan;
  binary::ScanOptions options = {};
  std::int64_t P = 0, graded = 0;
  double T = 0;
  std::vector<binary::ScanPoint> points = {};

  double theory(binary::ScanPoint const& point) const {
    if (scan == Scan::capacity) return command::capacity_theory(point.at, T);
    if (scan == Scan::magnetisation) return command::magnetisation_theory(P, options.N, point.at);
    return command::mixture_theory(point.mixture, options.rule == SpinRule::zero ? 0 : point.T);
  }
  double load(binary::ScanPoint const& point) const {
    return static_cast<double>(point.P) / static_cast<double>(options.N);
  }
};

std::vector<binary::ScanPoint> points_of(Request const& request, Arguments& arguments) {
  std::vector<double> numbers;
  switch (request.scan) {
    case Scan::capacity: {
      arguments.need("loads", numbers);
      std::vector<std::int64_t> loads;
      for (double const load : numbers) {
        double const P = load * static_cast<double>(request.options.N);
        expect(P >= 1 && P < 0x1p30, "loads", "from 1 pattern to 2^30", load);
        loads.push_back(std::llround(P));
      }
      return binary::capacity_points(request.options, request.T, loads);
    }
    case Scan::magnetisation:
      arguments.need("temperatures", numbers);
      return binary::temperature_points(request.P, numbers);
    case Scan::basin:
      arguments.need("corruption", numbers);
      return binary::basin_points(request.P, request.T, numbers);
    case Scan::mixtures:
      break;
  }
  std::vector<int> n;
  arguments.need("n", n);
  return binary::mixture_points(request.P, request.T, n);
}

nb::tuple scan_networks(nb::kwargs const& given) {
  Arguments arguments(given);
  Request request{.scan = static_cast<Scan>(arguments.choice(
                      "scan", {"capacity", "magnetisation", "basin", "mixtures"}, 0))};
  auto& options = request.options;
  auto const scan = request.scan;
  constexpr std::int64_t usual_P[] = {0, 1, 50, 8};
  Learned const learned(arguments, options.N, request.P, scan == Scan::mixtures ? 4000 : 1000,
                        usual_P[static_cast<int>(scan)]);
  if (scan == Scan::capacity) request.P = 0;
  if (scan != Scan::magnetisation) arguments.take("T", request.T);
  arguments.take("replicas", options.replicas);
  options.networks = learned.given() != nullptr ? 1 : 8;
  arguments.take("networks", options.networks);
  if (scan == Scan::magnetisation) options.sweeps = 200;
  arguments.take("sweeps", options.sweeps);
  arguments.take("threshold", options.threshold);
  auto const dynamics = dynamics_of(arguments, scan == Scan::magnetisation ? "glauber" : "zero");
  options.rule = dynamics.rule();
  options.order = dynamics.sites();
  arguments.take("seed", options.seed);
  arguments.take("graded", request.graded);
  options.given = learned.given();
  options.learning = learned.learning;
  request.points = points_of(request, arguments);
  expect(request.graded == 0 || learned.is_plain(), "graded",
         "0 with patterns given or couplings other than Hebb's", request.graded);
  bool const known = scan != Scan::basin && learned.is_plain() &&
                     options.order != SpinOrder::parallel &&
                     (options.rule != SpinRule::zero || scan == Scan::mixtures);
  auto const name = static_cast<std::size_t>(scan);
  io::ScanSetting setting{.name = scan_names[name],
                          .along = scan_datasets[name],
                          .P = request.P,
                          .T = {},
                          .options = options,
                          .points = request.points,
                          .graded = request.graded,
                          .patterns = learned.origin(),
                          .learning = learned.text()};
  if (scan != Scan::magnetisation) setting.T = request.T;
  return computed(
      Common::of(arguments, /*precise=*/false), options,
      [&](auto const&) {
    binary::validate(options, request.points);
    if (request.graded == 0) return;
    for (auto const& point : request.points)
      command::validate_graded({}, request.load(point), point.T, request.graded);
      },
      [&](auto const& exec) {
    Clock const clock;
    io::ScanFile file({}, setting, command::binary_provenance(exec, options.how), {});
    std::vector<binary::ScanRow> rows;
    binary::scan(exec, options, request.points, 0, [&](binary::ScanRow const& row) {
      auto const& point = request.points[rows.size()];
      io::ScanFileRow one{.row = row};
      if (known) one.m_theory = request.theory(point);
      if (request.graded > 0)
        one.m_graded = command::graded_overlap({}, request.load(point), point.T, request.graded,
                                               options.seed, options.should_stop);
      file.append(one);
      rows.push_back(row);
    });
    io::TheoryCurve curve;
    if (known && scan != Scan::mixtures)
      curve = command::theory_curve([&](auto const& point) { return request.theory(point); },
                                    request.points);
    binary::Estimate half{NAN, NAN};
    if (scan == Scan::capacity || scan == Scan::basin) half = binary::half_of(options, rows);
    file.finish(curve, half, clock.seconds());
  });
}

}  // namespace

void add_binary_scans(nb::module_& module) {
  module.def("binary_scan", &scan_networks, "A scan: (arrays, attributes).");
}

}  // namespace mattis::python
