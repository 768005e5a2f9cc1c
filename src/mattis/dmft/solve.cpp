// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/allocate.hpp>
#include <mattis/core/clock.hpp>
#include <mattis/core/detail/team_launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/shape.hpp>
#include <mattis/dmft/causal_pass.hpp>
#include <mattis/dmft/detail/solution_steps.hpp>
#include <mattis/dmft/shorter_horizon.hpp>
#include <mattis/dmft/solution_checkpoint.hpp>
#include <mattis/dmft/solve_plan.hpp>
#include <mattis/dmft/standard_errors.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <utility>

namespace mattis {
namespace {

void check_samples(Samples const& samples, SolveOptions const& options, std::size_t condensed) {
  auto const M = static_cast<std::size_t>(options.M);
  expect_shape("samples xi", samples.xi, {M, condensed});
  expect_shape("samples x0", samples.x0, {M});
  expect_shape("samples z", samples.z, {static_cast<std::size_t>(options.T), M});
  for (std::size_t i = 0; i < samples.xi.size(); ++i) {
    expect(std::abs(samples.xi.data()[i]) == 1, "samples xi", "+1 or -1 everywhere",
           int{samples.xi.data()[i]});
  }
  for (std::size_t i = 0; i < samples.x0.size(); ++i) {
    expect(std::isfinite(samples.x0.data()[i]), "samples x0", "finite numbers",
           samples.x0.data()[i]);
  }
  for (std::size_t i = 0; i < samples.z.size(); ++i) {
    expect(std::isfinite(samples.z.data()[i]), "samples z", "finite numbers", samples.z.data()[i]);
  }
}

}  // namespace

std::string method_name(Method method) {
  switch (method) {
    case Method::causal:
      return "causal";
    case Method::damped:
      return "damped";
    default:
      return "picard";
  }
}

Method method_of(std::string const& name) {
  for (auto const method : {Method::picard, Method::causal, Method::damped}) {
    if (name == method_name(method)) return method;
  }
  throw_unexpected("method", "picard, causal or damped", name);
}

template <Real T, ExecutionSpace Exec>
std::size_t solver_bytes(Dense const& model, SolveOptions const& options, int concurrency) {
  if (detail::ends_in_double<T>(options))
    return solver_bytes<double, Exec>(model, options, concurrency);
  auto const condensed = static_cast<int>(model.a.size());
  // The solution and its errors, three more sets while the sweeps and the spread over ensembles
  // run; four sets in a checkpoint, and in the state to save when it is stopped.
  std::size_t const sweeps =
      Ensemble<Exec, T>::bytes(model, options, concurrency) + Closure::bytes(model, options.T) +
      CovarianceFactor::bytes(options.T) +
      (6 + (options.checkpoint.resume ? 4 : 0) + (options.checkpoint.save ? 4 : 0)) *
          OrderParameters::bytes(options.T, condensed);
  if (options.method != Method::causal) return sweeps;
  double const pass = CausalPass<Exec, T>::bytes(model, options, options.M, concurrency);
  return sweeps + static_cast<std::size_t>(std::min(pass, 0x1p62));
}

namespace {

/// All but whether there is memory for the workspace.
template <Real T, ExecutionSpace Exec>
void validate_sizes(Dense const& model, SolveOptions const& options) {
  validate<T>(model);
  expect_order(model.n);
  expect(options.T >= 2, "T", "at least 2 steps", options.T);
  expect(options.dt > 0 && options.dt <= 1, "dt", "a step in (0, 1]", options.dt);
  expect(options.M >= 1, "M", "at least 1 sample", options.M);
  expect(std::isfinite(options.tol) && options.tol > 0, "tol", "a tolerance above 0", options.tol);
  expect(options.update_stepsize > 0 && options.update_stepsize <= 1, "update_stepsize",
         "a share in (0, 1]", options.update_stepsize);
  expect(options.iterations >= 1, "iterations", "at least 1", options.iterations);
  bool const countable = static_cast<double>(options.M) * (options.iterations + 20.0) < 0x1p62;
  expect(countable, "M", "a number of samples that can be numbered", options.M);
  if (options.kernel_tol) {
    expect(std::isfinite(*options.kernel_tol) && *options.kernel_tol >= 0, "kernel_tol",
           "at least 0", *options.kernel_tol);
  }
  expect(options.max_sweeps >= 0, "max_sweeps", "at least 1 sweep, or 0 for T + 20",
         options.max_sweeps);
  if (options.jitter) {
    expect(std::isfinite(*options.jitter) && *options.jitter >= 0, "jitter", "at least 0",
           *options.jitter);
  }
  auto const steps = static_cast<double>(options.T);
  expect_fits_in_memory("memory for T = " + to_text(options.T),
                        100 * steps * steps);  // before any size could overflow
  if (options.samples) check_samples(*options.samples, options, model.a.size());
}

}  // namespace

template <Real T, ExecutionSpace Exec>
void validate(Dense const& model, SolveOptions const& options, int concurrency) {
  validate_sizes<T, Exec>(model, options);
  expect_fits_in_memory(options.method == Method::causal
                            ? "memory for method causal, which keeps every sample"
                            : "memory",
                        static_cast<double>(solver_bytes<T, Exec>(model, options, concurrency)) *
                            sharers_of_memory<Exec>(options.team),
                        memory_of<Exec>);
}

namespace {

/// Bytes of an ensemble and, behind it, of the pass that method causal or `passes` may need.
template <Real T, ExecutionSpace Exec>
std::size_t bytes_of_solution(Exec const& exec, Dense const& model, SolveOptions const& options,
                              bool passes) {
  auto const arena = detail::Arena<Exec>::counting();
  Ensemble<Exec, T>(exec, model, options, arena);
  bool const causal = options.method == Method::causal;
  if (!causal && !passes) return arena.bytes();
  // Counted, a pass is larger than its bytes() by what other sizes and variants take.
  constexpr double most = most_bytes_of_pass + 0x1p29;
  bool const any = causal || resumed_at(options, SolutionCheckpoint::Stage::passes_of_M) != nullptr;
  double const pass = CausalPass<Exec, T>::bytes(model, options, options.M, exec.concurrency());
  expect(!any || pass < 0x1p55, "memory", "fewer than 2^55 bytes", pass);
  std::size_t const ensemble = arena.bytes();
  if (any || pass < most_bytes_of_pass)
    CausalPass<Exec, T>(exec, model, options, options.M, arena);
  else
    arena.reserve(static_cast<std::size_t>(most));
  return any ? arena.bytes() : std::min(arena.bytes(), ensemble + static_cast<std::size_t>(most));
}

}  // namespace

template <ExecutionSpace Exec, Real T>
struct SolvePlan<Exec, T>::Parts {
  Exec exec;
  Dense model;
  SolveOptions options;
  Scratch<Exec> scratch = Scratch<Exec>::later();
  Array<unsigned char*, Exec> own = {};

  std::size_t bytes(bool passes) const {
    if (!detail::ends_in_double<T>(options))
      return bytes_of_solution<T>(exec, model, options, passes);
    return std::max(bytes_of_solution<float>(exec, model, options, passes),
                    bytes_of_solution<double>(exec, model, options, passes));
  }
};

template <ExecutionSpace Exec, Real T>
SolvePlan<Exec, T>::SolvePlan(Exec const& exec, Dense const& model, SolveOptions const& options,
                              Scratch<Exec> const& scratch) {
  detail::expect_outside_regions(exec, "solve");
  scratch.source() == Scratch<Exec>::Source::own
      ? validate<T, Exec>(model, options, exec.concurrency())
      : validate_sizes<T, Exec>(model, options);
  if (options.checkpoint.resume != nullptr) validate(*options.checkpoint.resume, model, options);
  parts_ = std::make_unique<Parts>(Parts{.exec = exec, .model = model, .options = options});
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
SolvePlan<Exec, T>::~SolvePlan() = default;
template <ExecutionSpace Exec, Real T>
SolvePlan<Exec, T>::SolvePlan(SolvePlan&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
SolvePlan<Exec, T>& SolvePlan<Exec, T>::operator=(SolvePlan&&) noexcept = default;

template <ExecutionSpace Exec, Real T>
std::size_t SolvePlan<Exec, T>::workspace_bytes() const {
  return parts_->bytes(may_pass(parts_->options));
}

template <ExecutionSpace Exec, Real T>
void SolvePlan<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  using Source = typename Scratch<Exec>::Source;
  auto& parts = *parts_;
  parts.exec = exec;
  parts.own = {};
  if (scratch.source() == Source::own) {
    parts.own = detail::allocate<Array<unsigned char*, Exec>>(exec, "mattis::solve::workspace",
                                                              parts.bytes(false));
  } else if (scratch.source() == Source::given) {
    detail::take_workspace(exec, scratch, workspace_bytes(), [](detail::Arena<Exec> const&) {});
  }
  parts.scratch = scratch;
}

template <ExecutionSpace Exec, Real T>
Solution SolvePlan<Exec, T>::run(Exec const& exec) const {
  auto const& parts = *parts_;
  auto const& model = parts.model;
  auto const& options = parts.options;
  detail::expect_outside_regions(exec, "solve");
  detail::expect_workspace(parts.scratch, [&] { return workspace_bytes(); });
  int const threads = parts.exec.concurrency();
  expect(exec.concurrency() == threads, "exec",
         "as many threads as were planned for, " + to_text(threads), exec.concurrency());
  detail::StoppableCall const call(options.should_stop);
  bool const own = parts.scratch.source() == Scratch<Exec>::Source::own;
  detail::SolveWorkspace<Exec> const workspace{own ? Scratch<Exec>(parts.own) : parts.scratch,
                                               !own || options.method == Method::causal};
  Clock const clock;
  bool const sweeps = options.checkpoint.resume == nullptr && options.method == Method::picard;
  std::optional<detail::Start> start;
  if (!detail::ends_in_double<T>(options)) {
    if (sweeps)
      start = {guess_from_shorter_horizon<Exec, T>(exec, model, options, workspace.memory), 0, {}};
    return detail::solve_from<T>(exec, model, options, std::move(start), workspace, clock);
  }
  if (sweeps) start = detail::start_in_single(exec, model, options, workspace.memory);
  return detail::solve_from<double>(exec, model, options, std::move(start), workspace, clock);
}

template <Real T, ExecutionSpace Exec>
Solution solve(Exec const& exec, Dense const& model, SolveOptions const& options) {
  return SolvePlan<Exec, T>(exec, model, options).run(exec);
}

#define MATTIS_INSTANTIATE_SOLVE(EXEC)                                                     \
  template class SolvePlan<EXEC, float>;                                                   \
  template class SolvePlan<EXEC, double>;                                                  \
  template Solution solve<float, EXEC>(EXEC const&, Dense const&, SolveOptions const&);    \
  template Solution solve<double, EXEC>(EXEC const&, Dense const&, SolveOptions const&);   \
  template std::size_t solver_bytes<float, EXEC>(Dense const&, SolveOptions const&, int);  \
  template std::size_t solver_bytes<double, EXEC>(Dense const&, SolveOptions const&, int); \
  template void validate<float, EXEC>(Dense const&, SolveOptions const&, int);             \
  template void validate<double, EXEC>(Dense const&, SolveOptions const&, int);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SOLVE)

}  // namespace mattis
