// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "figure.hpp"
#include "interrupt.hpp"
#include "json_line.hpp"
#include "summary.hpp"

#include <mattis/binary/chain_summary.hpp>
#include <mattis/binary/random_couplings.hpp>
#include <mattis/core/error.hpp>
#include <mattis/io/chain_file.hpp>
#include <mattis/io/couplings_file.hpp>
#include <mattis/io/output_file.hpp>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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
  bool json = false, matrix = false;
  std::filesystem::path out, figure;
  Option const* given_N = nullptr;
  Option const* given_asymmetry = nullptr;
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

/// In sweeps of N updates; a step of parallel dynamics is one.
double relaxation_sweeps(binary::ExactChain const& chain, binary::ChainSummary const& result) {
  double const steps =
      result.gap ? result.gap->relaxation_steps() : std::numeric_limits<double>::infinity();
  return chain.dynamics() == binary::ChainDynamics::little ? steps : steps / chain.system().N;
}

void print_json(ChainRequest const& request, binary::ExactChain const& chain,
                binary::ChainSummary const& result) {
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
  line.add("out", request.out.string()).add("figure", request.figure.string());
  deliver(line);
}

std::string short_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

void print_table(ChainRequest const& request, binary::ExactChain const& chain,
                 binary::ChainSummary const& result) {
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
  if (result.gap) {  // else it may never forget where it began
    print_row("spectral gap",
              short_text(result.gap->gap) + " +- " + short_text(result.gap->error) + " a step");
    print_row("relaxation time", short_text(relaxation_sweeps(chain, result)) + " sweeps");
  }
  if (!request.out.empty()) print_row("file", request.out.string());
  if (!request.figure.empty()) print_row("figure", request.figure.string());
}

void write(ChainRequest const& request, binary::ExactChain const& chain,
           binary::ChainSummary const& result) {
  std::vector<std::pair<std::string, std::string>> origin;
  if (request.couplings.empty()) {
    origin = {{"couplings", "drawn"},
              {"asymmetry", to_text(request.asymmetry)},
              {"seed", std::to_string(request.seed)}};
  } else {
    origin = {{"couplings", request.couplings.string()}};
  }
  write_and_draw(request.out, request.figure, [&](auto const& path) {
    io::write_chain(
        path, {.chain = chain, .summary = result, .origin = origin, .matrix = request.matrix});
  });
}

void run(ChainRequest const& request) {
  auto const dynamics = binary::chain_dynamics_of(request.dynamics);
  validate_output_and_figure(request.out, request.figure);
  if (request.matrix && request.out.empty() && request.figure.empty())
    throw_unexpected("matrix", "a file or a figure for it (--out F.h5, --figure F.png)", "none");
  if (!request.couplings.empty() && io::same_file(request.couplings, request.out))
    throw_unexpected("couplings", "another file than the output", request.couplings.string());
  until_interrupted(
      [&] {
    binary::ExactChain const chain(system_of(request), dynamics, request.T);
    constexpr int most = binary::ExactChain::most_spins_of_matrix;
    if (request.matrix)
      expect(chain.system().N <= most, "matrix", "at most 12 spins", chain.system().N);
    auto const result = binary::summarise(chain);
    write(request, chain, result);
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
          "  mattis binary chain --couplings J.npy --T 1 --dynamics little --json\n"
          "  mattis binary chain --N 6 --T 0.5 --matrix --out chain.h5 --figure chain.png"};
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
  options.add("out", "FILE.h5", request->out, "law, energies and couplings");
  options.add_switch("matrix", request->matrix, "the transition matrix too, of 12 spins at most");
  options.add("figure", "FILE.png", request->figure,
              "the law over the energy, and the matrix (Python: scripts/setup --figure)");
  options.add_switch("json", request->json, "the summary as one line of JSON");
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
