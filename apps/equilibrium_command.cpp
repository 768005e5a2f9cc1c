// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "equilibrium_reports.hpp"
#include "equilibrium_tables.hpp"
#include "figure.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mattis::command {

namespace {

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

/// The one line that is named; several words are none.
equilibrium::Line line_named(std::vector<std::string> const& words) {
  std::string name;
  for (auto const& word : words) name.append(name.empty() ? "" : " ").append(word);
  return line_of(name);
}

template <class T>
std::optional<T> given(EquilibriumRequest const& request, char const* name, T value) {
  return request.given(name) ? std::optional<T>(value) : std::nullopt;
}

Report report_of(std::string const& model, EquilibriumRequest const& request) {
  if (model == "point") return point_report(request.alpha, request.temperature());
  if (model == "graphical") return graphical_report(request.alpha, request.T);
  if (model == "noise") return noise_report();
  if (model == "line") return line_report(line_named(request.lines), request.alpha);
  if (model == "diagram") return diagram_report(request.tolerance, request.alpha_max);
  if (model == "mixtures")
    return mixtures_report(request.n, request.T.empty() ? 0 : request.temperature());
  if (model == "sk") return sk_report(request.temperature(), request.h, request.J0);
  if (model == "curie-weiss") return curie_weiss_report(request.J, request.h, request.T);
  if (model == "capacity")
    return capacity_report(given(request, "alpha", request.alpha), given(request, "N", request.N),
                           given(request, "P", request.P));
  return van_hemmen_report(request.J0, request.J, request.temperature());
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
  if (model != "line" && !request.lines.empty()) line_named({});
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
