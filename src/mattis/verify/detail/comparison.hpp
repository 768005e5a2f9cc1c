// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/kernels/detail/on_host.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/verify/verify.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace mattis::detail {

/// Numbers, one behind the other, of everything that a run writes.
using Outcome = std::vector<double>;

inline Outcome joined(std::vector<Outcome> const& parts) {
  Outcome all;
  for (auto const& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Means, and their standard errors.
struct Estimates {
  Outcome values, errors;
};

/// Collects what is verified in one precision on one execution space.
template <ExecutionSpace Exec, Real T>
class Comparison {
 public:
  Comparison(Exec const& exec_, VerifyOptions const& options, std::vector<Verified>& results)
      : exec(exec_), options_(options), results_(&results) {
    if constexpr (is_host_execution_space<Exec>) {
      for (auto const* set : lanes::available_instruction_sets())
        targets_.push_back({set->name, *set});
    }
    targets_.push_back({"portable", Target::portable});
  }

  static constexpr double epsilon = static_cast<double>(std::numeric_limits<T>::epsilon());
  Exec exec;

  /// One of the sizes from `least` to `most` at which loops over tiles, chunks, blocks and vectors
  /// end early, end exactly, or have not begun.
  std::int64_t size(std::int64_t least, std::int64_t most) {
    static constexpr std::int64_t sizes[] = {0,   1,    2,    3,    7,    15,   16,   17,  31,
                                             33,  63,   64,   65,   129,  255,  256,  257, 511,
                                             513, 1000, 1023, 1025, 2047, 2048, 2049, 4097};
    for (;;) {
      auto const one =
          sizes[std::uniform_int_distribution<std::size_t>(0, std::size(sizes) - 1)(random_)];
      if (one >= least && one <= most) return one;
    }
  }
  std::uint64_t seed() { return random_(); }
  /// Uniform in [-scale, scale], numbers that T holds.
  std::vector<double> numbers(std::int64_t count, double scale) {
    std::uniform_real_distribution<double> uniform(-scale, scale);
    std::vector<double> values(static_cast<std::size_t>(count));
    for (auto& value : values) value = static_cast<double>(static_cast<T>(uniform(random_)));
    return values;
  }

  template <class U = T>
  Array<U*, Exec> vector(std::vector<double> const& values) const {
    Array<U*, Exec> const there("mattis::verify::vector", values.size());
    from_host(exec, values, StridedEntries<U>::row(there.data(), values.size()));
    return there;
  }
  template <class U = T>
  Array<U**, Exec> matrix(std::int64_t rows, std::int64_t columns,
                          std::vector<double> const& values) const {
    Array<U**, Exec> const there("mattis::verify::matrix", static_cast<std::size_t>(rows),
                                 static_cast<std::size_t>(columns));
    from_host(exec, values, StridedEntries<U>::row(there.data(), values.size()));
    return there;
  }
  /// What a run writes: NaN before each, so that no run passes with what another has left.
  template <class U = T>
  Array<U*, Exec> output(std::int64_t count) {
    return emptied(Array<U*, Exec>("mattis::verify::output", static_cast<std::size_t>(count)));
  }
  template <class U = T>
  Array<U**, Exec> output(std::int64_t rows, std::int64_t columns) {
    return emptied(Array<U**, Exec>("mattis::verify::output", static_cast<std::size_t>(rows),
                                    static_cast<std::size_t>(columns)));
  }
  template <class View>
  Outcome entries(View const& view) const {
    return on_host(exec, static_cast<std::int64_t>(view.size()),
                   StridedEntries<typename View::value_type>::of(view));
  }

  /// Calls one_case() as often as there are cases; it calls compare().
  template <class Case>
  void each_case(std::string const& what, Case const& one_case) {
    each_case(what, options_.cases, one_case);
  }
  template <class Case>
  void each_case(std::string const& what, int cases, Case const& one_case) {
    if (what.find(options_.only) == std::string::npos) return;
    random_.seed(seed_of(what));
    std::vector<Verified> rows;
    for (auto const& target : targets_)
      rows.push_back(
          {what, precision_name<T>, std::string(Exec::name()) + " " + target.first, 0, 0, {}});
    rows_ = &rows;
    for (int i = 0; i < cases; ++i) {
      throw_if_stopped();
      outputs_.clear();
      one_case();
    }
    rows_ = nullptr;
    for (auto const& row : rows) {
      results_->push_back(row);
      if (options_.on_result) options_.on_result(row);
    }
  }

  /// Compares run(how) of each target with that of the reference: entry i may differ by
  /// bounds(expected)[i].
  template <class Run, class Bounds>
  void compare(std::string const& shape, Run const& run, Bounds const& bounds) {
    empty_outputs();
    auto const expected = run(How(Target::reference));
    compare_with(shape, expected, bounds(expected), run);
  }
  /// The same with one bound for all entries.
  template <class Run>
  void compare_within(std::string const& shape, double bound, Run const& run) {
    compare(shape, run,
            [bound](Outcome const& expected) { return Outcome(expected.size(), bound); });
  }
  template <class Run>
  void compare_with(std::string const& shape, Outcome const& expected, Outcome const& bounds,
                    Run const& run) {
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      empty_outputs();
      note(i, shape, worst_of(run(targets_[i].second), expected, bounds));
    }
  }
  /// Compares what run(how) estimates with what was estimated once: five standard errors of their
  /// difference are the bound.
  template <class Run>
  void compare_estimates(std::string const& shape, Estimates const& stored, Run const& run) {
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      Estimates const now = run(targets_[i].second);
      Outcome bounds;
      for (std::size_t k = 0; k < stored.values.size() && k < now.errors.size(); ++k)
        bounds.push_back(5 * std::hypot(stored.errors[k], now.errors[k]));
      note(i, shape, worst_of(now.values, stored.values, bounds));
    }
  }

 private:
  template <class View>
  View emptied(View const& view) {
    outputs_.push_back([exec_ = exec, view] {
      Kokkos::deep_copy(exec_, view, std::numeric_limits<typename View::value_type>::quiet_NaN());
    });
    return view;
  }
  void empty_outputs() const {
    for (auto const& empty : outputs_) empty();
  }

  /// Largest error in units of its bound.
  static double worst_of(Outcome const& values, Outcome const& expected, Outcome const& bounds) {
    if (values.size() != expected.size() || bounds.size() != expected.size()) return infinity;
    double worst = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
      double const error = std::abs(values[k] - expected[k]);
      if (error == 0) continue;
      double const size = error / bounds[k];
      worst = std::isnan(size) ? infinity : std::max(worst, size);
    }
    return worst;
  }
  void note(std::size_t target, std::string const& shape, double worst) {
    auto& row = (*rows_)[target];
    ++row.cases;
    if (row.cases == 1 || worst > row.worst) {
      row.worst = worst;
      row.where = shape;
    }
  }

  /// Whatever else is verified, a kernel has the same cases.
  std::uint64_t seed_of(std::string const& what) const {
    std::uint64_t hash = options_.seed;
    for (char const letter : what) hash = 31 * hash + static_cast<unsigned char>(letter);
    return hash;
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();

  VerifyOptions const& options_;
  std::vector<Verified>* results_;
  std::mt19937_64 random_;
  std::vector<std::pair<std::string, How>> targets_;
  std::vector<std::function<void()>> outputs_;
  std::vector<Verified>* rows_ = nullptr;
};

/// In files of their own, for the spaces that the library is compiled for.
template <ExecutionSpace Exec, Real T>
void verify_kernels(Comparison<Exec, T>& comparison);
template <ExecutionSpace Exec, Real T>
void verify_statements(Comparison<Exec, T>& comparison);
template <ExecutionSpace Exec, Real T>
void verify_neurons(Comparison<Exec, T>& comparison);
template <ExecutionSpace Exec, Real T>
void verify_models(Comparison<Exec, T>& comparison);

}  // namespace mattis::detail
