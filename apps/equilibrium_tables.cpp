// SPDX-License-Identifier: BSD-3-Clause
#include "equilibrium_tables.hpp"

#include <mattis/core/error.hpp>
#include <mattis/equilibrium/curie_weiss.hpp>
#include <mattis/equilibrium/hopfield.hpp>
#include <mattis/equilibrium/hopfield_curve.hpp>
#include <mattis/equilibrium/mixtures.hpp>
#include <mattis/equilibrium/noise.hpp>
#include <mattis/equilibrium/sherrington_kirkpatrick.hpp>
#include <mattis/equilibrium/van_hemmen.hpp>
#include <mattis/equilibrium/van_hemmen_lines.hpp>

#include <algorithm>
#include <cmath>

namespace mattis::command {

namespace {

/// `count` numbers from a to b, both among them.
std::vector<double> grid(double a, double b, std::size_t count) {
  std::vector<double> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = a + (b - a) * static_cast<double>(i) / static_cast<double>(count - 1);
  return all;
}

io::Column column(std::string name, std::vector<double> values) {
  auto const size = values.size();
  return {std::move(name), {size}, std::move(values)};
}

}  // namespace

io::EquilibriumTable diagram_table(double tolerance, double largest) {
  using namespace equilibrium;
  io::EquilibriumTable table{.kind = "diagram", .parameters = {}, .columns = {}};
  for (auto const line : {Line::T_g, Line::T_M, Line::T_c, Line::T_R})
    io::add_line(table, line_path(line, tolerance, largest));
  auto const retrieval = load_at_zero(Line::T_M), global = load_at_zero(Line::T_c);
  table.parameters = {{"tolerance", tolerance},       {"alpha_max", largest},
                      {"alpha_c", retrieval.value},   {"alpha_c_error", retrieval.error},
                      {"alpha_global", global.value}, {"alpha_global_error", global.error}};
  return table;
}

io::EquilibriumTable mixtures_table(int n) {
  using namespace equilibrium;
  constexpr std::size_t temperatures = 201;
  auto const T = grid(0, 1, temperatures);
  auto const kinds = static_cast<std::size_t>(std::min(n, 9));
  std::vector<double> m, f, stable, size, threshold;
  for (std::size_t k = 1; k <= kinds; ++k) {
    int const of = kinds == static_cast<std::size_t>(n) || k < kinds ? static_cast<int>(k) : n;
    size.push_back(of);
    auto const limit = mixture_stability(of);
    threshold.push_back(limit ? limit->value : std::nan(""));
    for (double const at : T) {
      auto const mix = mixture(of, at);
      m.push_back(mix.m.value);
      f.push_back(mix.f.value);
      stable.push_back(mix.stable);
    }
  }
  io::EquilibriumTable table{.kind = "mixtures", .parameters = {{"n", n}}, .columns = {}};
  table.columns = {column("T", T),
                   column("n", size),
                   column("T_n", threshold),
                   {"m", {kinds, temperatures}, m},
                   {"f", {kinds, temperatures}, f},
                   {"stable", {kinds, temperatures}, stable}};
  return table;
}

io::EquilibriumTable sk_table(double h, double J0) {
  using namespace equilibrium;
  auto const T = grid(0, 1.5, 151), fields = grid(0, 3, 121);
  std::vector<double> m, q, f, entropy, replicon, line;
  for (double const at : T) {
    auto const s = sherrington_kirkpatrick(at, h, J0);
    m.push_back(s.m.value);
    q.push_back(s.q.value);
    f.push_back(s.f.value);
    entropy.push_back(s.entropy.value);
    replicon.push_back(s.replicon.value);
  }
  for (double const at : fields) line.push_back(de_almeida_thouless(at).value);
  io::EquilibriumTable table{.kind = "sk", .parameters = {{"h", h}, {"J0", J0}}, .columns = {}};
  table.columns = {column("T", T),
                   column("m", m),
                   column("q", q),
                   column("f", f),
                   column("entropy", entropy),
                   column("replicon", replicon),
                   column("h", fields),
                   column("T_AT", line)};
  return table;
}

io::EquilibriumTable curie_weiss_table(double J, double h, std::vector<double> const& T) {
  using namespace equilibrium;
  auto const m = grid(-1, 1, 401);
  std::vector<double> curve, f, solution_T, solution_m, solution_f, stability;
  for (double const at : T) {
    expect(std::isfinite(at), "T", "finite temperatures for a file or a figure", at);
    for (double const one : m) {
      double const field = J * one + h;
      curve.push_back(field == 0 ? 0 : std::tanh(field / at));
      f.push_back(curie_weiss_free_energy(J, h, at, one).value);
    }
    for (auto const& state : curie_weiss(J, h, at).states) {
      solution_T.push_back(at);
      solution_m.push_back(state.m.value);
      solution_f.push_back(state.f.value);
      stability.push_back(state.stability == Stability::stable);
    }
  }
  io::EquilibriumTable table{
      .kind = "curie-weiss", .parameters = {{"J", J}, {"h", h}}, .columns = {}};
  table.columns = {column("T", T),
                   column("m", m),
                   {"tanh", {T.size(), m.size()}, curve},
                   {"f", {T.size(), m.size()}, f},
                   column("solution_T", solution_T),
                   column("solution_m", solution_m),
                   column("solution_f", solution_f),
                   column("solution_stable", stability)};
  return table;
}

io::EquilibriumTable graphical_table(double alpha, std::vector<double> const& T) {
  using namespace equilibrium;
  constexpr int points = 401;
  std::vector<double> m, answer, q, f, solution_T, solution_m, solution_f, stability;
  for (double const at : T) {
    for (auto const& one : hopfield_curve(alpha, at, points)) {
      m.push_back(one.m);
      answer.push_back(one.answer);
      q.push_back(one.q);
      f.push_back(one.f);
    }
    for (auto const& solution : hopfield_point(alpha, at).solutions) {
      solution_T.push_back(at);
      solution_m.push_back(solution.m.value);
      solution_f.push_back(solution.f.value);
      stability.push_back(solution.stable);
    }
  }
  io::EquilibriumTable table{.kind = "graphical", .parameters = {{"alpha", alpha}}, .columns = {}};
  table.columns = {column("T", T),
                   {"m", {T.size(), points}, m},
                   {"answer", {T.size(), points}, answer},
                   {"q", {T.size(), points}, q},
                   {"f", {T.size(), points}, f},
                   column("solution_T", solution_T),
                   column("solution_m", solution_m),
                   column("solution_f", solution_f),
                   column("solution_stable", stability)};
  return table;
}

io::EquilibriumTable van_hemmen_table(double J0, double J, double T) {
  using namespace equilibrium;
  expect(J > 0, "J", "a coupling above 0, the unit of the figure", J);
  constexpr std::size_t temperatures = 201;
  auto const line_T = grid(0, 1, temperatures);
  std::vector<double> mixed, ferromagnet;
  for (std::size_t i = 0; i + 1 < temperatures; ++i) {
    auto const lines = van_hemmen_lines(line_T[i]);
    mixed.push_back(lines.mixed ? lines.mixed->value : std::nan(""));
    ferromagnet.push_back(lines.ferromagnet.value);
  }
  mixed.push_back(std::nan(""));
  ferromagnet.push_back(1);  // where all phases but the mixed one meet
  auto const over = grid(0, 1.5 * std::max(J0, J), temperatures);
  std::vector<double> m, q, f;
  for (double const at : over) {
    auto const state = van_hemmen(J0, J, at).front();
    m.push_back(state.m.value);
    q.push_back(state.q.value);
    f.push_back(state.f.value);
  }
  auto const triple = van_hemmen_triple_point();
  io::EquilibriumTable table{.kind = "van-hemmen",
                             .parameters = {{"J0", J0},
                                            {"J", J},
                                            {"T", T},
                                            {"triple_T", triple.T.value},
                                            {"triple_T_error", triple.T.error},
                                            {"triple_J0", triple.J0.value},
                                            {"triple_J0_error", triple.J0.error}},
                             .columns = {}};
  table.columns = {column("line_T", line_T),
                   column("line_mixed", mixed),
                   column("line_ferromagnet", ferromagnet),
                   column("T", over),
                   column("m", m),
                   column("q", q),
                   column("f", f)};
  return table;
}

io::EquilibriumTable noise_table() {
  auto const x = grid(-4, 4, 401);
  std::vector<double> normal, glauber, heat_bath, metropolis;
  for (double const at : x) {
    normal.push_back(equilibrium::normal_noise(at));
    glauber.push_back(equilibrium::glauber_noise(at));
    heat_bath.push_back(equilibrium::glauber_noise(-at / 2));
    metropolis.push_back(std::min(1.0, std::exp(-at)));
  }
  io::EquilibriumTable table{.kind = "noise", .parameters = {}, .columns = {}};
  table.columns = {column("x", x), column("normal", normal), column("glauber", glauber),
                   column("flip_glauber", heat_bath), column("flip_metropolis", metropolis)};
  return table;
}

}  // namespace mattis::command
