// SPDX-License-Identifier: BSD-3-Clause
// Graded networks and their mean-field theory.
#include "calling.hpp"
#include "parts.hpp"

#include <mattis/core/memory.hpp>
#include <mattis/dmft/recovery.hpp>
#include <mattis/io/recovery_file.hpp>
#include <mattis/io/simulation_file.hpp>
#include <mattis/io/solution_file.hpp>

#include <string>

namespace nb = nanobind;

namespace mattis::python {
namespace {

Dense model_of(Arguments& arguments) {
  Dense model{.n = 1, .alpha = 0, .g = 0};
  arguments.take("n", model.n);
  arguments.need("alpha", model.alpha);
  arguments.need("g", model.g);
  arguments.take("a", model.a);
  arguments.take("ic_noise", model.ic_noise);
  return model;
}

nb::tuple simulate_model(nb::kwargs const& given) {
  Arguments arguments(given);
  auto const model = model_of(arguments);
  SimulateOptions options;
  arguments.take("T", options.T);
  arguments.take("dt", options.dt);
  arguments.take("N", options.N);
  arguments.take("trials", options.trials);
  arguments.take("cues", options.cues);
  arguments.take("seed", options.seed);
  arguments.take("distinct_indices", options.distinct_indices);
  arguments.take("save_states", options.save_states);
  if (arguments.choice("integrator", {"euler", "cvode"}, 0) == 1)
    options.integrator = Integrator::cvode;
  arguments.take("rtol", options.rtol);
  return computed_in_precision(
      Common::of(arguments), options,
      [&]<class T, class Exec>(Exec const&) {
    validate<T>(model);
    validate<T, Exec>(model, options);
    if (!options.save_states) return;
    auto const states = 16.0 * options.trials * options.cues * options.T *
                        static_cast<double>(options.N);  // once more, for NumPy
    expect_fits_in_memory("N",
                          states + static_cast<double>(simulation_bytes<T, Exec>(model, options)));
      },
      [&]<class T>(auto const& exec) {
    io::write_simulation({}, model, options, simulate<T>(exec, model, options),
                         io::provenance<T>(exec, options.how));
  });
}

SolveOptions solve_options_of(Arguments& arguments, SolveOptions options = {}) {
  arguments.take("T", options.T);
  arguments.take("dt", options.dt);
  arguments.take("M", options.M);
  arguments.take("tol", options.tol);
  arguments.take("max_sweeps", options.max_sweeps);
  std::string method = method_name(options.method);
  arguments.take("method", method);
  options.method = method_of(method);
  arguments.take("update_stepsize", options.update_stepsize);
  arguments.take("iterations", options.iterations);
  arguments.take("jitter", options.jitter);
  arguments.take("kernel_tol", options.kernel_tol);
  arguments.take("match_moments", options.match_moments);
  arguments.take("standard_errors", options.standard_errors);
  arguments.take("seed", options.seed);
  return options;
}

nb::tuple solve_model(nb::kwargs const& given) {
  Arguments arguments(given);
  auto const model = model_of(arguments);
  auto options = solve_options_of(arguments);
  return computed_in_precision(
      Common::of(arguments), options,
      [&]<class T, class Exec>(Exec const& exec) {
    validate<T>(model);
    validate<T, Exec>(model, options, exec.concurrency());
      },
      [&]<class T>(auto const& exec) {
    io::write_solution({}, model, options, solve<T>(exec, model, options), "",
                       io::provenance<T>(exec, options.how));
  });
}

/// Options of a recovery, whose points' options stop and report: as computed() sets them.
struct RecoveryRun : RecoveryOptions {
  ProgressCallback& progress = solve.progress;
  StopCallback& should_stop = solve.should_stop;
  How& how = solve.how;
};

nb::tuple find_recovery(nb::kwargs const& given) {
  Arguments arguments(given);
  RecoveryRun options;
  arguments.take("n", options.n);
  arguments.need("alpha", options.alpha);
  arguments.need("g", options.g);
  arguments.need("a", options.a);
  arguments.take("ic_noise", options.ic_noise);
  arguments.take("threshold", options.threshold);
  arguments.take("capacity_tol", options.capacity_tol);
  options.solve = solve_options_of(arguments, options.solve);
  return computed_in_precision(
      Common::of(arguments), options,
      [&]<class T, class Exec>(Exec const& exec) {
    validate<T, Exec>(options, exec.concurrency());
      },
      [&]<class T>(auto const& exec) {
    io::RecoveryFile file({}, options, io::provenance<T>(exec, options.how));
    options.on_row = [&](RecoveryRow const& row) { file.append(row); };
    file.finish(recovery<T>(exec, options));
  });
}

}  // namespace

void add_models(nb::module_& module) {
  module.def("simulate", &simulate_model, "Networks of finite size: (arrays, attributes).");
  module.def("solve", &solve_model, "Their mean-field theory: (arrays, attributes).");
  module.def("recovery", &find_recovery, "The theory over loads and cues: (arrays, attributes).");
}

}  // namespace mattis::python
