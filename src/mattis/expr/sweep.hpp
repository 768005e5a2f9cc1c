// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One sweep over the samples of an effective neuron for all statements about it.
#include <mattis/expr/detail/exact_samples.hpp>
#include <mattis/expr/detail/sample_means.hpp>
#include <mattis/expr/effective_neuron.hpp>
#include <mattis/expr/explain.hpp>

#include <functional>
#include <string>
#include <vector>

namespace mattis {
namespace expr {

namespace detail {

enum class SampleTargetKind { covariance, response, mean };

/// Where a statement's sums lie, and where they go.
struct SampleTarget {
  SampleTargetKind kind;
  double* data;
  std::int64_t row_stride, column_stride;
  int rows, columns;
  std::size_t offset;  // of its sums
  bool mean;           // not a sum
  double samples = 1;  // to divide by
};

/// Writes the results of a sweep, a team for each step.
template <ExecutionSpace Exec, int count>
struct WriteSampleTargets {
  Array<double*, Exec> sums;
  int steps;
  SampleTarget targets[count];

  /// By a team of a device ..
  KOKKOS_FUNCTION void operator()(typename Kokkos::TeamPolicy<Exec>::member_type const& team,
                                  int t) const {
    for (int i = 0; i < count; ++i) {
      if (t >= targets[i].rows) continue;
      Kokkos::parallel_for(Kokkos::TeamThreadRange(team, targets[i].columns),
                           [&](int s) { write(targets[i], t, s); });
    }
  }
  /// .. or by a thread of a host.
  void operator()(std::int64_t step) const {
    auto const t = static_cast<int>(step);
    for (SampleTarget const& target : targets)
      for (int s = 0; t < target.rows && s < target.columns; ++s) write(target, t, s);
  }
  KOKKOS_FUNCTION void write(SampleTarget const& target, int t, int s) const {
    target.data[t * target.row_stride + s * target.column_stride] =
        entry(target, t, s) / target.samples;
  }
  KOKKOS_FUNCTION double entry(SampleTarget const& target, int t, int s) const {
    std::size_t row = static_cast<std::size_t>(t);
    std::size_t column = static_cast<std::size_t>(s);
    if (target.kind == SampleTargetKind::response) {
      if (t <= s) return 0;
      row = static_cast<std::size_t>(s);
      column = static_cast<std::size_t>(t);
    } else if (target.kind == SampleTargetKind::covariance && s > t) {
      row = static_cast<std::size_t>(s);
      column = static_cast<std::size_t>(t);
    }
    return sums(target.offset + row * static_cast<std::size_t>(target.columns) + column);
  }
};

template <class Part>
inline constexpr bool is_mean = false;
template <class Value, class Space>
inline constexpr bool is_mean<SampleMean<Value, Space>> = true;
template <class Part>
inline constexpr bool is_response = false;
template <ExecutionSpace Exec, Real T, class Space>
inline constexpr bool is_response<SampleResponse<Exec, T, Space>> = true;

/// The sums of a mean statement as a tuple of one; of others nothing.
template <class Part>
auto row_sums(Part const& part, std::size_t offset) {
  if constexpr (is_mean<Part>) {
    using Sums = RowSums<decltype(part.value)>;
    return Tuple(Sums{{part.value.template planned<0>()}, offset});
  } else {
    return Tuple<>{};
  }
}

template <ExecutionSpace Exec, Real T, class SumsTuple>
struct MeansOf;
template <ExecutionSpace Exec, Real T, class... Sums>
struct MeansOf<Exec, T, Tuple<Sums...>> {
  using type = StatementMeans<Exec, T, Sums...>;
};

}  // namespace detail

/// One sweep over the samples of an effective neuron, with its workspace: made once for a loop,
/// running it allocates nothing. Samples pass in blocks of 256, whose sums go up a tree that the
/// number of blocks decides: same bits for any number of threads, and of the processes of a team.
/// Error of a mean: sweep_error_bound<T>(steps), times the size of its values.
template <ExecutionSpace Exec, class... Parts>
class [[nodiscard]] SweepPlan {
  static_assert((Parts::template reachable<Exec>() && ...),
                "the Views of a statement lie in memory that its execution space can reach");

 public:
  using T = typename std::tuple_element_t<0, Tuple<Parts...>>::value_type;
  static_assert((std::is_same_v<T, typename Parts::value_type> && ...),
                "one sweep has samples of one precision");

  /// \throws Error when shapes do not fit, when the statements are about several neurons, or when
  /// the scratch is too small
  SweepPlan(Exec const& exec, SweepStatement<Parts...> const& statement, How const& how = {},
            Scratch<Exec> const& scratch = {})
      : SweepPlan(exec, statement, Shape(statement), how, scratch) {}

  /// Bytes of scratch: not less for more steps or patterns.
  std::size_t workspace_bytes() const { return neurons_.workspace_bytes(); }
  /// Takes the workspace from there from now on. \throws Error when it is too small
  void use(Exec const& exec, Scratch<Exec> const& scratch) { neurons_.use(exec, scratch); }

  /// Bytes of the workspace of such a plan for T = `steps`, K = `condensed` and `concurrency`
  /// threads.
  static std::size_t bytes(int steps, int condensed, int concurrency, How const& how = {}) {
    return EffectiveNeurons<Exec, T>::bytes(steps, condensed, wanted(steps, condensed), concurrency,
                                            how);
  }

  /// Asynchronous on `exec`, with the input that the neuron was made of: its Views as they are now.
  /// \throws Error naming the argument, when it is out of range
  void run(Exec const& exec) const { run(exec, *input_); }
  /// The same with another input for as many steps and condensed patterns.
  void run(Exec const& exec, SweepInput<Exec> const& input) const {
    if (runs_reference(how_)) {
      run_exact(exec, input);
      return;
    }
    neurons_.sweep(exec, input, means_);
    detail::WriteSampleTargets<Exec, count> write{neurons_.sums(), neurons_.layout().steps, {}};
    for (int i = 0; i < count; ++i) {
      write.targets[i] = targets_[i];
      if (!targets_[i].mean) continue;
      bool const response = targets_[i].kind == detail::SampleTargetKind::response;
      write.targets[i].samples = static_cast<double>(
          response ? input.response_samples.value_or(input.samples) : input.samples);
    }
    int const steps = neurons_.layout().steps;
    if constexpr (is_host_execution_space<Exec>) {
      mattis::detail::for_items(exec, "mattis::expr::means_over_samples",
                                {steps, 2.0 * count * steps}, write);
    } else {
      mattis::detail::for_teams(exec, "mattis::expr::means_over_samples",
                                Kokkos::TeamPolicy<Exec>(exec, steps, 128), write);
    }
  }

  /// What run() does, a line per pass.
  std::vector<std::string> passes() const {
    if (runs_reference(how_))
      return {"all rows of all samples on the host, in double; " + together(true, true)};
    std::string const all = together(true, true);
    std::string const line = "effective neurons of " + to_text(neurons_.layout().steps) +
                             " steps and " + to_text(neurons_.layout().condensed) +
                             " patterns, in blocks of 256 samples";
    std::string const sums = "sums of the blocks, added in their order";
    if (is_host_execution_space<Exec>) return {line + "; from the cache " + all, sums};
    std::string const squares = together(false, true);
    std::string const means = together(true, false);
    std::vector<std::string> lines{line + (squares.empty() ? "" : "; " + squares)};
    if (!means.empty()) lines.push_back("blocks of the line above; " + means);
    lines.push_back(sums);
    return lines;
  }

 private:
  static constexpr int count = static_cast<int>(sizeof...(Parts));
  using Indices = std::index_sequence_for<Parts...>;
  using SumsTuple = decltype(tuple_cat(detail::row_sums(std::declval<Parts const&>(), 0)...));
  using Means = typename detail::MeansOf<Exec, T, SumsTuple>::type;

  struct Shape {
    explicit Shape(SweepStatement<Parts...> const& statement) {
      apply([&](auto const&... part) { (take(part.value), ...); }, statement.parts);
      steps = static_cast<int>(input->factor.extent(0));
      condensed = static_cast<int>(input->drive.extent(1));
    }
    template <class Value>
    void take(Value const& value) {
      for_each_row(value, [this](auto const& row) {
        static_assert(
            std::is_same_v<typename std::remove_cvref_t<decltype(row)>::execution_space, Exec>,
            "the neuron's input lies in another execution space");
        if (input && input != row.input)
          throw Error("statements: expected the samples of one effective neuron, got those of two");
        input = row.input;
      });
    }

    std::shared_ptr<SweepInput<Exec> const> input;
    int steps = 0;
    int condensed = 0;
  };

  SweepPlan(Exec const& exec, SweepStatement<Parts...> const& statement, Shape const& shape,
            How const& how, Scratch<Exec> const& scratch)
      : how_(how),
        input_(shape.input),
        neurons_(exec, shape.steps, shape.condensed, wanted(shape.steps, shape.condensed), how,
                 scratch),
        means_(make_means(statement, shape.steps, shape.condensed, how, Indices{})) {
    apply([&](auto const&... part) { (texts_.push_back(part.text()), ...); }, statement.parts);
    if (runs_reference(how)) {
      apply([&](auto const&... part) { (exact_.push_back(exact_values(part)), ...); },
            statement.parts);
    }
    place(statement, Indices{});
    apply([&](auto const&... part) { (keep_apart(part.target, part.text()), ...); },
          statement.parts);
  }
  /// All results are written at once.
  void keep_apart(KeptLeaf<double> const& target, std::string const& text) {
    Footprint const places = target.entries.footprint();
    detail::check_places({{places}, true, {}, {}});
    for (auto const& other : kept_) {
      if (overlap(places, other.entries.footprint()))
        throw Error("target of " + text +
                    ": expected memory apart from the other targets, got an overlapping View");
    }
    kept_.push_back(target);
  }

  static SweepSums wanted(int steps, int condensed) {
    SweepSums sums;
    (..., ask<Parts>(steps, condensed, sums));
    return sums;
  }
  template <class Part>
  static void ask(int steps, int condensed, SweepSums& sums) {
    if constexpr (detail::is_mean<Part>) {
      sums.means += entries<Part>(steps, condensed);
    } else if constexpr (detail::is_response<Part>) {
      sums.response = true;
    } else {
      sums.covariance_of[static_cast<int>(decltype(Part::value)::kind)] = true;
    }
  }
  template <class Part>
  static std::size_t entries(int steps, int condensed) {
    if constexpr (detail::is_mean<Part>) {
      return static_cast<std::size_t>(
          detail::RowSums<decltype(Part::value)>::entries(steps, condensed));
    } else {
      return 0;
    }
  }
  /// Where the means of statement I begin among those of the sweep.
  template <std::size_t... I>
  static std::size_t offset(std::size_t statement, int steps, int condensed,
                            std::index_sequence<I...>) {
    return (std::size_t{0} + ... + (I < statement ? entries<Parts>(steps, condensed) : 0));
  }
  template <std::size_t... I>
  static Means make_means(SweepStatement<Parts...> const& statement, int steps, int condensed,
                          How const& how, std::index_sequence<I...>) {
    return Means(tuple_cat(detail::row_sums(get<I>(statement.parts),
                                            offset(I, steps, condensed, Indices{}))...),
                 how);
  }

  template <std::size_t... I>
  void place(SweepStatement<Parts...> const& statement, std::index_sequence<I...>) {
    (..., void(targets_[I] = target_of(get<I>(statement.parts), I)));
  }
  template <class Part>
  detail::SampleTarget target_of(Part const& part, std::size_t index) const {
    using detail::SampleTargetKind;
    auto const& layout = neurons_.layout();
    auto const& to = part.target.entries;
    if constexpr (detail::is_mean<Part>) {
      std::size_t const at =
          layout.means() + offset(index, layout.steps, layout.condensed, Indices{});
      if constexpr (Part::of_steps && Part::of_patterns) {
        expect_shape(part, layout.steps, layout.condensed);
        return {SampleTargetKind::mean, to.data, to.row_stride, to.column_stride, layout.steps,
                layout.condensed,       at,      part.mean};
      } else if constexpr (Part::of_steps) {
        expect_shape(part, 1, layout.steps);
        return {
            SampleTargetKind::mean, to.data, to.column_stride, 1, layout.steps, 1, at, part.mean};
      } else {
        expect_shape(part, 1, layout.condensed);
        return {SampleTargetKind::mean, to.data, 0,        to.column_stride, 1,
                layout.condensed,       at,      part.mean};
      }
    } else {
      expect_shape(part, layout.steps, layout.steps);
      constexpr bool response = detail::is_response<Part>;
      std::size_t at = 0;
      if constexpr (!response)
        at = layout.covariance(static_cast<int>(decltype(Part::value)::kind));
      return {response ? SampleTargetKind::response : SampleTargetKind::covariance,
              to.data,
              to.row_stride,
              to.column_stride,
              layout.steps,
              layout.steps,
              at,
              true};
    }
  }
  /// One row: a View of rank 1.
  template <class Part>
  static void expect_shape(Part const& part, std::int64_t rows, std::int64_t columns) {
    auto const& to = part.target.entries;
    if (to.rows == rows && to.columns == columns) return;
    throw_unexpected("target of " + part.text(), "shape " + expr::text(Extent{rows, columns}),
                     expr::text(Extent{to.rows, to.columns}));
  }

  /// The statements as explain() lists them.
  std::string together(bool means, bool squares) const {
    std::string list;
    for (int i = 0; i < count; ++i) {
      bool const is_mean = targets_[i].kind == detail::SampleTargetKind::mean;
      if (is_mean ? !means : !squares) continue;
      list += (list.empty() ? "" : ", ") + texts_[static_cast<std::size_t>(i)];
    }
    return list;
  }

  /// The entries of one part's target on Target::reference.
  using ExactValues = std::function<std::vector<double>(detail::ExactSamples const&)>;
  template <class Part>
  static ExactValues exact_values(Part const& part) {
    if constexpr (detail::is_mean<Part>) {
      return [value = part.value, mean = part.mean](detail::ExactSamples const& samples) {
        return detail::exact_means(value, mean, samples);
      };
    } else if constexpr (detail::is_response<Part>) {
      return [](detail::ExactSamples const& samples) { return samples.response().entries; };
    } else {
      return [](detail::ExactSamples const& samples) {
        return reference::covariance(samples.row(decltype(Part::value)::kind)).entries;
      };
    }
  }
  void run_exact(Exec const& exec, SweepInput<Exec> const& input) const {
    neurons_.expect_input(input);
    auto const& layout = neurons_.layout();
    auto const samples = detail::ExactSamples::of<T>(exec, input, layout.steps, layout.condensed);
    for (int i = 0; i < count; ++i) {
      detail::SampleTarget const& to = targets_[i];
      mattis::detail::from_host(
          exec, exact_[static_cast<std::size_t>(i)](samples),
          mattis::detail::StridedEntries<double>{
              to.data, 2, {to.rows, to.columns}, {to.row_stride, to.column_stride}});
    }
  }

  How how_;
  std::shared_ptr<SweepInput<Exec> const> input_;
  EffectiveNeurons<Exec, T> neurons_;
  Means means_;
  detail::SampleTarget targets_[count] = {};
  std::vector<KeptLeaf<double>> kept_;
  std::vector<std::string> texts_;
  std::vector<ExactValues> exact_;  // of each part
};

}  // namespace expr

/// Several means over the samples of one effective neuron, in one sweep.
template <class... Parts>
requires(sizeof...(Parts) > 0) auto together(expr::SweepStatement<Parts> const&... statements) {
  return expr::SweepStatement<Parts...>{tuple_cat(statements.parts...)};
}

/// The plan of such a sweep: it owns all workspace, and running it allocates nothing. What no
/// statement asks for is not computed. \throws Error when shapes do not fit
template <ExecutionSpace Exec, class... Parts>
expr::SweepPlan<Exec, Parts...> plan(Exec const& exec,
                                     expr::SweepStatement<Parts...> const& statement,
                                     How const& how = {}, Scratch<Exec> const& scratch = {}) {
  return {exec, statement, how, scratch};
}
/// The same of two statements; of more, together(..).
template <ExecutionSpace Exec, class First, class Second>
expr::SweepPlan<Exec, First, Second> plan(Exec const& exec,
                                          expr::SweepStatement<First> const& first,
                                          expr::SweepStatement<Second> const& second,
                                          How const& how = {}) {
  return {exec, together(first, second), how};
}

/// The passes of a sweep, a line each; plans it on `exec` to tell, and runs nothing.
template <ExecutionSpace Exec, class... Parts>
std::string explain(Exec const& exec, expr::SweepStatement<Parts...> const& statement) {
  return expr::detail::numbered(plan(exec, statement).passes());
}
/// The same on the default instance of the neuron's space.
template <class... Parts>
std::string explain(expr::SweepStatement<Parts...> const& statement) {
  using Exec = decltype(expr::first_row(get<0>(statement.parts).value))::execution_space;
  return explain(Exec{}, statement);
}

}  // namespace mattis
