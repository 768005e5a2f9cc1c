// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>
#include <mattis/dmft/recovery.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

namespace mattis {
namespace {

template <class Value>
void expect_each_once(std::string const& name, char const* what, std::vector<Value> const& values) {
  if (values.empty()) throw_unexpected(name, std::string("at least one ") + what, "none");
  std::vector<std::pair<Value, std::ptrdiff_t>> sorted;
  for (auto const value : values)
    sorted.emplace_back(value, static_cast<std::ptrdiff_t>(sorted.size()));
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    expect(sorted[i - 1].first != sorted[i].first,
           name + "[" + std::to_string(sorted[i].second) + "]",
           std::string("each ") + what + " once", sorted[i].first);
  }
}

Dense model_of(RecoveryOptions const& options, int n, double alpha, double a) {
  return {.n = n, .alpha = alpha, .g = options.g, .a = {a}, .ic_noise = options.ic_noise};
}

/// Half the time around step `peak` whose overlap is within its error of the peak's.
double peak_time_error(RecoveryRow const& row, std::size_t peak, double dt) {
  double const least = row.m_peak - row.m_peak_se;
  auto first = peak, last = peak;
  while (first > 0 && row.m[first - 1] >= least) --first;
  while (last + 1 < row.m.size() && row.m[last + 1] >= least) ++last;
  return dt * std::max(0.5, static_cast<double>(last - first) / 2);
}

void read_solution(Solution const& solution, RecoveryOptions const& options, RecoveryRow& row) {
  row.converged = true;
  row.sweeps = solution.sweeps;
  row.residual = solution.residual;
  row.remark = warning_text(solution.diagnosis);
  std::copy_n(solution.m.data(), row.m.size(), row.m.begin());
  if (options.solve.standard_errors)
    std::copy_n(solution.m_se.data(), row.m_se.size(), row.m_se.begin());
  auto const peak =
      static_cast<std::size_t>(std::max_element(row.m.begin(), row.m.end()) - row.m.begin());
  row.m_initial = row.m.front();
  row.m_initial_se = row.m_se.front();
  row.m_peak = row.m[peak];
  row.m_peak_se = row.m_se[peak];
  row.t_peak = options.solve.dt * static_cast<double>(peak);
  row.m_final = row.m.back();
  row.m_final_se = row.m_se.back();
  bool const errors_known = std::isfinite(row.m_initial_se) && std::isfinite(row.m_peak_se);
  if (errors_known) row.t_peak_se = peak_time_error(row, peak, options.solve.dt);
  double const margin = errors_known ? std::hypot(row.m_initial_se, row.m_peak_se) : 0;
  row.recovered = row.m_peak > row.m_initial + margin;
  row.retained = row.m_final >= options.threshold;
}

/// Steps that bisect the widest gap between neighbouring loads; an estimate, for the progress.
int bisection_steps(RecoveryOptions const& options) {
  auto loads = options.alpha;
  std::sort(loads.begin(), loads.end());
  double gap = 0;
  for (std::size_t i = 1; i < loads.size(); ++i) gap = std::max(gap, loads[i] - loads[i - 1]);
  if (!(options.capacity_tol > 0) || gap <= options.capacity_tol) return 0;
  double const halvings = std::ceil(std::log2(gap / options.capacity_tol));
  return static_cast<int>(std::min(halvings, 60.0));  // then the loads are neighbouring numbers
}

template <ExecutionSpace Exec, Real T>
class Sweep {
 public:
  Sweep(Exec const& exec, RecoveryOptions const& options)
      : exec_(exec),
        options_(options),
        planned_(static_cast<double>(options.n.size()) *
                 (static_cast<double>(options.alpha.size() * options.a.size()) +
                  bisection_steps(options))) {}

  Recovery run() {
    Clock const clock;
    for (int const n : options_.n) {
      auto const first = result_.rows.size();
      solve_grid(n);
      find_capacity(n, first);
    }
    expect(result_.rows.size() >= options_.finished.size(), "finished",
           "at most the " + std::to_string(result_.rows.size()) + " rows of this sweep",
           static_cast<std::int64_t>(options_.finished.size()));
    result_.wall_seconds = clock.seconds();
    return std::move(result_);
  }

 private:
  RecoveryRow row_of(int n, double alpha, double a, bool refined) const {
    RecoveryRow row{.n = n,
                    .alpha = alpha,
                    .a = a,
                    .ic_noise = initial_noise(model_of(options_, n, alpha, a)),
                    .refined = refined};
    row.m.assign(static_cast<std::size_t>(options_.solve.T), RecoveryRow::unknown);
    row.m_se = row.m;
    return row;
  }

  /// Every load and amplitude; as many at a time as there are processes.
  void solve_grid(int n) {
    std::vector<RecoveryRow> due;
    for (double const alpha : options_.alpha)
      for (double const a : options_.a) due.push_back(row_of(n, alpha, a, false));
    auto row = due.begin();
    while (row != due.end() && result_.rows.size() < options_.finished.size()) take_over(*row++);
    while (row != due.end()) {
      auto const* const team = options_.solve.team;
      auto const together = std::min<std::ptrdiff_t>(team_size(team), due.end() - row);
      if (team_rank(team) < together) solve_row(row[team_rank(team)], nullptr);
      for (int rank = 0; rank < together; ++rank, ++row) {
        if (team_size(team) > 1) hand_on(*team, rank, *row);
        add(std::move(*row));
      }
    }
  }

  RecoveryRow const& solve_point(int n, double alpha, double a, bool refined) {
    auto row = row_of(n, alpha, a, refined);
    if (result_.rows.size() < options_.finished.size()) return take_over(row);
    solve_row(row, options_.solve.team);
    return add(std::move(row));
  }

  RecoveryRow const& add(RecoveryRow row) {
    ++done_;
    result_.rows.push_back(std::move(row));
    if (options_.on_row) options_.on_row(result_.rows.back());
    return result_.rows.back();
  }

  /// The row that rank `from` has solved, to all.
  static void hand_on(Team const& team, int from, RecoveryRow& row) {
    double* const numbers[] = {&row.m_initial, &row.m_initial_se, &row.m_peak,  &row.m_peak_se,
                               &row.t_peak,    &row.t_peak_se,    &row.m_final, &row.m_final_se,
                               &row.residual,  &row.wall_seconds};
    for (double* const number : numbers) team.broadcast(number, sizeof *number, from);
    for (bool* const flag : {&row.recovered, &row.retained, &row.converged})
      team.broadcast(flag, sizeof *flag, from);
    team.broadcast(&row.sweeps, sizeof row.sweeps, from);
    for (auto* const course : {&row.m, &row.m_se})
      team.broadcast(course->data(), course->size() * sizeof(double), from);
    auto length = row.remark.size();
    team.broadcast(&length, sizeof length, from);
    row.remark.resize(length);
    team.broadcast(row.remark.data(), length, from);
  }

  void solve_row(RecoveryRow& row, Team const* team) {
    Clock const clock;
    auto const model = model_of(options_, row.n, row.alpha, row.a);
    detail::throw_if_stopped();
    bool progress_threw = false;  // which is no failure to converge, whatever the type
    try {
      auto options = options_of_point(row, progress_threw);
      options.team = team;
      read_solution(solve<T>(exec_, model, options), options_, row);
    } catch (Error const& error) {
      if (progress_threw) throw;
      row.remark = error.what();
    } catch (std::exception const& error) {
      auto const exhausted = memory_exhausted(error);
      if (progress_threw || !exhausted) throw;
      row.remark = *exhausted;
    }
    row.wall_seconds = clock.seconds();
  }

  /// The next finished row, which must be of the point that is due.
  RecoveryRow const& take_over(RecoveryRow const& due) {
    auto const index = result_.rows.size();
    auto const& row = options_.finished[index];
    bool const fits = row.n == due.n && row.alpha == due.alpha && row.a == due.a &&
                      row.ic_noise == due.ic_noise && row.refined == due.refined &&
                      row.m.size() == due.m.size() && row.m_se.size() == due.m.size();
    if (!fits) {
      auto const text = [](RecoveryRow const& point) {
        return "n " + to_text(point.n) + ", alpha " + to_text(point.alpha) + ", a " +
               to_text(point.a) + ", ic_noise " + to_text(point.ic_noise) + ", T " +
               to_text(static_cast<std::int64_t>(point.m.size()));
      };
      throw_unexpected("finished[" + std::to_string(index) + "]", "the row of " + text(due),
                       "that of " + text(row));
    }
    ++done_;
    return result_.rows.emplace_back(row);
  }

  SolveOptions options_of_point(RecoveryRow const& row, bool& progress_threw) const {
    auto options = options_.solve;
    if (!options.progress) return options;
    auto const stage =
        "n " + to_text(row.n) + ", alpha " + to_text(row.alpha) + ", a " + to_text(row.a);
    options.progress = [this, stage, &progress_threw](Progress const& progress) {
      // The standard errors come after the sweeps, and take about as long.
      double const within =
          0.5 * progress.fraction + (progress.stage == "standard errors" ? 0.5 : 0);
      progress_threw = true;
      options_.solve.progress(
          {.stage = stage, .fraction = std::min(1.0, (done_ + within) / planned_)});
      progress_threw = false;
    };
    return options;
  }

  /// Where the strongest cue stops being retained, from the rows numbered from `first` on and by
  /// bisection.
  void find_capacity(int n, std::size_t first) {
    double const strongest = *std::max_element(options_.a.begin(), options_.a.end());
    std::vector<RecoveryRow> tried;
    for (auto row = result_.rows.begin() + static_cast<std::ptrdiff_t>(first);
         row != result_.rows.end(); ++row) {
      if (row->converged && row->a == strongest) tried.push_back(*row);
    }
    std::sort(tried.begin(), tried.end(),
              [](auto const& a, auto const& b) { return a.alpha < b.alpha; });
    auto const end = std::find_if(tried.rbegin(), tried.rend(), [](auto const& row) {
                       return row.retained;
                     }).base();
    double const unknown = RecoveryRow::unknown;
    Capacity capacity{.n = n,
                      .a = strongest,
                      .lower = unknown,
                      .upper = unknown,
                      .alpha = unknown,
                      .alpha_se = unknown};
    if (end != tried.begin()) capacity.lower = std::prev(end)->alpha;
    if (end != tried.end()) capacity.upper = end->alpha;
    if (end != tried.begin() && end != tried.end()) bisect(*std::prev(end), *end, capacity);
    result_.capacities.push_back(capacity);
  }

  void bisect(RecoveryRow lower, RecoveryRow upper, Capacity& capacity) {
    auto const halfway = [&] { return lower.alpha + (upper.alpha - lower.alpha) / 2; };
    while (options_.capacity_tol > 0 && upper.alpha - lower.alpha > options_.capacity_tol) {
      double const alpha = halfway();
      if (!(lower.alpha < alpha && alpha < upper.alpha)) break;  // neighbouring numbers
      auto const& row = solve_point(lower.n, alpha, lower.a, true);
      if (!row.converged) break;
      (row.retained ? lower : upper) = row;
    }
    double const slope = (lower.m_final - upper.m_final) / (upper.alpha - lower.alpha);
    capacity.lower = lower.alpha;
    capacity.upper = upper.alpha;
    capacity.alpha = halfway();
    capacity.alpha_se = std::max(lower.m_final_se, upper.m_final_se) / slope;
  }

  Exec exec_;
  RecoveryOptions const& options_;
  double planned_;
  int done_ = 0;
  Recovery result_;
};

}  // namespace

template <Real T, ExecutionSpace Exec>
void validate(RecoveryOptions const& options, int concurrency) {
  for (std::size_t i = 0; i < options.alpha.size(); ++i) {
    bool const load = std::isfinite(options.alpha[i]) && options.alpha[i] > 0;
    expect(load, "alpha[" + std::to_string(i) + "]", "a load above 0", options.alpha[i]);
  }
  for (std::size_t i = 0; i < options.a.size(); ++i) {
    bool const amplitude = std::isfinite(options.a[i]) && options.a[i] > 0;
    expect(amplitude, "a[" + std::to_string(i) + "]", "an amplitude above 0", options.a[i]);
  }
  expect_each_once("n", "order", options.n);
  expect_each_once("alpha", "load", options.alpha);
  expect_each_once("a", "amplitude", options.a);
  expect(options.threshold > 0 && options.threshold < 1, "threshold", "an overlap in (0, 1)",
         options.threshold);
  expect(std::isfinite(options.capacity_tol) && options.capacity_tol >= 0, "capacity_tol",
         "a difference of loads above 0, or 0 for no bisection", options.capacity_tol);
  if (options.solve.samples)
    throw_unexpected("samples", "none (every amplitude draws its own)", "given ones");
  auto const& checkpoint = options.solve.checkpoint;
  if (checkpoint.due || checkpoint.save || checkpoint.resume)
    throw_unexpected("checkpoint", "none (it would be of one point)", "hooks");
  auto alone = options.solve;
  alone.team = nullptr;
  for (int const n : options.n) {
    auto const model = model_of(options, n, options.alpha.front(), options.a.front());
    validate<T, Exec>(model, options.solve, concurrency);
    expect_fits_in_memory("memory",
                          static_cast<double>(solver_bytes<T, Exec>(model, alone, concurrency)) *
                              sharers_of_memory<Exec>(options.solve.team),
                          memory_of<Exec>);
  }
}

template <Real T, ExecutionSpace Exec>
Recovery recovery(Exec const& exec, RecoveryOptions const& options) {
  detail::expect_outside_regions(exec, "recovery");
  validate<T, Exec>(options, exec.concurrency());
  detail::StoppableCall const call(options.solve.should_stop);
  return Sweep<Exec, T>(exec, options).run();
}

#define MATTIS_INSTANTIATE_RECOVERY(EXEC)                                        \
  template Recovery recovery<float, EXEC>(EXEC const&, RecoveryOptions const&);  \
  template Recovery recovery<double, EXEC>(EXEC const&, RecoveryOptions const&); \
  template void validate<float, EXEC>(RecoveryOptions const&, int);              \
  template void validate<double, EXEC>(RecoveryOptions const&, int);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_RECOVERY)

}  // namespace mattis
