// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::command {

/// One option of a command: `--ic-noise` on the command line, `ic-noise` or `ic_noise` in a TOML
/// file.
struct Option {
  std::string name;
  std::string value;  ///< what help calls its value; empty for a switch
  std::string help;
  std::string default_text;  ///< empty where there is none to show
  bool negatable = false;    ///< a switch with a --no- form
  bool required = false;
  bool value_optional = false;  ///< given without one, its value is an empty text
  std::string instead_of = {};  ///< the option that this one is another way to give
  std::function<void(std::string const&)> assign;  ///< parses the text into its target
  bool given = false;
  std::string origin = {};  ///< where it was given, "FILE.toml:3"; empty: on the command line
};

/// The options of one command, described once for the command line and for TOML files.
class Options {
 public:
  Options() = default;
  Options(Options&&) =
      default;  // commands keep addresses of options: they move, and are not copied
  Options& operator=(Options&&) = default;

  // Each takes its default from the target and throws Error "<name>: expected <..>, got <..>" for
  // text that does not parse.
  Option& add(std::string name, std::string value, double& target, std::string help);
  Option& add(std::string name, std::string value, int& target, std::string help);
  Option& add(std::string name, std::string value, std::int64_t& target, std::string help);
  Option& add(std::string name, std::string value, std::uint64_t& target, std::string help);
  /// A number or the word for none.
  Option& add(std::string name, std::string value, std::optional<double>& target, std::string help,
              std::string none = "auto");
  /// Numbers separated by commas.
  Option& add(std::string name, std::string value, std::vector<double>& target, std::string help);
  /// Whole numbers separated by commas.
  Option& add(std::string name, std::string value, std::vector<int>& target, std::string help);
  Option& add(std::string name, std::string value, std::filesystem::path& target, std::string help);
  /// Any text.
  Option& add_text(std::string name, std::string value, std::string& target, std::string help);
  /// FROM:TO:COUNT, equally spaced numbers, both ends among them.
  Option& add_range(std::string name, std::vector<double>& target, std::string help);
  /// One word of `choices`.
  Option& add_choice(std::string name, std::vector<std::string> choices, std::string& target,
                     std::string help);
  /// A switch.
  Option& add_switch(std::string name, bool& target, std::string help);

  /// Gives an option its value as text, in place of one given before, and of the option it stands
  /// instead of where that comes from elsewhere. \throws Error  when the text does not parse,
  /// beginning with the origin
  void set(Option& option, std::string const& text, std::string const& origin = {});

  /// An error that names one of the options, with the place where that one was given before it.
  std::string with_origin(std::string const& message) const;

  /// The option of that name, dashes and underscores alike; null when there is none.
  Option* find(std::string_view name);
  std::vector<std::string> names() const;
  std::deque<Option>& all() { return options_; }

  /// \throws Error  naming the first required option that was not given
  void check() const;

 private:
  Option& append(Option option);

  std::deque<Option> options_;  // a deque, so that references handed out stay valid
};

}  // namespace mattis::command
