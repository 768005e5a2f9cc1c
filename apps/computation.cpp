// SPDX-License-Identifier: BSD-3-Clause
#include "computation.hpp"

#include "figure.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <cstdio>
#include <system_error>

namespace mattis::command {

Option& add_model_options(Options& options, Dense& model) {
  auto& alpha = options.add("alpha", "ALPHA", model.alpha, "load: P / N patterns per neuron");
  auto& g = options.add("g", "G", model.g, "coupling gain");
  alpha.required = g.required = true;
  alpha.default_text = g.default_text = "";
  options.add("a", "A1[,A2..]", model.a,
              "initial amplitude of each condensed pattern; leave out for none");
  options.add("ic-noise", "auto|X", model.ic_noise,
              "standard deviation of the initial noise; auto: sqrt(max(0, g^2 - |a|^2))");
  return options.add("n", "ORDER", model.n,
                     "interaction order of the dense model; its load counts P / N^n");
}

void set_order(Dense& model, std::string const& name, Option const& given) {
  if (name != "hopfield") return;
  if (given.given) expect(model.n == 1, "n", "1 with hopfield (dense takes other orders)", model.n);
  model.n = 1;
}

void add_computation_options(Options& options, Computation& computation, OfferedOptions offered) {
  options.add("out", "FILE.h5", computation.out,
              "write the result here; without it, only the summary is printed");
  if (offered.figure)
    options.add("figure", "FILE.png", computation.figure,
                "the same, drawn (Python: scripts/setup --figure)");
  auto& threads = options.add("threads", "N", computation.threads,
                              "threads; left out, as many as the machine has");
  threads.default_text = "";
  if (offered.precision)
    options.add_choice("precision", {"float", "double"}, computation.precision, "of the state");
  options.add_switch("progress", computation.progress, "a bar while it runs, on a terminal only")
      .negatable = true;
  options.add_switch("json", computation.json, "the summary as one line of JSON");
}

void validate(Computation const& computation) {
  validate_threads(computation.threads);
  validate_output_and_figure(computation.out, computation.figure);
}

ProgressCallback make_progress(ProgressBar& bar) {
  return [&bar](Progress const& progress) { bar.show(progress); };
}

void write_output(Computation const& computation,
                  std::function<void(std::filesystem::path const&)> const& write) {
  if (computation.out.empty()) return;
  io::OutputFile out(computation.out);
  out.fill(write);
  out.commit();
}

void add_outcome(JsonLine& line, Computation const& computation, double wall_seconds,
                 io::Provenance const& provenance) {
  line.add("wall_seconds", wall_seconds).add("backend", provenance.backend);
  line.add("threads", provenance.threads).add("out", computation.out.string());
  line.add("figure", computation.figure.string());
}

void print_computation(Computation const& computation, double wall_seconds,
                       io::Provenance const& provenance) {
  char seconds[40];
  std::snprintf(seconds, sizeof seconds, "%.3g s", wall_seconds);
  print_row("wall time", seconds + (" (" + provenance.backend) + ", " +
                             std::to_string(provenance.threads) +
                             (provenance.threads == 1 ? " thread, " : " threads, ") +
                             provenance.precision + ")");
  if (!computation.out.empty()) print_row("file", computation.out.string());
  if (!computation.figure.empty()) print_row("figure", computation.figure.string());
}

void finish_summary(Computation const& computation) {
  try {
    finish_output();
  } catch (Error const& error) {
    if (computation.out.empty()) throw;
    auto const message =
        std::string(error.what()) + "; the result is in " + computation.out.string();
    if (computation.json) throw Error(message);
    std::clearerr(stdout);
    std::fprintf(stderr, "mattis: %s\n", message.c_str());
  }
}

void expect_other_than_output(Computation const& computation, std::filesystem::path const& file,
                              char const* option) {
  if (io::same_file(file, computation.out))
    throw_unexpected(option, "another file than the output", file.string());
  if (io::same_file(file, computation.figure))
    throw_unexpected(option, "another file than the figure", file.string());
}

}  // namespace mattis::command
