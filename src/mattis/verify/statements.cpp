// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/expr/covariance.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/verify/detail/comparison.hpp>

namespace mattis::detail {
namespace {

/// Every function that an expression can be written with.
template <ExecutionSpace Exec, Real T>
void verify_functions(Comparison<Exec, T>& all) {
  all.each_case("statement: functions", [&] {
    auto const n = all.size(1, 4097);
    auto const a = all.vector(all.numbers(n, 2)), b = all.vector(all.numbers(n, 2));
    auto const y = all.output(n);
    auto const sums = all.template output<double>(2);
    // Terms of at most 8, each right to a few of their own roundings; the sum is one of n of them.
    double const bound = 60 * all.epsilon;
    all.compare(
        "n " + to_text(n),
        [&](How const& how) {
      auto x = lazy(y);
      together(x = tanh(a) * b - pow<3>(a) / (exp(-pow(b, 2)) + 1),
               x = x + neuron_energy(a, tanh(a)) - log_cosh(-b) + 0.5,
               total(Kokkos::subview(sums, 0)) = sum(x),
               total(Kokkos::subview(sums, 1)) = mean(x * x))
          .run(all.exec, how);
      return joined({all.entries(y), all.entries(sums)});
        },
        [&](Outcome const& expected) {
      Outcome bounds(expected.size(), bound);
      bounds[bounds.size() - 2] *= static_cast<double>(n);
      bounds.back() *= 20;
      return bounds;
    });
  });
}

/// A step of a network: the statements that simulations are made of (docs/models.md 1.1).
template <ExecutionSpace Exec, Real T>
void verify_network_step(Comparison<Exec, T>& all) {
  all.each_case("statement: network step", [&] {
    auto const P = all.size(1, 2100), N = all.size(1, 2100);
    auto const trials = all.size(1, 2);
    auto const kept = std::min<std::int64_t>(P, all.size(0, 3));
    int const order = static_cast<int>(all.size(1, 3));
    double const gain = 1.5, dt = 0.1;
    auto const xi = random_patterns(all.exec, P, N, all.seed(), trials);
    auto const states = all.numbers(trials * N, 2);
    auto const m_kept = all.template output<double>(trials, kept);
    auto const powers = all.template output<double>(trials);
    auto const energies = all.template output<double>(trials);
    auto const phi_now = all.output(trials, N);
    // The overlaps' errors, through |m|^n <= 1 of which only few are near it, to the fields.
    double const of_overlap = overlap_error_bound<T>(N) + static_cast<double>(N) * 0x1p-53;
    double const of_field =
        static_cast<double>(P) * (field_error_bound<T>(P) + order * of_overlap + all.epsilon);
    all.compare(
        "P " + to_text(P) + ", N " + to_text(N) + ", " + to_text(trials) + " trials, n " +
            to_text(std::int64_t{order}),
        [&](How const& how) {
      auto const x_now = all.matrix(trials, N, states);
      auto const x = lazy_rows(x_now);
      auto const phi = lazy_rows(phi_now);
      (phi = tanh(x)).run(all.exec, how);
      auto const m = overlap(xi, phi);
      auto const record =
          together(head(lazy_rows(m_kept)) = m, total(powers) = sum(pow(m, order + 1)));
      auto const h = gain * field(xi, pow(m, order));
      auto const advance = together(x = x + dt * (h - x), phi = tanh(x),
                                    total(energies) = mean(neuron_energy(x, phi)));
      auto const step = plan(all.exec, record, advance, how);
      step.run(all.exec);
      return joined({all.entries(x_now), all.entries(phi_now), all.entries(m_kept),
                     all.entries(powers), all.entries(energies)});
        },
        [&](Outcome const& expected) {
      auto const of_state = 20 * all.epsilon + gain * dt * of_field;
      auto const entries = static_cast<std::size_t>(trials * N);
      auto const first_power = 2 * entries + static_cast<std::size_t>(trials * kept);
      Outcome bounds(expected.size(), 10 * of_state);
      std::fill_n(bounds.begin(), 2 * entries, of_state);
      for (std::size_t i = 0; i < entries; ++i)
        bounds[i] += 4 * all.epsilon * std::abs(expected[i]);
      std::fill(bounds.begin() + static_cast<std::ptrdiff_t>(2 * entries),
                bounds.begin() + static_cast<std::ptrdiff_t>(first_power), of_overlap);
      // The reference adds one after the other.
      for (std::size_t i = first_power; i < first_power + static_cast<std::size_t>(trials); ++i)
        bounds[i] = static_cast<double>(P) *
                    ((order + 1) * of_overlap + all.epsilon + 0x1p-53 * std::abs(expected[i]));
      // x phi - log cosh x is at most log 2 with a slope below 1/2, but both parts are of x's size:
      // few neurons with many patterns have states of hundreds.
      double largest = 1;
      for (std::size_t i = 0; i < entries; ++i) largest = std::max(largest, std::abs(expected[i]));
      std::fill(bounds.end() - trials, bounds.end(),
                2 * of_state + 40 * all.epsilon * largest + static_cast<double>(N) * 0x1p-53);
      return bounds;
    });
  });
}

template <ExecutionSpace Exec, Real T>
void verify_covariance_statement(Comparison<Exec, T>& all) {
  all.each_case("statement: covariance", [&] {
    auto const steps = all.size(1, 65), M = all.size(1, 4097);
    auto const x = all.matrix(steps, M, all.numbers(steps * M, 2));
    auto const C = all.template output<double>(steps, steps);
    all.compare_within("T " + to_text(steps) + ", M " + to_text(M),
                       covariance_error_bound<T>(M) + 6 * all.epsilon, [&](How const& how) {
                         (lazy(C) = covariance(tanh(x))).run(all.exec, how);
                         return all.entries(C);
                       });
  });
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void verify_statements(Comparison<Exec, T>& comparison) {
  verify_functions(comparison);
  verify_network_step(comparison);
  verify_covariance_statement(comparison);
}

#define MATTIS_INSTANTIATE_VERIFY_STATEMENTS(EXEC)                        \
  template void verify_statements<EXEC, float>(Comparison<EXEC, float>&); \
  template void verify_statements<EXEC, double>(Comparison<EXEC, double>&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_VERIFY_STATEMENTS)

}  // namespace mattis::detail
