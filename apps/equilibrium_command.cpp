// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "equilibrium_report.hpp"
#include "equilibrium_tables.hpp"
#include "figure.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/equilibrium/capacity.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/hopfield.hpp>
#include <mattis/equilibrium/hopfield_lines.hpp>
#include <mattis/equilibrium/mixtures.hpp>
#include <mattis/equilibrium/noise.hpp>
#include <mattis/equilibrium/sherrington_kirkpatrick.hpp>
#include <mattis/equilibrium/van_hemmen.hpp>
#include <mattis/equilibrium/van_hemmen_lines.hpp>
#include <mattis/io/output_file.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mattis::command {

namespace {

using namespace equilibrium;
using Report = EquilibriumReport;

struct EquilibriumRequest {
  double alpha = 0, h = 0, J = 1, J0 = 0, tolerance = 1e-3, alpha_max = 0.2;
  std::vector<double> T;
  std::int64_t N = 0, P = 0;
  int n = 1;
  std::vector<std::string> lines;
  bool json = false;
  std::filesystem::path out, figure;
  std::vector<Option const*> options;  ///< as they were given

  bool given(std::string const& name) const {
    return std::ranges::any_of(options,
                               [&](auto const* one) { return one->given && one->name == name; });
  }
  /// The one temperature.
  double temperature() const {
    expect(T.size() == 1, "T", "one temperature", static_cast<int>(T.size()));
    return T[0];
  }
};

/// Which options each of the models takes, and which of them it needs.
struct Takes {
  std::vector<std::string> options, needed;
};
std::map<std::string, Takes> const takes{
    {"point", {{"alpha", "T"}, {"alpha", "T"}}},
    {"line", {{"alpha"}, {"alpha"}}},
    {"diagram", {{"tolerance", "alpha-max", "out", "figure"}, {}}},
    {"mixtures", {{"n", "T", "out", "figure"}, {"n"}}},
    {"sk", {{"T", "field", "J0", "out", "figure"}, {"T"}}},
    {"curie-weiss", {{"T", "field", "J", "out", "figure"}, {"T"}}},
    {"graphical", {{"alpha", "T", "out", "figure"}, {"alpha", "T"}}},
    {"capacity", {{"alpha", "N", "P"}, {}}},
    {"van-hemmen", {{"T", "J", "J0", "out", "figure"}, {"T"}}},
    {"noise", {{"out", "figure"}, {}}},
};

Report solution_report(HopfieldSolution const& s) {
  Report report;
  report.add("kind", std::string(solution_name(s.kind))).add("m", s.m).add("q", s.q).add("r", s.r);
  report.add("susceptibility", s.susceptibility).add("f", s.f).add("entropy", s.entropy);
  report.add("energy", s.energy).add("replicon", s.replicon).add("stable", s.stable);
  return report;
}

Report point_report(double alpha, double T) {
  auto const point = hopfield_point(alpha, T);
  auto const& first = point.solutions.front();
  Report report;
  report.add("alpha", point.alpha).add("T", point.T);
  report.add("phase", std::string(phase_name(point.phase)));
  report.add("m", first.m).add("q", first.q).add("r", first.r).add("f", first.f);
  report.add("entropy", first.entropy).add("energy", first.energy);
  std::vector<Report> solutions;
  for (auto const& solution : point.solutions) solutions.push_back(solution_report(solution));
  report.add("solutions", solutions);
  return report;
}

Report graphical_report(EquilibriumRequest const& request) {
  expect(request.alpha > 0, "alpha", "a load above 0 (without one: equilibrium curie-weiss)",
         request.alpha);
  std::vector<Report> points;
  for (double const T : request.T) points.push_back(point_report(request.alpha, T));
  Report report;
  report.add("points", points);
  return report;
}

Line line_of(std::vector<std::string> const& words) {
  for (auto const line : {Line::T_g, Line::T_M, Line::T_c, Line::T_R})
    if (words.size() == 1 && words[0] == line_name(line)) return line;
  throw_unexpected("line", "one of T_g, T_M, T_c, T_R (mattis equilibrium line T_M --alpha A)",
                   words.empty() ? "none" : "'" + words.back() + "'");
}

Report line_report(EquilibriumRequest const& request) {
  auto const line = line_of(request.lines);
  auto const point = line_temperature(line, request.alpha);
  Report report;
  report.add("line", std::string(line_name(line))).add("alpha", request.alpha).add("T", point.T);
  if (point.lower) report.add("T_lower", *point.lower);
  return report;
}

Report diagram_report(EquilibriumRequest const& request) {
  Report report;
  report.add("tolerance", request.tolerance).add("alpha_max", request.alpha_max);
  report.add("alpha_c", load_at_zero(Line::T_M)).add("alpha_global", load_at_zero(Line::T_c));
  std::vector<Report> ends;
  for (auto const line : {Line::T_M, Line::T_c, Line::T_R}) {
    auto const end = line_end(line);
    Report one;
    ends.push_back(
        one.add("line", std::string(line_name(line))).add("alpha", end.alpha).add("T", end.T));
  }
  report.add("ends", ends);
  return report;
}

Report mixtures_report(EquilibriumRequest const& request) {
  double const T = request.T.empty() ? 0 : request.temperature();
  auto const mix = mixture(request.n, T);
  auto const threshold = mixture_stability(request.n);
  Report report;
  report.add("n", static_cast<double>(mix.n)).add("T", T).add("m", mix.m);
  report.add("T_n", threshold ? *threshold : Bounded{std::nan(""), std::nan("")});
  report.add("f", mix.f).add("entropy", mix.entropy).add("stable", mix.stable);
  report.add("eigenvalue_along", mix.along).add("eigenvalue_between", mix.between);
  report.add("eigenvalue_outside", mix.outside);
  return report;
}

Report sk_report(EquilibriumRequest const& request) {
  auto const s = sherrington_kirkpatrick(request.temperature(), request.h, request.J0);
  Report report;
  report.add("T", s.T).add("field", s.h).add("J0", s.J0).add("q", s.q).add("m", s.m).add("f", s.f);
  report.add("entropy", s.entropy).add("energy", s.energy);
  report.add("susceptibility", s.susceptibility).add("replicon", s.replicon);
  report.add("T_AT", de_almeida_thouless(s.h, s.J0));
  return report;
}

Report curie_weiss_report(EquilibriumRequest const& request) {
  Report report;
  report.add("J", request.J).add("field", request.h);
  std::vector<Report> points;
  for (double const T : request.T) {
    auto const all = curie_weiss(request.J, request.h, T);
    auto const& least = all.states[all.equilibrium];
    Report point;
    point.add("T", T).add("m", least.m).add("f", least.f).add("entropy", least.entropy);
    std::vector<Report> states;
    for (auto const& state : all.states) {
      Report one;
      one.add("m", state.m).add("f", state.f).add("entropy", state.entropy);
      states.push_back(one.add("stability", std::string(stability_name(state.stability))));
    }
    points.push_back(point.add("states", states));
  }
  report.add("points", points);
  return report;
}

Report capacity_report(EquilibriumRequest const& request) {
  bool const loaded = request.given("alpha"), sized = request.given("N");
  if (request.given("P") && !sized) throw_unexpected("N", "neurons (--N N) beside P", "none");
  if (!loaded && !sized)
    throw_unexpected("alpha", "a load (--alpha A) or a network (--N N [--P P])", "none");
  Report report;
  if (loaded) report.add("alpha", request.alpha).add("unstable", unstable_fraction(request.alpha));
  if (!sized) return report;
  report.add("N", static_cast<double>(request.N));
  report.add("P_one", capacity_of_one(request.N)).add("P_all", capacity_of_all(request.N));
  report.add("P_one_exact", static_cast<double>(largest_load_of_one(request.N)));
  report.add("P_all_exact", static_cast<double>(largest_load_of_all(request.N)));
  if (request.given("P")) {
    report.add("P", static_cast<double>(request.P));
    report.add("unstable_exact", unstable_fraction(request.N, request.P));
  }
  return report;
}

Report van_hemmen_report(EquilibriumRequest const& request) {
  double const T = request.temperature();
  auto const states = van_hemmen(request.J0, request.J, T);
  Report report;
  report.add("J0", request.J0).add("J", request.J).add("T", T);
  report.add("phase", std::string(van_hemmen_name(states.front().phase)));
  report.add("m", states.front().m).add("q", states.front().q).add("f", states.front().f);
  std::vector<Report> all;
  for (auto const& state : states) {
    Report one;
    one.add("phase", std::string(van_hemmen_name(state.phase)));
    all.push_back(one.add("m", state.m).add("q", state.q).add("f", state.f));
  }
  report.add("solutions", all);
  auto const triple = van_hemmen_triple_point();
  report.add("triple_T", triple.T).add("triple_J0", triple.J0);
  return report;
}

Report noise_report() {
  auto const farthest = largest_noise_difference();
  Report report;
  return report.add("x", farthest.x).add("difference", farthest.difference);
}

Report report_of(std::string const& model, EquilibriumRequest const& request) {
  if (model == "point") return point_report(request.alpha, request.temperature());
  if (model == "graphical") return graphical_report(request);
  if (model == "noise") return noise_report();
  if (model == "line") return line_report(request);
  if (model == "diagram") return diagram_report(request);
  if (model == "mixtures") return mixtures_report(request);
  if (model == "sk") return sk_report(request);
  if (model == "curie-weiss") return curie_weiss_report(request);
  if (model == "capacity") return capacity_report(request);
  return van_hemmen_report(request);
}

io::EquilibriumTable table_of(std::string const& model, EquilibriumRequest const& request) {
  if (model == "diagram") return diagram_table(request.tolerance, request.alpha_max);
  if (model == "mixtures") return mixtures_table(request.n);
  if (model == "sk") return sk_table(request.h, request.J0);
  if (model == "graphical") return graphical_table(request.alpha, request.T);
  if (model == "van-hemmen") return van_hemmen_table(request.J0, request.J, request.temperature());
  if (model == "noise") return noise_table();
  return curie_weiss_table(request.J, request.h, request.T);
}

/// The file, where one is wanted, and the figure of it, drawn from a file that nobody keeps else.
void write_files(std::string const& model, EquilibriumRequest const& request) {
  if (request.out.empty() && request.figure.empty()) return;
  auto const table = table_of(model, request);
  write_and_draw(request.out, request.figure,
                 [&](auto const& path) { io::write_equilibrium(path, table); });
}

void check_options(std::string const& model, EquilibriumRequest const& request) {
  auto const& [known, needed] = takes.at(model);
  for (auto const* option : request.options) {
    auto const& name = option->name;
    bool const fits = name == "json" || std::ranges::count(known, name) > 0;
    if (option->given && !fits) throw_unexpected(name, "none with equilibrium " + model, "one");
    if (!option->given && std::ranges::count(needed, name) > 0)
      throw_unexpected(name, "a value (--" + name + " " + option->value + ")", "none");
  }
}

void run(std::string const& model, EquilibriumRequest const& request) {
  check_options(model, request);
  if (model != "line" && !request.lines.empty()) line_of({});
  validate_output_and_figure(request.out, request.figure);
  auto const report = report_of(model, request);
  write_files(model, request);
  if (request.json) {
    deliver(report.json());
    return;
  }
  report.print();
  if (!request.out.empty()) print_row("file", request.out.string());
  if (!request.figure.empty()) print_row("figure", request.figure.string());
}

}  // namespace

Command equilibrium_command() {
  auto const request = std::make_shared<EquilibriumRequest>();
  Command command{
      .name = "equilibrium",
      .summary =
          "equilibrium theory of binary networks and spin glasses, every number with a bound on "
          "its error",
      .example =
          "mattis equilibrium point --alpha 0.05 --T 0.2\n"
          "  mattis equilibrium line T_M --alpha 0.1 --json\n"
          "  mattis equilibrium diagram --out diagram.h5\n"
          "  mattis equilibrium mixtures --n 3 --T 0.4\n"
          "  mattis equilibrium sk --T 0.02\n"
          "  mattis equilibrium curie-weiss --J 1 --field 0.1 --T 0.5\n"
          "  mattis equilibrium graphical --alpha 0.05 --T 0.1,0.5,0.9 --figure graphical.png\n"
          "  mattis equilibrium capacity --N 513\n"
          "  mattis equilibrium van-hemmen --J0 0.5 --J 1 --T 0.2",
      .models = {"point", "line", "diagram", "mixtures", "sk", "curie-weiss", "graphical",
                 "capacity", "van-hemmen", "noise"},
      .rest_behind = "line"};
  command.takes_rest = [request](std::vector<std::string> words) {
    request->lines = std::move(words);
  };
  auto& options = command.options;
  options.add("alpha", "ALPHA", request->alpha, "point, line, graphical, capacity: load P / N")
      .default_text = "";
  options
      .add("T", "T1[,T2..]", request->T,
           "temperature, 0 and inf too; curie-weiss and graphical take several")
      .default_text = "";
  options.add("n", "N", request->n, "mixtures: patterns in the mixture").default_text = "";
  options.add("field", "H", request->h, "sk, curie-weiss: field");
  options.add("J", "J", request->J, "curie-weiss, van-hemmen: coupling");
  options.add("J0", "J0", request->J0, "sk, van-hemmen: mean coupling");
  options.add("N", "N", request->N, "capacity: neurons").default_text = "";
  options.add("P", "P", request->P, "capacity: patterns").default_text = "";
  options.add("tolerance", "D", request->tolerance,
              "diagram: straight pieces between points bend by no more");
  options.add("alpha-max", "ALPHA", request->alpha_max, "diagram: load where T_g ends");
  options.add("out", "FILE.h5", request->out, "curves; not of point, line, capacity");
  options.add("figure", "FILE.png", request->figure,
              "the same, drawn (Python: scripts/setup --figure)");
  options.add_switch("json", request->json, "one line of JSON");
  for (auto const& option : options.all()) request->options.push_back(&option);
  command.run = [request](std::string const& model) { run(model, *request); };
  return command;
}

}  // namespace mattis::command
