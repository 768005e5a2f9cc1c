// SPDX-License-Identifier: BSD-3-Clause
#include "command.hpp"
#include "figure.hpp"
#include "json_line.hpp"
#include "summary.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mattis::command {

namespace {

struct PlotRequest {
  std::vector<std::filesystem::path> files;
  std::filesystem::path out;
  bool json = false;
};

void run(PlotRequest request) {
  auto const& files = request.files;
  if (files.empty()) throw_unexpected("plot", "a file that mattis has written", "none");
  auto& out = request.out;
  if (out.empty()) out = std::filesystem::path(files.front()).replace_extension(".png");
  for (auto const& file : files)
    if (io::same_file(file, out))
      throw_unexpected("out", "another file than those that are drawn", out.string());
  validate_figure(out, "out");
  auto const notes = draw_figure(files, out, "plot");
  if (request.json) {
    std::vector<std::string> names;
    for (auto const& file : files) names.push_back(file.string());
    JsonLine line;
    line.add("command", "plot").add("files", names).add("notes", notes);
    deliver(line.add("out", out.string()));
  } else {
    for (auto const& note : notes) print_row("note", note);
    print_row("figure", out.string());
  }
  finish_output();
}

}  // namespace

Command plot_command() {
  auto const request = std::make_shared<PlotRequest>();
  Command command{.name = "plot",
                  .summary =
                      "draw files that mattis has written: one, simulations and their "
                      "theory, several phase maps or several sweeps",
                  .example =
                      "mattis plot theory.h5\n"
                      "  mattis plot theory.h5 simulation.h5 --out both.pdf"};
  command.operand = "FILE.h5";
  command.operand_help = "of any command with --out; its .part, too";
  command.takes_operands = [request](std::vector<std::string> const& files) {
    request->files.assign(files.begin(), files.end());
  };
  command.options
      .add("out", "FILE.png", request->out,
           "the figure, .png, .pdf or .svg; left out, the first file's name with .png")
      .default_text = "";
  command.options.add_switch("json", request->json, "the summary as one line of JSON");
  command.sweepable = false;
  command.run = [request](std::string const&) { run(*request); };
  return command;
}

}  // namespace mattis::command
