// SPDX-License-Identifier: BSD-3-Clause
#include "figure.hpp"

#include "lines.hpp"
#include "shipped.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace mattis::command {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> formats{"png", "pdf", "svg"};

/// Of a figure, as its name ends; empty: none that is known.
std::string_view format_of(fs::path const& figure) {
  auto const ending = figure.extension().string();
  auto const* const found = std::find_if(formats.begin(), formats.end(), [&](auto format) {
    return ending.size() == format.size() + 1 && ending.ends_with(format);
  });
  return found == formats.end() ? std::string_view() : *found;
}

/// What MATTIS_PYTHON names, the source tree's build/venv, or python3.
fs::path find_python() {
  if (char const* const named = std::getenv("MATTIS_PYTHON"); named != nullptr) return named;
  auto const made = source_tree() / "build" / "venv" / "bin" / "python";
  return fs::exists(made) ? made : "python3";
}

struct Ended {
  int code = -1;                   ///< -1: not by itself
  std::vector<std::string> lines;  ///< of its standard error
};

/// Runs a process to its end.
Ended run(std::vector<std::string> words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {.lines = {std::strerror(errno)}};
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_addopen(&streams, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&streams, ends[1], STDERR_FILENO);
  pid_t child = 0;
  int const failure =
      posix_spawnp(&child, pointers[0], &streams, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&streams);
  ::close(ends[1]);
  std::string text;
  char part[4096];
  for (ssize_t got; failure == 0 && ((got = ::read(ends[0], part, sizeof part)) > 0 ||
                                     (got < 0 && errno == EINTR));)
    if (got > 0) text.append(part, static_cast<std::size_t>(got));
  ::close(ends[0]);
  if (failure != 0) return {.lines = {words[0] + ": " + std::strerror(failure)}};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  auto lines = lines_of(text);
  std::erase(lines, std::string());
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .lines = std::move(lines)};
}

}  // namespace

std::vector<std::string> draw_figure(std::vector<fs::path> const& files, fs::path const& figure,
                                     std::string const& name) {
  constexpr int wrong_file = 2;  // of the Python module
  constexpr std::string_view note = "note: ";
  auto const script = find_shipped(name, fs::path("python") / "mattis" / "plots" / "__main__.py");
  io::OutputFile out(figure, name);
  std::vector<std::string> notes;
  out.fill([&](fs::path const& path) {
    std::vector<std::string> words{find_python().string(), script.string()};
    for (auto const& file : files) words.push_back(file.string());
    words.insert(words.end(), {"--out", path.string(), "--format", std::string(format_of(figure))});
    auto const ended = run(std::move(words));
    if (ended.code == wrong_file && !ended.lines.empty())
      throw Error(name + ": " + ended.lines.back());
    if (ended.code != 0)
      throw_unexpected(name,
                       "Python with numpy, h5py and matplotlib (scripts/setup --figure makes one; "
                       "MATTIS_PYTHON names another)",
                       ended.lines.empty() ? "a failure without a word" : ended.lines.back());
    for (auto const& line : ended.lines)
      if (line.starts_with(note)) notes.push_back(line.substr(note.size()));
  });
  out.commit();
  return notes;
}

void validate_figure(fs::path const& figure, std::string const& name) {
  io::check_output_path(figure, name);
  if (format_of(figure).empty())
    throw_unexpected(name, "a name that ends in .png, .pdf or .svg", figure.string());
}

void validate_output_and_figure(fs::path const& out, fs::path const& figure) {
  if (!out.empty()) io::check_output_path(out);
  if (figure.empty()) return;
  if (io::same_file(figure, out))
    throw_unexpected("figure", "another file than the output", figure.string());
  validate_figure(figure);
}

void write_and_draw(fs::path const& out, fs::path const& figure,
                    std::function<void(fs::path const&)> const& write) {
  if (out.empty() && figure.empty()) return;
  if (out.empty()) {
    io::OutputFile passing(figure.string() + ".h5", "figure");
    passing.fill([&](auto const& path) {
      write(path);
      draw_figure({path}, figure);
    });
    return;
  }
  io::OutputFile file(out);
  file.fill(write);
  file.commit();
  if (!figure.empty()) draw_figure({out}, figure);
}

}  // namespace mattis::command
