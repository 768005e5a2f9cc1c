// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/io/truth_set.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <utility>

namespace mattis::io {

namespace {

constexpr auto* error_suffix = "_se";
constexpr auto* bound_suffix = "_bound";

Extents squeezed(Extents const& shape) {
  Extents rest;
  std::copy_if(shape.begin(), shape.end(), std::back_inserter(rest),
               [](auto extent) { return extent != 1; });
  return rest;
}

/// Whether `name` is Q_se or Q_bound of a Q that is there.
bool is_error(std::string const& name, Arrays const& arrays) {
  for (std::string const suffix : {error_suffix, bound_suffix})
    if (name.ends_with(suffix) && arrays.contains(name.substr(0, name.size() - suffix.size())))
      return true;
  return false;
}

std::string case_of(std::string const& name) { return name.substr(0, name.rfind('/')); }

/// "(3, 0)", of an entry of a row-major array; "" of its only one.
std::string indices_of(std::size_t entry, Extents const& shape) {
  std::string text;
  for (std::size_t d = shape.size(); d-- > 0;) {
    text.insert(0, std::to_string(entry % shape[d]) + (text.empty() ? "" : ", "));
    entry /= shape[d];
  }
  return text.empty() ? "" : "(" + text + ")";
}

/// Values with their errors, all of one length; no errors: zeros.
struct Estimated {
  std::vector<double> values, se, bound;
  bool has_errors = false;
};

/// The mean of the first of two dimensions, and its standard error.
Estimated mean_of_trials(Array const& array, std::size_t entries) {
  auto const trials = array.values.size() / std::max<std::size_t>(entries, 1);
  Estimated all{.values = std::vector<double>(entries),
                .se = std::vector<double>(entries),
                .bound = {},
                .has_errors = true};
  auto const count = static_cast<double>(trials);
  for (std::size_t i = 0; i < entries; ++i) {
    for (std::size_t trial = 0; trial < trials; ++trial)
      all.values[i] += array.values[trial * entries + i] / count;
    for (std::size_t trial = 0; trial < trials; ++trial)
      all.se[i] += std::pow(array.values[trial * entries + i] - all.values[i], 2);
    all.se[i] = std::sqrt(all.se[i] / (count - 1) / count);
  }
  return all;
}

/// Errors beside `name`: each entry's, or one of all; nothing where there are none.
std::optional<std::vector<double>> errors_of(Arrays const& arrays, std::string const& name,
                                             std::size_t entries, std::string const& file) {
  auto const found = arrays.find(name);
  if (found == arrays.end()) return std::nullopt;
  auto errors = found->second.values;
  if (errors.size() == 1) errors.assign(entries, errors.front());
  if (errors.size() != entries)
    throw_unexpected(file + ": " + name, std::to_string(entries) + " errors, or one of all",
                     std::to_string(errors.size()));
  for (double const error : errors)
    if (!(error >= 0) || std::isinf(error))
      throw_unexpected(file + ": " + name, "errors of at least 0", to_text(error));
  return errors;
}

/// Quantity `name` of somebody, in the entries of `shape`.
Estimated estimated(Arrays const& arrays, std::string const& name, Extents const& shape,
                    std::string const& file) {
  auto const& array = arrays.at(name);
  std::size_t entries = 1;
  for (auto const extent : shape) entries *= extent;
  auto const se = errors_of(arrays, name + error_suffix, entries, file);
  Estimated all;
  if (squeezed(array.shape) == squeezed(shape)) {
    all.values = array.values;
  } else if (!se && array.shape.size() > 0 && array.shape[0] > 1 &&
             squeezed({array.shape.begin() + 1, array.shape.end()}) == squeezed(shape)) {
    all = mean_of_trials(array, entries);
  } else {
    throw_unexpected(file + ": " + name, "shape " + shape_text(shape), shape_text(array.shape));
  }
  if (se) {
    all.se = *se;
    all.has_errors = true;
  }
  all.se.resize(entries, 0);
  all.bound =
      errors_of(arrays, name + bound_suffix, entries, file).value_or(std::vector<double>(entries));
  return all;
}

Agreement compare_entries(Estimated const& truth, Estimated const& theirs, Extents const& shape) {
  Agreement worst;
  worst.has_errors = truth.has_errors || theirs.has_errors;
  std::size_t at = 0;
  for (std::size_t i = 0; i < truth.values.size(); ++i) {
    if (std::isnan(truth.values[i])) continue;
    double const bound = truth.bound[i] + theirs.bound[i];
    double difference = std::abs(theirs.values[i] - truth.values[i]);
    if (truth.values[i] == theirs.values[i]) difference = 0;  // infinite ones, too
    if (std::isnan(difference)) difference = std::numeric_limits<double>::infinity();
    double const beyond = std::max(0.0, difference - bound);
    double const errors =
        beyond == 0 ? 0 : beyond / std::hypot(truth.se[i], theirs.se[i]);  // infinite without any
    if (std::pair(errors, difference) > std::pair(worst.standard_errors, worst.difference)) {
      worst.standard_errors = errors;
      worst.difference = difference;
      at = i;
    }
  }
  if (!truth.values.empty()) worst.bound = truth.bound[at] + theirs.bound[at];
  worst.where = indices_of(at, shape);
  worst.shape = shape;
  return worst;
}

}  // namespace

TruthSet::TruthSet(std::filesystem::path const& path)
    : arrays_(read_arrays(path)), path_(path.string()) {
  auto const version = arrays_.find("version");
  if (version == arrays_.end() || version->second.values.size() != 1)
    throw_unexpected(path_, "a truth set, with its version", "none");
  version_ = static_cast<std::int64_t>(version->second.values.front());
  arrays_.erase(version);
  for (auto const& name : names()) estimated(arrays_, name, arrays_.at(name).shape, path_);
}

std::vector<std::string> TruthSet::names() const {
  std::vector<std::string> all;
  for (auto const& [name, array] : arrays_)
    if (!is_error(name, arrays_) && name.find("/given/") == name.npos) all.push_back(name);
  return all;
}

std::vector<std::string> TruthSet::cases() const {
  std::set<std::string> all;
  for (auto const& name : names()) all.insert(case_of(name));
  return {all.begin(), all.end()};
}

Compared TruthSet::compare(Arrays const& theirs, std::string const& file,
                           CompareOptions const& options) const {
  auto const prefix = options.of.empty() ? "" : options.of + "/";
  Compared compared;
  std::set<std::string> known;
  for (auto const& name : names()) {
    if (!name.starts_with(prefix)) continue;
    auto const own = name.substr(prefix.size());
    if (!theirs.contains(own)) continue;
    known.insert(own);
    auto const& shape = arrays_.at(name).shape;
    auto one = compare_entries(estimated(arrays_, name, shape, path_),
                               estimated(theirs, own, shape, file), shape);
    one.name = name;
    one.agrees = one.standard_errors <= options.standard_errors;
    compared.quantities.push_back(std::move(one));
  }
  for (auto const& [name, array] : theirs)
    if (!known.contains(name) && !is_error(name, theirs) && name.find("given/") == name.npos)
      compared.ignored.push_back(name);
  return compared;
}

}  // namespace mattis::io
