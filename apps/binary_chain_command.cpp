// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "summary.hpp"

#include <mattis/binary/exact_chain.hpp>
#include <mattis/binary/random_couplings.hpp>
#include <mattis/binary/stationary_law.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/couplings_file.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>

namespace mattis::command {

namespace {

struct ChainRequest {
  int N = 8;
  std::filesystem::path couplings;
  double asymmetry = 0;
  double field = 0;
  double T = 1;
  std::string dynamics = "glauber";
  std::uint64_t seed = 0;
  bool json = false;
  Option const* given_N = nullptr;
  Option const* given_asymmetry = nullptr;
};

struct ChainResult {
  binary::StationaryLaw stationary;
  double balance_residual = 0;
  double distance = 0, largest_difference = 0;  ///< from the law that symmetric couplings have
  std::optional<binary::SpectralGap> gap = {};
  double wall_seconds = 0;
};

binary::SpinSystem system_of(ChainRequest const& request) {
  if (request.couplings.empty()) {
    auto system = binary::random_couplings(request.N, request.asymmetry, request.seed);
    system.h.assign(static_cast<std::size_t>(request.N), request.field);
    return system;
  }
  for (auto const* option : {request.given_N, request.given_asymmetry})
    if (option->given)
      throw_unexpected(option->name, "none beside couplings, which are not drawn", "one");
  auto couplings = io::read_couplings(request.couplings);
  expect(couplings.N <= binary::ExactChain::most_spins, request.couplings.string(),
         "couplings of at most 16 spins", couplings.N);
  return {.N = couplings.N,
          .J = std::move(couplings.J),
          .h = std::vector<double>(static_cast<std::size_t>(couplings.N), request.field)};
}

/// Of one closed set of states: at T = 0 there may be more, also where they are not counted.
bool has_gap(binary::ExactChain const& chain, binary::StationaryLaw const& stationary) {
  return stationary.closed_classes == 1 || (stationary.closed_classes == 0 && chain.T() > 0);
}

ChainResult compute(binary::ExactChain const& chain) {
  auto const start = std::chrono::steady_clock::now();
  ChainResult result{.stationary = binary::stationary_law(chain)};
  auto const& law = result.stationary.law;
  result.balance_residual = binary::balance_residual(chain, law);
  auto const reversible = chain.reversible_law();
  result.distance = binary::law_distance(law, reversible);
  for (std::size_t state = 0; state < law.size(); ++state)
    result.largest_difference =
        std::max(result.largest_difference, std::abs(law[state] - reversible[state]));
  // What an iteration leaves of a law that nothing else gives is right to its residual only.
  bool const known = result.stationary.steps == 0;
  double const least = known ? 1e-280 : 1e4 * result.stationary.residual;
  if (has_gap(chain, result.stationary)) result.gap = binary::spectral_gap(chain, law, least);
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

/// In sweeps of N updates; a step of parallel dynamics is one.
double relaxation_sweeps(binary::ExactChain const& chain, ChainResult const& result) {
  double const steps =
      result.gap ? result.gap->relaxation_steps() : std::numeric_limits<double>::infinity();
  return chain.dynamics() == binary::ChainDynamics::little ? steps : steps / chain.system().N;
}

void print_json(ChainRequest const& request, binary::ExactChain const& chain,
                ChainResult const& result) {
  JsonLine line;
  line.add("command", "binary chain").add("N", chain.system().N).add("T", chain.T());
  line.add("dynamics", request.dynamics).add("couplings", request.couplings.string());
  line.add("symmetric", chain.system().symmetric());
  if (request.couplings.empty()) line.add("asymmetry", request.asymmetry).add("seed", request.seed);
  line.add("h", request.field);
  line.add("stationary_residual", result.stationary.residual);
  line.add("closed_classes", result.stationary.closed_classes);
  line.add("balance_residual", result.balance_residual);
  line.add("boltzmann_distance", result.distance);
  line.add("boltzmann_difference", result.largest_difference);
  auto const gap = result.gap.value_or(binary::SpectralGap{.gap = NAN, .error = NAN});
  line.add("gap", gap.gap).add("gap_error", gap.error);
  line.add("relaxation_sweeps", relaxation_sweeps(chain, result));
  line.add("wall_seconds", result.wall_seconds);
  deliver(line);
}

std::string short_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

void print_table(ChainRequest const& request, binary::ExactChain const& chain,
                 ChainResult const& result) {
  auto const& stationary = result.stationary;
  print_row("chain", to_text(static_cast<std::int64_t>(chain.states())) + " states, " +
                         request.dynamics + " at T = " + to_text(chain.T()));
  print_row("couplings", chain.system().symmetric() ? "symmetric" : "not symmetric");
  if (stationary.closed_classes > 1)
    print_row("stationary law", "one for each of " + to_text(stationary.closed_classes) +
                                    " closed sets of states; here from the uniform start");
  print_row("detailed balance", "net flow " + short_text(result.balance_residual) + " a step");
  print_row("from Boltzmann", short_text(result.distance) + " (largest difference " +
                                  short_text(result.largest_difference) + ")");
  if (!result.gap) return;  // it may never forget where it began
  print_row("spectral gap",
            short_text(result.gap->gap) + " +- " + short_text(result.gap->error) + " a step");
  print_row("relaxation time", short_text(relaxation_sweeps(chain, result)) + " sweeps");
}

void run(ChainRequest const& request) {
  auto const dynamics = binary::chain_dynamics_of(request.dynamics);
  until_interrupted(
      [&] {
    binary::ExactChain const chain(system_of(request), dynamics, request.T);
    auto const result = compute(chain);
    request.json ? print_json(request, chain, result) : print_table(request, chain, result);
      },
      [] { return std::string(); });
  finish_output();
}

}  // namespace

Command binary_chain_command() {
  auto const request = std::make_shared<ChainRequest>();
  Command command{
      .name = "binary chain",
      .summary = "the exact Markov chain of up to 16 spins: its law, balance, relaxation time",
      .example =
          "mattis binary chain --N 10 --T 0.8 --dynamics glauber --seed 1\n"
          "  mattis binary chain --couplings J.npy --T 1 --dynamics little --json"};
  auto& options = command.options;
  request->given_N =
      &options.add("N", "SPINS", request->N, "spins, their couplings drawn: normal, variance 1/N");
  options.add("couplings", "FILE", request->couplings,
              "take them from a .npy, .h5 (dataset J) or .csv file instead");
  request->given_asymmetry = &options.add(
      "asymmetry", "X", request->asymmetry,
      "of drawn couplings: share of their variance in which J_ij and J_ji differ, 0 to 1");
  options.add("h", "H", request->field, "field on each spin");
  options.add("T", "T", request->T, "temperature, 0 and inf among them");
  options.add_choice("dynamics", {"glauber", "metropolis", "little"}, request->dynamics,
                     "one random spin a step, or all at once");
  options.add("seed", "SEED", request->seed, "of drawn couplings");
  options.add_switch("json", request->json, "the summary as one line of JSON");
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
