// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What a caller in Python gave, by name, as the library's options take it.
#include <mattis/binary/given_patterns.hpp>

#include <nanobind/nanobind.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mattis::python {

/// An object as an error shows it: its repr, shortened.
std::string shown(nanobind::handle value);

/// A matrix, row-major.
struct Matrix {
  std::size_t rows = 0, columns = 0;
  std::vector<double> values;
};

// As the library has them, of anything that is one in Python: NumPy's and torch's numbers and
// arrays of any layout, too. With the interpreter's lock. \throws Error  "<name>: expected ..,
// got .."
void read(std::string const& name, nanobind::handle value, int& into);
void read(std::string const& name, nanobind::handle value, std::int64_t& into);
void read(std::string const& name, nanobind::handle value, std::uint64_t& into);
void read(std::string const& name, nanobind::handle value, double& into);
void read(std::string const& name, nanobind::handle value, bool& into);
void read(std::string const& name, nanobind::handle value, std::string& into);
void read(std::string const& name, nanobind::handle value, std::vector<double>& into);
void read(std::string const& name, nanobind::handle value, std::vector<int>& into);
void read(std::string const& name, nanobind::handle value, std::vector<std::int64_t>& into);
void read(std::string const& name, nanobind::handle value, std::vector<std::string>& into);
void read(std::string const& name, nanobind::handle value, Matrix& into);
/// Of signs (P, N), or of Patterns.
void read(std::string const& name, nanobind::handle value, binary::GivenPatterns& into);
inline void read(std::string const&, nanobind::handle value, nanobind::object& into) {
  into = nanobind::borrow(value);
}
/// None: nothing.
template <class T>
void read(std::string const& name, nanobind::handle value, std::optional<T>& into) {
  into.reset();
  if (!value.is_none()) read(name, value, into.emplace());
}

/// Keyword arguments. Whoever has taken all of them calls expect_all_taken().
class Arguments {
 public:
  explicit Arguments(nanobind::dict given) : rest_(std::move(given)) {}

  /// Leaves `into` as it is where there is none of this name. \return whether there is
  template <class T>
  bool take(char const* name, T& into) {
    auto const value = pop(name);
    if (value.is_valid()) read(name, value, into);
    return value.is_valid();
  }
  /// \throws Error  where there is none
  template <class T>
  void need(char const* name, T& into) {
    auto const value = pop(name);
    read(name, value.is_valid() ? value : nanobind::none(), into);
  }
  /// One of `names`, as its number; `otherwise` where there is none.
  int choice(char const* name, std::vector<std::string_view> const& names, int otherwise);

  /// \throws TypeError  naming what nobody took
  void expect_all_taken() const;

 private:
  nanobind::object pop(char const* name);

  nanobind::dict rest_;
};

}  // namespace mattis::python
