// SPDX-License-Identifier: BSD-3-Clause
#include "options.hpp"

#include <mattis/core/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace mattis::command {

namespace {

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

/// from_chars over the whole text, which may start with a plus sign.
template <class Number>
std::optional<Number> parsed(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number{};
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

double parse_double(std::string const& name, std::string_view text,
                    char const* expected = "a number") {
  auto const number = parsed<double>(text);
  if (!number) throw_unexpected(name, expected, in_quotes(text));
  return *number;
}

/// Whole numbers may be written as 5e4 too.
template <class Integer>
Integer parse_integer(std::string const& name, std::string_view text) {
  if (auto const number = parsed<Integer>(text)) return *number;
  auto const number = parsed<double>(text);
  if (!number || std::trunc(*number) != *number)
    throw_unexpected(name, "a whole number", in_quotes(text));
  constexpr auto limits = std::numeric_limits<Integer>();
  if (*number < static_cast<double>(limits.min()))
    throw_unexpected(name, "a whole number of at least " + std::to_string(limits.min()),
                     in_quotes(text));
  if (std::abs(*number) > 0x1p53 || *number > static_cast<double>(limits.max()))
    throw_unexpected(
        name, "a whole number of at most " + std::to_string(limits.max()) + ", digit by digit",
        in_quotes(text));
  return static_cast<Integer>(*number);
}

/// What stands between separators, without spaces around it.
std::vector<std::string_view> items(std::string_view text, char separator) {
  std::vector<std::string_view> all;
  for (std::size_t start = 0; start <= text.size();) {
    auto const end = std::min(text.find(separator, start), text.size());
    auto item = text.substr(start, end - start);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    all.push_back(item);
    start = end + 1;
  }
  return all;
}

std::vector<double> parse_list(std::string const& name, std::string_view text) {
  std::vector<double> numbers;
  for (auto const item : items(text, ','))
    numbers.push_back(parse_double(name, item, "numbers separated by commas"));
  return numbers;
}

std::vector<int> parse_integers(std::string const& name, std::string_view text) {
  std::vector<int> numbers;
  for (auto const item : items(text, ',')) numbers.push_back(parse_integer<int>(name, item));
  return numbers;
}

std::vector<double> parse_range(std::string const& name, std::string_view text) {
  constexpr int most = 1'000'000;
  auto const parts = items(text, ':');
  auto const from = parts.size() == 3 ? parsed<double>(parts[0]) : std::nullopt;
  auto const to = parts.size() == 3 ? parsed<double>(parts[1]) : std::nullopt;
  auto const count = parts.size() == 3 ? parsed<int>(parts[2]) : std::nullopt;
  bool const good = from && to && count && std::isfinite(*from) && std::isfinite(*to) &&
                    *from < *to && *count >= 2;
  if (!good || *count > most)
    throw_unexpected(name, "FROM:TO:COUNT, FROM below TO, COUNT from 2 to " + std::to_string(most),
                     in_quotes(text));
  std::vector<double> numbers;
  // Weighted, so that 0.02:0.06:3 has 0.04 and not its neighbour.
  int const last = *count - 1;
  for (int i = 0; i < last; ++i) numbers.push_back((*from * (last - i) + *to * i) / last);
  numbers.push_back(*to);
  return numbers;
}

template <class Number>
std::string joined(std::vector<Number> const& numbers) {
  std::string text;
  for (auto const number : numbers) text.append(text.empty() ? "" : ",").append(to_text(number));
  return text;
}

std::string with_dashes(std::string_view name) {
  std::string dashed(name);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return dashed;
}

}  // namespace

Option& Options::append(Option option) { return options_.emplace_back(std::move(option)); }

Option& Options::add(std::string name, std::string value, double& target, std::string help) {
  return append(
      {.name = name,
       .value = std::move(value),
       .help = std::move(help),
       .default_text = to_text(target),
       .assign = [name, &target](std::string const& text) { target = parse_double(name, text); }});
}

Option& Options::add(std::string name, std::string value, int& target, std::string help) {
  return append({.name = name,
                 .value = std::move(value),
                 .help = std::move(help),
                 .default_text = std::to_string(target),
                 .assign = [name, &target](std::string const& text) {
                   target = parse_integer<int>(name, text);
                 }});
}

Option& Options::add(std::string name, std::string value, std::int64_t& target, std::string help) {
  return append({.name = name,
                 .value = std::move(value),
                 .help = std::move(help),
                 .default_text = std::to_string(target),
                 .assign = [name, &target](std::string const& text) {
                   target = parse_integer<std::int64_t>(name, text);
                 }});
}

Option& Options::add(std::string name, std::string value, std::uint64_t& target, std::string help) {
  return append({.name = name,
                 .value = std::move(value),
                 .help = std::move(help),
                 .default_text = std::to_string(target),
                 .assign = [name, &target](std::string const& text) {
                   target = parse_integer<std::uint64_t>(name, text);
                 }});
}

Option& Options::add(std::string name, std::string value, std::optional<double>& target,
                     std::string help, std::string none) {
  return append(
      {.name = name,
       .value = std::move(value),
       .help = std::move(help),
       .default_text = target ? to_text(*target) : none,
       .assign = [name, none, expected = "a number or " + none, &target](std::string const& text) {
         target.reset();
         if (text != none) target = parse_double(name, text, expected.c_str());
       }});
}

Option& Options::add(std::string name, std::string value, std::vector<double>& target,
                     std::string help) {
  return append(
      {.name = name,
       .value = std::move(value),
       .help = std::move(help),
       .default_text = joined(target),
       .assign = [name, &target](std::string const& text) { target = parse_list(name, text); }});
}

Option& Options::add(std::string name, std::string value, std::vector<int>& target,
                     std::string help) {
  return append({.name = name,
                 .value = std::move(value),
                 .help = std::move(help),
                 .default_text = joined(target),
                 .assign = [name, &target](std::string const& text) {
                   target = parse_integers(name, text);
                 }});
}

Option& Options::add_range(std::string name, std::vector<double>& target, std::string help) {
  return append(
      {.name = name,
       .value = "FROM:TO:COUNT",
       .help = std::move(help),
       .default_text = {},
       .assign = [name, &target](std::string const& text) { target = parse_range(name, text); }});
}

Option& Options::add(std::string name, std::string value, std::filesystem::path& target,
                     std::string help) {
  return append({.name = name,
                 .value = std::move(value),
                 .help = std::move(help),
                 .default_text = target.string(),
                 .assign = [name, &target](std::string const& text) {
                   if (text.empty()) throw_unexpected(name, "a file name", "an empty one");
                   target = text;
                 }});
}

Option& Options::add_text(std::string name, std::string value, std::string& target,
                          std::string help) {
  return append({.name = std::move(name),
                 .value = std::move(value),
                 .help = std::move(help),
                 .default_text = target,
                 .assign = [&target](std::string const& text) { target = text; }});
}

Option& Options::add_choice(std::string name, std::vector<std::string> choices, std::string& target,
                            std::string help) {
  std::string all;
  for (auto const& choice : choices) all.append(all.empty() ? "" : "|").append(choice);
  return append(
      {.name = name,
       .value = all,
       .help = std::move(help),
       .default_text = target,
       .assign = [name, all, choices = std::move(choices), &target](std::string const& text) {
         bool const known = std::find(choices.begin(), choices.end(), text) != choices.end();
         if (!known) throw_unexpected(name, all, in_quotes(text));
         target = text;
       }});
}

Option& Options::add_switch(std::string name, bool& target, std::string help) {
  return append({.name = name,
                 .value = {},
                 .help = std::move(help),
                 .default_text = {},
                 .assign = [name, &target](std::string const& text) {
                   if (text != "true" && text != "false")
                     throw_unexpected(name, "true or false", in_quotes(text));
                   target = text == "true";
                 }});
}

void Options::set(Option& option, std::string const& text, std::string const& origin) {
  try {
    option.assign(text);
  } catch (Error const& error) {
    throw Error((origin.empty() ? "" : origin + ": ") + error.what());
  }
  option.given = true;
  option.origin = origin;
  auto* const other = option.instead_of.empty() ? nullptr : find(option.instead_of);
  if (other != nullptr && other->origin != origin) other->given = false;
}

std::string Options::with_origin(std::string const& message) const {
  auto const name = with_dashes(message.substr(0, message.find_first_of(":[")));
  for (auto const& option : options_)
    if (option.name == name && !option.origin.empty()) return option.origin + ": " + message;
  return message;
}

Option* Options::find(std::string_view name) {
  auto const dashed = with_dashes(name);
  auto const found = std::find_if(options_.begin(), options_.end(),
                                  [&](auto const& option) { return option.name == dashed; });
  return found == options_.end() ? nullptr : &*found;
}

std::vector<std::string> Options::names() const {
  std::vector<std::string> names;
  for (auto const& option : options_) names.push_back(option.name);
  return names;
}

void Options::check() const {
  for (auto const& option : options_) {
    if (option.required && !option.given)
      throw_unexpected(option.name, "a value (--" + option.name + " " + option.value + ")", "none");
  }
}

}  // namespace mattis::command
