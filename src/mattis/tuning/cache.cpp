// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/tuning/cache.hpp>
#include <mattis/tuning/subjects.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace mattis::tuning {

using Json = nlohmann::ordered_json;

namespace {

constexpr int format = 1;

/// Nothing is lost where a disk is full in the middle of a line: it is skipped when read.
void write_whole(int file, std::string const& text, std::string const& name) {
  for (std::size_t done = 0; done < text.size();) {
    auto const written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw Error(name + ": cannot be written: " + std::strerror(errno));
    done += static_cast<std::size_t>(written);
  }
}

}  // namespace

std::string to_line(Entry const& entry) {
  Json timings = Json::array();
  for (auto const& time : entry.timings) {
    Json one{{"variant", time.variant},
             {"best_s", time.best},
             {"median_s", time.median},
             {"rounds", time.rounds}};
    if (time.dropped) one["dropped"] = true;
    timings.push_back(std::move(one));
  }
  Json const line{{"format", format},
                  {"kernel", entry.key.kernel},
                  {"precision", entry.key.precision},
                  {"target", entry.key.target},
                  {"sizes", entry.key.sizes},
                  {"variant", entry.variant},
                  {"ratio", entry.ratio},
                  {"ratio_95", {entry.ratio_low, entry.ratio_high}},
                  {"complete", entry.complete},
                  {"revision", entry.revision},
                  {"device", entry.machine.device},
                  {"driver", entry.machine.driver},
                  {"compiler", entry.machine.compiler},
                  {"threads", entry.machine.threads},
                  {"timings", std::move(timings)}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Entry from_line(std::string const& text) {
  Json line;
  try {
    line = Json::parse(text);
  } catch (Json::exception const&) {
    throw Error("expected a JSON object, got '" + text.substr(0, 40) + "'");
  }
  try {
    if (int const there = line.at("format").get<int>(); there != format)
      throw Error("expected format " + to_text(format) + ", got " + to_text(there));
    Entry entry;
    entry.key = {line.at("kernel").get<std::string>(), line.at("precision").get<std::string>(),
                 line.at("target").get<std::string>(),
                 line.at("sizes").get<std::vector<std::int64_t>>()};
    entry.variant = line.at("variant").get<std::string>();
    entry.ratio = line.at("ratio").get<double>();
    entry.ratio_low = line.at("ratio_95").at(0).get<double>();
    entry.ratio_high = line.at("ratio_95").at(1).get<double>();
    entry.complete = line.at("complete").get<bool>();
    entry.revision = line.at("revision").get<int>();
    entry.machine = {line.at("device").get<std::string>(), line.at("driver").get<std::string>(),
                     line.at("compiler").get<std::string>(), line.at("threads").get<int>()};
    for (auto const& one : line.at("timings"))
      entry.timings.push_back({one.at("variant").get<std::string>(), one.at("best_s").get<double>(),
                               one.at("median_s").get<double>(), one.at("rounds").get<int>(),
                               one.value("dropped", false)});
    return entry;
  } catch (Json::exception const& error) {
    std::string const what = error.what();  // "[json.exception.out_of_range.403] key 'x' not found"
    throw Error("expected an entry, got one in which " + what.substr(what.find("] ") + 2));
  }
}

namespace {

/// \param device  empty, or what a line must name to be looked at
Contents read(std::istream& stream, std::filesystem::path const& file,
              std::string const& device = {}) {
  Contents contents;
  contents.file = file;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (line.empty() || line.find(device) == std::string::npos) continue;
    try {
      contents.entries.push_back(from_line(line));
      contents.lines.push_back(number);
    } catch (Error const& error) {
      contents.notices.push_back(file.string() + ":" + to_text(number) + ": skipped, " +
                                 error.what());
    }
  }
  return contents;
}

}  // namespace

Contents read(std::filesystem::path const& file) {
  std::error_code status;
  if (!std::filesystem::exists(file, status) && !status) {
    Contents none;
    none.file = file;
    return none;
  }
  std::ifstream stream(file);
  if (!stream) throw Error(file.string() + ": cannot be read: " + std::strerror(errno));
  auto contents = read(stream, file);
  if (stream.bad()) throw Error(file.string() + ": cannot be read: " + std::strerror(errno));
  return contents;
}

Contents shipped(std::string const& device) {
  static constexpr char const* lines[] = {
#include <mattis/shipped_tuning.inc>
  };
  std::string text;
  for (auto const* line : lines) text.append(line).append("\n");
  std::istringstream stream(text);
  return read(stream, "shipped", device.empty() ? "" : Json(device).dump());
}

void append(std::filesystem::path const& file, std::span<Entry const> entries) {
  std::string text;
  for (auto const& entry : entries) text += to_line(entry) + "\n";
  std::error_code status;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), status);
  int const descriptor = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) throw Error(file.string() + ": cannot be written: " + std::strerror(errno));
  // What another left without its end of line stays a line of its own.
  char last = '\n';
  if (auto const end = ::lseek(descriptor, 0, SEEK_END); end > 0)
    if (::pread(descriptor, &last, 1, end - 1) != 1) last = '\n';
  try {
    write_whole(descriptor, (last == '\n' ? "" : "\n") + text, file.string());
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  if (::close(descriptor) != 0)
    throw Error(file.string() + ": cannot be written: " + std::strerror(errno));
}

std::optional<std::filesystem::path> default_file() {
  auto const set = [](char const* name) -> std::optional<std::filesystem::path> {
    char const* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') return {};
    return value;
  };
  if (auto const file = set("MATTIS_TUNING_FILE")) return file;
  // A relative path there is to be ignored, says the specification of the base directories.
  if (auto const cache = set("XDG_CACHE_HOME"); cache && cache->is_absolute())
    return *cache / "mattis" / "tuning.jsonl";
  if (auto const home = set("HOME")) return *home / ".cache" / "mattis" / "tuning.jsonl";
  return {};
}

std::string misfit(Entry const& entry, Machine const& here) {
  auto const differs =
      [](std::string const& what, std::string const& there, std::string const& this_one) {
    return "made with " + what + " " + there + ", here " + this_one;
  };
  Machine const& there = entry.machine;
  if (there.device != here.device) return differs("device", there.device, here.device);
  if (there.driver != here.driver) return differs("driver", there.driver, here.driver);
  if (there.compiler != here.compiler) return differs("compiler", there.compiler, here.compiler);
  if (there.threads != here.threads)
    return differs("threads", to_text(there.threads), to_text(here.threads));
  auto const known = revision(entry.key.kernel);
  if (!known) return "of kernel " + entry.key.kernel + ", which has no variants";
  if (*known != entry.revision)
    return differs("revision", to_text(entry.revision), to_text(*known));
  return {};
}

Choices choices(Contents const& contents, Machine const& here, std::vector<std::string>& notices) {
  Choices chosen;
  std::vector<std::string> foreign;
  for (std::size_t i = 0; i < contents.entries.size(); ++i) {
    auto const& entry = contents.entries[i];
    auto const why = misfit(entry, here);
    if (why.empty()) {
      chosen.set(entry.key, entry.variant);
      continue;
    }
    auto& list = entry.machine == here ? notices : foreign;
    list.push_back(contents.file.string() + ":" + to_text(contents.lines[i]) + ": skipped, " + why);
  }
  if (chosen.empty()) notices.insert(notices.end(), foreign.begin(), foreign.end());
  return chosen;
}

}  // namespace mattis::tuning
