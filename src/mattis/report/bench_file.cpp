// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/median.hpp>
#include <mattis/report/bench_file.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>

namespace mattis::report {

using Json = nlohmann::ordered_json;

namespace {

constexpr int format = 1;

std::string text_of(Json const& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// A value of the file and where it stands, "f.json: rows[3].work".
class Place {
 public:
  Place(Json const& value, std::string file, std::string path = {})
      : value_(&value), file_(std::move(file)), path_(std::move(path)) {}

  [[noreturn]] void refuse(std::string const& expected) const {
    refuse(expected, text_of(*value_));
  }
  [[noreturn]] void refuse(std::string const& expected, std::string const& got) const {
    throw_unexpected(path_.empty() ? file_ : file_ + ": " + path_, expected, got);
  }

  Place at(std::string const& key) const {
    if (!value_->is_object()) refuse("a JSON object");
    auto const found = value_->find(key);
    if (found == value_->end()) {
      std::string keys;
      for (auto const& item : value_->items())
        keys += (keys.empty() ? "" : ", ") + text_of(item.key());
      refuse("a key \"" + key + "\"", keys.empty() ? "none" : keys);
    }
    return {*found, file_, path_.empty() ? key : path_ + "." + key};
  }

  bool has(std::string const& key) const { return value_->is_object() && value_->contains(key); }

  /// Of an array.
  template <class Read>
  auto each(Read const& read) const {
    if (!value_->is_array()) refuse("an array");
    std::vector<decltype(read(*this))> all;
    all.reserve(value_->size());
    for (std::size_t i = 0; i < value_->size(); ++i)
      all.push_back(read(Place((*value_)[i], file_, path_ + "[" + std::to_string(i) + "]")));
    return all;
  }

  /// Nothing for null.
  template <class Read>
  auto unless_null(Read const& read) const {
    std::optional<decltype(read(*this))> one;
    if (!value_->is_null()) one = read(*this);
    return one;
  }

  std::string text() const {
    if (!value_->is_string()) refuse("a text");
    return value_->get<std::string>();
  }

  bool truth() const {
    if (!value_->is_boolean()) refuse("true or false");
    return value_->get<bool>();
  }

  std::int64_t integer(std::int64_t least, std::int64_t most) const {
    bool const fits = value_->is_number_integer() &&
                      (!value_->is_number_unsigned() ||
                       value_->get<std::uint64_t>() <= static_cast<std::uint64_t>(most));
    if (!fits || value_->get<std::int64_t>() < least || value_->get<std::int64_t>() > most)
      refuse("an integer from " + to_text(least) + " to " + to_text(most));
    return value_->get<std::int64_t>();
  }

  int count() const { return static_cast<int>(integer(1, std::numeric_limits<int>::max())); }

  double above_zero(std::string const& what = "a number above 0") const {
    if (!value_->is_number() || !(value_->get<double>() > 0)) refuse(what);
    return value_->get<double>();
  }

  double not_negative() const {
    if (!value_->is_number() || !(value_->get<double>() >= 0)) refuse("a number, 0 or more");
    return value_->get<double>();
  }

  std::vector<double> samples() const {
    if (!value_->is_array() || value_->empty()) refuse("an array of one time or more, in seconds");
    return each([](Place const& time) { return time.above_zero("a time above 0, in seconds"); });
  }

  Sizes sizes() const {
    if (!value_->is_object()) refuse("an object of sizes");
    Sizes all;
    for (auto const& item : value_->items())
      all.emplace_back(item.key(),
                       at(item.key()).integer(0, std::numeric_limits<std::int64_t>::max()));
    return all;
  }

 private:
  Json const* value_;
  std::string file_, path_;
};

Ceiling ceiling_at(Place const& at) {
  return {at.at("target").text(), at.at("kind").text(), at.at("precision").text(),
          at.at("value").above_zero(), at.at("unit").text()};
}

Accuracy accuracy_at(Place const& at) {
  auto const of = at.at("of");
  if (auto const text = of.text(); text != "bound" && text != "ulp")
    of.refuse("\"bound\" or \"ulp\"");
  return {at.at("worst").not_negative(), of.text()};
}

BenchRow row_at(Place const& at) {
  BenchRow row;
  row.kernel = at.at("kernel").text();
  row.precision = at.at("precision").text();
  row.target = at.at("target").text();
  row.sizes = at.at("sizes").sizes();
  row.variant = at.at("variant").text();
  row.threads = at.at("threads").count();
  row.unit = at.at("unit").text();
  row.work = at.at("work").above_zero();
  row.samples_s = at.at("samples_s").samples();
  if (at.has("dropped_s"))  // files of before have none
    row.dropped_s = at.at("dropped_s").each([](Place const& time) {
      return time.above_zero("a time above 0, in seconds");
    });
  row.ceiling = at.at("ceiling").unless_null([](Place const& ceiling) {
    return CeilingShare{ceiling.at("kind").text(), ceiling.at("share").not_negative()};
  });
  row.accuracy = at.at("accuracy").unless_null(accuracy_at);
  row.energy_J =
      at.at("energy_J").unless_null([](Place const& energy) { return energy.not_negative(); });
  row.peers = at.at("peers").each([](Place const& peer) {
    return Peer{peer.at("name").text(), peer.at("samples_s").samples()};
  });
  return row;
}

Json json_of(BenchRow const& row) {
  Json sizes = Json::object();
  for (auto const& [name, size] : row.sizes) sizes[name] = size;
  Json peers = Json::array();
  for (auto const& peer : row.peers)
    peers.push_back({{"name", peer.name}, {"samples_s", peer.samples_s}});
  Json line{
      {"kernel", row.kernel},       {"precision", row.precision}, {"target", row.target},
      {"sizes", std::move(sizes)},  {"variant", row.variant},     {"threads", row.threads},
      {"unit", row.unit},           {"work", row.work},           {"samples_s", row.samples_s},
      {"dropped_s", row.dropped_s}, {"ceiling", nullptr},         {"accuracy", nullptr},
      {"energy_J", nullptr},        {"peers", std::move(peers)}};
  if (row.ceiling) line["ceiling"] = {{"kind", row.ceiling->kind}, {"share", row.ceiling->share}};
  if (row.accuracy) line["accuracy"] = {{"worst", row.accuracy->worst}, {"of", row.accuracy->of}};
  if (row.energy_J) line["energy_J"] = *row.energy_J;
  return line;
}

}  // namespace

double BenchRow::median_s() const { return median(samples_s); }

std::string to_json(BenchFile const& file) {
  Json ceilings = Json::array();
  for (auto const& one : file.ceilings)
    ceilings.push_back({{"target", one.target},
                        {"kind", one.kind},
                        {"precision", one.precision},
                        {"value", one.value},
                        {"unit", one.unit}});
  Json rows = Json::array();
  for (auto const& row : file.rows) rows.push_back(json_of(row));
  Json const whole{{"format", format},
                   {"command", "bench"},
                   {"machine",
                    {{"device", file.machine.device},
                     {"driver", file.machine.driver},
                     {"compiler", file.machine.compiler},
                     {"threads", file.machine.threads}}},
                   {"build",
                    {{"version", file.build.version},
                     {"git_hash", file.build.git_hash},
                     {"flags", file.build.flags},
                     {"kokkos", file.build.kokkos},
                     {"configuration", file.build.configuration}}},
                   {"settings",
                    {{"quick", file.settings.quick},
                     {"tuning", file.settings.tuning},
                     {"rounds", file.settings.rounds}}},
                   {"ceilings", std::move(ceilings)},
                   {"energy", {{"readable", file.energy.readable}, {"words", file.energy.words}}},
                   {"rows", std::move(rows)}};
  auto text = text_of(whole) + "\n";
  from_json(text, file.name.empty() ? "bench file" : file.name);  // what is written can be read
  return text;
}

BenchFile from_json(std::string_view text, std::string const& name) {
  Json whole;
  try {
    whole = Json::parse(text);
  } catch (Json::exception const& error) {
    std::string const what = error.what();  // "[json.exception.parse_error.101] parse error at .."
    throw_unexpected(name, "a file of mattis bench", what.substr(what.find("] ") + 2));
  }
  Place const at(whole, name);
  if (auto const there = at.at("format"); there.integer(0, 1000000) != format)
    there.refuse("format " + to_text(format));
  if (auto const command = at.at("command"); command.text() != "bench") command.refuse("\"bench\"");
  BenchFile file;
  file.name = name;
  auto const machine = at.at("machine");
  file.machine = {machine.at("device").text(), machine.at("driver").text(),
                  machine.at("compiler").text(), machine.at("threads").count()};
  auto const build = at.at("build");
  file.build = {build.at("version").text(), build.at("git_hash").text(), build.at("flags").text(),
                build.at("kokkos").text(),
                build.at("configuration").each([](Place const& line) { return line.text(); })};
  auto const settings = at.at("settings");
  file.settings = {settings.at("quick").truth(), settings.at("tuning").text(),
                   settings.has("rounds") ? settings.at("rounds").text() : ""};  // before: none
  file.ceilings = at.at("ceilings").each(ceiling_at);
  auto const energy = at.at("energy");
  file.energy = {energy.at("readable").truth(), energy.at("words").text()};
  file.rows = at.at("rows").each(row_at);
  return file;
}

BenchFile read(std::filesystem::path const& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  // A folder opens, and fails when it is read; an empty file sets failbit on `text` alone.
  if (stream) text << stream.rdbuf();
  if (!stream || stream.bad() || std::filesystem::is_directory(file))
    throw Error(file.string() + ": cannot be read: " +
                (std::filesystem::is_directory(file) ? "a folder" : std::strerror(errno)));
  return from_json(text.str(), file.string());
}

}  // namespace mattis::report
