// SPDX-License-Identifier: BSD-3-Clause
#include "figure.hpp"

#include <mattis/core/error.hpp>
#include <mattis/io/output_file.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

namespace mattis::command {

namespace {

namespace fs = std::filesystem;

struct Drawing {
  fs::path script, python;
};

Drawing find_drawing(std::string const& subject) {
  auto const name = "plot_" + subject + ".py";
  auto const folder = fs::read_symlink("/proc/self/exe").parent_path();
  auto const source = folder.parent_path().parent_path();
  Drawing drawing;
  for (auto const& place : {source / "scripts", folder.parent_path() / "share" / "mattis"})
    if (drawing.script.empty() && fs::exists(place / name)) drawing.script = place / name;
  if (drawing.script.empty())
    throw_unexpected("figure",
                     name + " in " + (source / "scripts").string() + " or " +
                         (folder.parent_path() / "share" / "mattis").string(),
                     "none");
  auto const made = source / "build" / "venv" / "bin" / "python";
  char const* const named = std::getenv("MATTIS_PYTHON");
  drawing.python = named != nullptr ? fs::path(named) : fs::exists(made) ? made : "python3";
  return drawing;
}

/// The last line that a process writes to its standard error, and whether it succeeds.
std::pair<bool, std::string> run(std::vector<std::string> words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {false, std::strerror(errno)};
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
  if (failure != 0) return {false, words[0] + ": " + std::strerror(failure)};
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  while (text.ends_with('\n')) text.pop_back();
  auto const line = text.substr(text.rfind('\n') + 1);
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0, line};
}

}  // namespace

void draw_figure(std::string const& subject, std::vector<fs::path> const& files,
                 fs::path const& figure) {
  auto const drawing = find_drawing(subject);
  io::OutputFile out(figure, "figure");
  out.fill([&](fs::path const& path) {
    std::vector<std::string> words{drawing.python.string(), drawing.script.string()};
    for (auto const& file : files) words.push_back(file.string());
    words.insert(words.end(), {"--figure", path.string()});
    auto const [drawn, said] = run(std::move(words));
    if (!drawn)
      throw_unexpected("figure",
                       "Python with numpy, h5py and matplotlib (scripts/setup --figure makes one; "
                       "MATTIS_PYTHON names another)",
                       said.empty() ? "a failure without a word" : said);
  });
  out.commit();
}

void validate_output_and_figure(fs::path const& out, fs::path const& figure) {
  if (!out.empty()) io::check_output_path(out);
  if (figure.empty()) return;
  io::check_output_path(figure, "figure");
  if (io::same_file(figure, out))
    throw_unexpected("figure", "another file than the output", figure.string());
}

void write_and_draw(std::string const& subject, fs::path const& out, fs::path const& figure,
                    std::function<void(fs::path const&)> const& write) {
  if (out.empty() && figure.empty()) return;
  if (out.empty()) {
    io::OutputFile passing(figure.string() + ".h5", "figure");
    passing.fill([&](auto const& path) {
      write(path);
      draw_figure(subject, {path}, figure);
    });
    return;
  }
  io::OutputFile file(out);
  file.fill(write);
  file.commit();
  if (!figure.empty()) draw_figure(subject, {out}, figure);
}

}  // namespace mattis::command
