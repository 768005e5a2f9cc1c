// SPDX-License-Identifier: BSD-3-Clause
// mattis._core: the library's solve and simulate for the Python package, which checks types and
// names and gives them their signatures. mattis::Error is ValueError.
#include "lifetime.hpp"
#include "runtime.hpp"
#include "tuned_choices.hpp"
#include "watch.hpp"

#include <mattis/core/device_name.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/granted_threads.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/dmft/solve.hpp>
#include <mattis/kernels/how.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/version.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace nb = nanobind;
using namespace nb::literals;

namespace mattis::python {
namespace {

/// An array on its way to NumPy, in memory that knows nothing of Kokkos: it outlives it.
template <class T, std::size_t Rank>
struct Owned {
  std::array<std::size_t, Rank> shape;
  std::unique_ptr<T[]> values;
};

/// \throws Stopped  where `should_stop` says so: states can be gigabytes
template <class T, class View>
Owned<T, View::rank()> owned(View const& from, StopCallback const& should_stop) {
  constexpr std::size_t block = std::size_t{1} << 20;
  Owned<T, View::rank()> array;
  for (std::size_t r = 0; r < View::rank(); ++r) array.shape[r] = from.extent(r);
  array.values = std::make_unique_for_overwrite<T[]>(from.size());
  for (std::size_t first = 0; first < from.size(); first += block) {
    if (should_stop()) throw Stopped();
    auto const end = std::min(from.size(), first + block);
    std::transform(from.data() + first, from.data() + end, array.values.get() + first,
                   [](auto value) { return static_cast<T>(value); });
  }
  return array;
}

template <class T, std::size_t Rank>
nb::object to_numpy(Owned<T, Rank> array) {
  auto* const values = array.values.release();
  nb::capsule const owner(values, [](void* memory) noexcept { delete[] static_cast<T*>(memory); });
  return nb::cast(nb::ndarray<nb::numpy, T>(values, Rank, array.shape.data(), owner));
}

constexpr bool has_accelerator =
    !std::is_same_v<Kokkos::DefaultExecutionSpace, Kokkos::DefaultHostExecutionSpace>;

/// Whether `device`, a name as torch has them, is the accelerator. \throws Error
bool is_accelerator(std::string const& device) {
  if (device == "cpu") return false;
  bool const named = device == "cuda" || device == "cuda:0";
  if (named && has_accelerator) return true;
  throw_unexpected("device",
                   has_accelerator ? "cpu, cuda or cuda:0"
                                   : std::string("cpu (this build has no accelerator, Kokkos ") +
                                         Kokkos::DefaultExecutionSpace::name() +
                                         " alone; docs/python.md tells how to build for one)",
                   device);
}

/// The host space on so many of its threads; 0: all.
Kokkos::DefaultHostExecutionSpace host(int threads) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  command::validate_threads(threads);
  if (threads == 0 || threads == Host().concurrency()) return Host();
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Host, Kokkos::OpenMP>) return Host(threads);
#endif
  throw_unexpected("threads", to_text(Host().concurrency()) + " of " + Host::name(),
                   to_text(threads));
}

/// What ran where.
struct Where {
  std::string backend;
  std::string device;
  int threads;
};

/// What compute(exec, how) gives, on the device of that name.
template <class Compute>
auto on_device(std::string const& device, int threads, Compute const& compute) {
  auto const run = [&]<class Exec>(Exec const& exec) {
    // Of the whole space, whatever part of it runs: they are read once in a process.
    auto const how = command::TunedChoices(Exec{}).how();
    int working = exec.concurrency();
    if constexpr (is_host_execution_space<Exec>) working = granted_threads(exec);
    return std::pair(compute(exec, how), Where{target_text<Exec>(how), device_name(exec), working});
  };
  if constexpr (has_accelerator) {
    if (is_accelerator(device)) return run(Kokkos::DefaultExecutionSpace{});
  } else {
    is_accelerator(device);
  }
  return run(host(threads));
}

/// Checks before work, after which an Error is no longer the argument's: work that failed, such as
/// to converge.
template <class Validate, class Work>
auto validated(Validate const& validate, Work const& work) {
  validate();
  try {
    return work();
  } catch (Error const& error) {
    throw std::runtime_error(error.what());
  }
}

/// Ends a thread quietly, as the interpreter does with those that outlive its end.
[[noreturn]] void leave_thread() {
  PyErr_SetNone(PyExc_SystemExit);
  throw nb::python_error();
}

/// What compute() gives, called without the interpreter's lock. \throws what a signal raised while
/// it ran
template <class Compute>
auto without_lock(Watch& watch, Compute const& compute) {
  if (ending())
    throw std::runtime_error("mattis: expected a call before the interpreter ends, got one after");
  std::optional<decltype(compute())> result;
  std::exception_ptr failure;
  bool stopped = false;
  {
    Inside const inside;
    nb::gil_scoped_release const released;
    try {
      Running const running;
      result.emplace(compute());
    } catch (Stopped const&) {
      stopped = true;
    } catch (...) {
      failure = std::current_exception();
    }
  }
  watch.throw_if_raised();
  if (failure) std::rethrow_exception(failure);
  if (stopped) leave_thread();
  return std::move(*result);
}

nb::dict described(Where const& where, double wall_seconds) {
  nb::dict result;
  result["backend"] = where.backend;
  result["device"] = where.device;
  result["threads"] = where.threads;
  result["wall_seconds"] = wall_seconds;
  return result;
}

struct Networks {
  Owned<double, 3> m, x, phi, E;
  std::int64_t P;
  double wall_seconds;
};

nb::dict simulate(Dense const& model, SimulateOptions options, std::string const& device,
                  int threads, nb::object report) {
  Watch watch(std::move(report));
  options.should_stop = watch.should_stop();
  options.progress = watch.progress();
  auto [networks, where] = without_lock(watch, [&] {
    return on_device(device, threads, [&]<class Exec>(Exec const& exec, How const& how) {
      options.how = how;
      auto const states = 16.0 * options.trials * options.T * static_cast<double>(options.N);
      auto result = validated(
          [&] {
        validate<float>(model);
        validate<float, Exec>(model, options);
        // x and phi once more, for NumPy
        expect_fits_in_memory(
            "N", states + static_cast<double>(simulation_bytes<float, Exec>(model, options)));
          },
          [&] { return mattis::simulate<float>(exec, model, options); });
      Networks owners{owned<double>(result.m, options.should_stop),
                      owned<double>(result.x, options.should_stop),
                      {},
                      owned<double>(result.E, options.should_stop),
                      result.P,
                      result.wall_seconds};
      result.x = {};
      owners.phi = owned<double>(result.phi, options.should_stop);
      return owners;
    });
  });
  auto result = described(where, networks.wall_seconds);
  result["m"] = to_numpy(std::move(networks.m));
  result["x"] = to_numpy(std::move(networks.x));
  result["phi"] = to_numpy(std::move(networks.phi));
  result["E"] = to_numpy(std::move(networks.E));
  result["P"] = networks.P;
  return result;
}

/// float, as the original's results are.
struct Theory {
  Owned<float, 2> m, C_phi, S_phi, E, m_se, C_phi_se, S_phi_se, E_se;
  int sweeps;
  double residual, jitter;
  std::vector<double> residuals;
  Diagnosis diagnosis;
  double wall_seconds;
};

nb::dict solve(Dense const& model, SolveOptions options, std::string const& device, int threads,
               nb::object report) {
  Watch watch(std::move(report));
  options.should_stop = watch.should_stop();
  options.progress = watch.progress();
  auto [theory, where] = without_lock(watch, [&] {
    return on_device(device, threads, [&]<class Exec>(Exec const& exec, How const& how) {
      options.how = how;
      auto const result = validated(
          [&] {
        validate<float>(model);
        validate<float, Exec>(model, options, exec.concurrency());
          },
          [&] { return mattis::solve<float>(exec, model, options); });
      return Theory{owned<float>(result.m, options.should_stop),
                    owned<float>(result.C_phi, options.should_stop),
                    owned<float>(result.S_phi, options.should_stop),
                    owned<float>(result.E, options.should_stop),
                    owned<float>(result.m_se, options.should_stop),
                    owned<float>(result.C_phi_se, options.should_stop),
                    owned<float>(result.S_phi_se, options.should_stop),
                    owned<float>(result.E_se, options.should_stop),
                    result.sweeps,
                    result.residual,
                    result.jitter,
                    result.residuals,
                    result.diagnosis,
                    result.wall_seconds};
    });
  });
  auto result = described(where, theory.wall_seconds);
  result["m"] = to_numpy(std::move(theory.m));
  result["C_phi"] = to_numpy(std::move(theory.C_phi));
  result["S_phi"] = to_numpy(std::move(theory.S_phi));
  result["E"] = to_numpy(std::move(theory.E));
  result["m_se"] = to_numpy(std::move(theory.m_se));
  result["C_phi_se"] = to_numpy(std::move(theory.C_phi_se));
  result["S_phi_se"] = to_numpy(std::move(theory.S_phi_se));
  result["E_se"] = to_numpy(std::move(theory.E_se));
  result["sweeps"] = theory.sweeps;
  result["residual"] = theory.residual;
  result["residuals"] = theory.residuals;
  result["jitter"] = theory.jitter;
  result["noise_condition"] = theory.diagnosis.noise_condition;
  result["effective_samples"] = theory.diagnosis.effective_samples;
  result["warnings"] = theory.diagnosis.warnings;
  return result;
}

Dense model_of(int n, double alpha, double g, std::vector<double> a,
               std::optional<double> ic_noise) {
  return {.n = n, .alpha = alpha, .g = g, .a = std::move(a), .ic_noise = ic_noise};
}

}  // namespace
}  // namespace mattis::python

NB_MODULE(_core, module) {
  using namespace mattis;
  using namespace mattis::python;

  nb::register_exception_translator([](std::exception_ptr const& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (Error const& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });

  module.attr("__version__") = version();
  module.def(
      "simulate",
      [](int n, double alpha, double g, std::vector<double> a, std::optional<double> ic_noise,
         int T, double dt, std::int64_t N, int trials, bool distinct_indices, std::uint64_t seed,
         std::string const& device, int threads, nb::object report) {
    SimulateOptions options;
    options.T = T;
    options.dt = dt;
    options.N = N;
    options.trials = trials;
    options.seed = seed;
    options.distinct_indices = distinct_indices;
    options.save_states = true;
    return simulate(model_of(n, alpha, g, std::move(a), ic_noise), options, device, threads,
                    std::move(report));
      },
      nb::kw_only(), "n"_a, "alpha"_a, "g"_a, "a"_a, "ic_noise"_a.none(), "T"_a, "dt"_a, "N"_a,
      "trials"_a, "distinct_indices"_a, "seed"_a, "device"_a, "threads"_a, "report"_a.none(),
      "m (trials, T, K), x and phi (trials, T, N), E (trials, T, 2), and what ran.");
  module.def(
      "solve",
      [](int n, double alpha, double g, std::vector<double> a, std::optional<double> ic_noise,
         int T, double dt, std::int64_t M, int iterations, double update_stepsize,
         std::string const& method, double tol, bool standard_errors, std::uint64_t seed,
         std::string const& device, int threads, nb::object report) {
    SolveOptions options;
    options.T = T;
    options.dt = dt;
    options.M = M;
    options.iterations = iterations;
    options.update_stepsize = update_stepsize;
    options.method = method_of(method);
    options.tol = tol;
    options.standard_errors = standard_errors;
    options.seed = seed;
    return solve(model_of(n, alpha, g, std::move(a), ic_noise), options, device, threads,
                 std::move(report));
      },
      nb::kw_only(), "n"_a, "alpha"_a, "g"_a, "a"_a, "ic_noise"_a.none(), "T"_a, "dt"_a, "M"_a,
      "iterations"_a, "update_stepsize"_a, "method"_a, "tol"_a, "standard_errors"_a, "seed"_a,
      "device"_a, "threads"_a, "report"_a.none(),
      "m (T, K), C_phi and S_phi (T, T), E (T, 2), their standard errors, and what ran.");

  module.def(
      "_end",
      [] {
    tell_to_stop();
    nb::gil_scoped_release const released;
    end();
      },
      "Ends Kokkos. Called as the interpreter ends.");
  nb::module_::import_("atexit").attr("register")(module.attr("_end"));
}
