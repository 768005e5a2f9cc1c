// SPDX-License-Identifier: BSD-3-Clause
#include "equilibrium_reports.hpp"

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

#include <cmath>

namespace mattis::command {

using namespace equilibrium;
using Report = EquilibriumReport;

namespace {

Report solution_report(HopfieldSolution const& s) {
  Report report;
  report.add("kind", std::string(solution_name(s.kind))).add("m", s.m).add("q", s.q).add("r", s.r);
  report.add("susceptibility", s.susceptibility).add("f", s.f).add("entropy", s.entropy);
  report.add("energy", s.energy).add("replicon", s.replicon).add("stable", s.stable);
  return report;
}

}  // namespace

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

Report graphical_report(double alpha, std::vector<double> const& T) {
  expect(alpha > 0, "alpha", "a load above 0 (without one: equilibrium curie-weiss)", alpha);
  std::vector<Report> points;
  for (double const at : T) points.push_back(point_report(alpha, at));
  Report report;
  report.add("points", points);
  return report;
}

Line line_of(std::string const& name) {
  for (auto const line : {Line::T_g, Line::T_M, Line::T_c, Line::T_R})
    if (name == line_name(line)) return line;
  throw_unexpected("line", "one of T_g, T_M, T_c, T_R (mattis equilibrium line T_M --alpha A)",
                   name.empty() ? "none" : "'" + name + "'");
}

Report line_report(Line line, double alpha) {
  auto const point = line_temperature(line, alpha);
  Report report;
  report.add("line", std::string(line_name(line))).add("alpha", alpha).add("T", point.T);
  if (point.lower) report.add("T_lower", *point.lower);
  return report;
}

Report diagram_report(double tolerance, double largest) {
  Report report;
  report.add("tolerance", tolerance).add("alpha_max", largest);
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

Report mixtures_report(int n, double T) {
  auto const mix = mixture(n, T);
  auto const threshold = mixture_stability(n);
  Report report;
  report.add("n", static_cast<double>(mix.n)).add("T", T).add("m", mix.m);
  report.add("T_n", threshold ? *threshold : Bounded{std::nan(""), std::nan("")});
  report.add("f", mix.f).add("entropy", mix.entropy).add("stable", mix.stable);
  report.add("eigenvalue_along", mix.along).add("eigenvalue_between", mix.between);
  report.add("eigenvalue_outside", mix.outside);
  return report;
}

Report sk_report(double T, double h, double J0) {
  auto const s = sherrington_kirkpatrick(T, h, J0);
  Report report;
  report.add("T", s.T).add("field", s.h).add("J0", s.J0).add("q", s.q).add("m", s.m).add("f", s.f);
  report.add("entropy", s.entropy).add("energy", s.energy);
  report.add("susceptibility", s.susceptibility).add("replicon", s.replicon);
  report.add("T_AT", de_almeida_thouless(s.h, s.J0));
  return report;
}

Report curie_weiss_report(double J, double h, std::vector<double> const& T) {
  Report report;
  report.add("J", J).add("field", h);
  std::vector<Report> points;
  for (double const at : T) {
    auto const all = curie_weiss(J, h, at);
    auto const& least = all.states[all.equilibrium];
    Report point;
    point.add("T", at).add("m", least.m).add("f", least.f).add("entropy", least.entropy);
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

Report capacity_report(std::optional<double> alpha, std::optional<std::int64_t> N,
                       std::optional<std::int64_t> P) {
  if (P && !N) throw_unexpected("N", "neurons (--N N) beside P", "none");
  if (!alpha && !N)
    throw_unexpected("alpha", "a load (--alpha A) or a network (--N N [--P P])", "none");
  Report report;
  if (alpha) report.add("alpha", *alpha).add("unstable", unstable_fraction(*alpha));
  if (!N) return report;
  report.add("N", static_cast<double>(*N));
  report.add("P_one", capacity_of_one(*N)).add("P_all", capacity_of_all(*N));
  report.add("P_one_exact", static_cast<double>(largest_load_of_one(*N)));
  report.add("P_all_exact", static_cast<double>(largest_load_of_all(*N)));
  if (P) {
    report.add("P", static_cast<double>(*P));
    report.add("unstable_exact", unstable_fraction(*N, *P));
  }
  return report;
}

Report van_hemmen_report(double J0, double J, double T) {
  auto const states = van_hemmen(J0, J, T);
  Report report;
  report.add("J0", J0).add("J", J).add("T", T);
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

}  // namespace mattis::command
