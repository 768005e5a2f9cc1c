// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/euler_step.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/hebb_spins.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/sample_moments.hpp>
#include <mattis/kernels/stimulated_networks.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/verify/detail/comparison.hpp>

namespace mattis::detail {
namespace {

double sum_of_magnitudes(std::vector<double> const& values) {
  double sum = 0;
  for (double const value : values) sum += std::abs(value);
  return sum;
}

template <ExecutionSpace Exec>
Outcome words(Exec const& exec, PatternSet<Exec> const& xi) {
  auto const of = [&](SignMatrix<Exec> const& matrix) {
    std::uint32_t const* const data = matrix.words.data();
    return on_host(exec, static_cast<std::int64_t>(matrix.words.size()),
                   StridedEntries<std::uint32_t const>::row(data, matrix.words.size()));
  };
  return joined({of(xi.by_pattern()), of(xi.by_neuron())});
}

/// Integers: the same bits on every target.
template <ExecutionSpace Exec, Real T>
void verify_patterns(Comparison<Exec, T>& all) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  all.each_case("patterns drawn", [&] {
    auto const P = all.size(1, 600), N = all.size(1, 1100);
    auto const seed = all.seed();
    auto const expected =
        words(Host{}, random_patterns(Host{}, P, N, seed, 2, 5, Target::portable));
    all.compare_with("P " + to_text(P) + ", N " + to_text(N), expected, Outcome(expected.size()),
                     [&](How const& how) {
      return words(all.exec, random_patterns(all.exec, P, N, seed, 2, 5, how));
    });
  });
}

/// Integers: the same trajectories on every target.
template <ExecutionSpace Exec, Real T>
void verify_spins(Comparison<Exec, T>& all) {
  if constexpr (sizeof(T) == sizeof(float)) {  // they know no precision
    all.each_case("binary spins", [&] {
      auto const P = all.size(1, 100), N = all.size(1, 300);
      auto const seed = all.seed();
      SpinSetup const setup{.rule = seed % 2 == 0 ? SpinRule::glauber : SpinRule::metropolis,
                            .order = static_cast<SpinOrder>(seed % 3),
                            .T = {0, 0.2, 0.7, 2},
                            .seed = seed};
      auto const xi = random_patterns(all.exec, P, N, seed);
      all.compare_within("P " + to_text(P) + ", N " + to_text(N), 0, [&](How const& how) {
        HebbSpins<Exec> spins(all.exec, xi, {{0, P}, {0, (P + 1) / 2}}, setup, {}, how);
        spins.run(all.exec, 3);
        auto const states = spins.states(all.exec);
        auto const flips = spins.flips(all.exec);
        return joined({Outcome(states.data(), states.data() + states.size()),
                       Outcome(flips.data(), flips.data() + flips.size())});
      });
    });
  }
}

/// y after a few steps.
template <Real T, ExecutionSpace Exec>
Outcome stimulated(Exec const& exec, StimulusMode mode, std::int64_t P, std::int64_t N,
                   std::uint64_t seed, How const& how) {
  auto const xi = random_patterns(exec, P + (is_rate(mode) ? 1 : 0), N, seed, 2);
  double const weight = 1 / static_cast<double>(P);
  StimulatedNetworks<Exec, T> networks(exec, xi,
                                       {.mode = mode, .delta = 2, .sigma = 0.5, .dt = 0.1}, 4, how);
  networks.start(exec, seed, 0, 0.5);
  networks.present(exec, {std::vector<double>(static_cast<std::size_t>(P), weight), 0.3, 1});
  networks.advance(exec, 0, 4, false);
  auto const y = networks.y();
  return on_host(exec, static_cast<std::int64_t>(y.size()),
                 StridedEntries<T const>::row(y.data(), y.size()));
}

/// All modes beside a host's loops in double: errors of states of order 1, which slopes of 2 hardly
/// enlarge.
template <ExecutionSpace Exec, Real T>
void verify_stimulated_networks(Comparison<Exec, T>& all) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  all.each_case("stimulated networks", [&] {
    auto const P = all.size(1, 40), N = all.size(1, 3000);
    auto const seed = all.seed();
    auto const mode = static_cast<StimulusMode>(seed % 4);
    auto const expected = stimulated<double>(Host{}, mode, P, N, seed, Target::portable);
    all.compare_with("P " + to_text(P) + ", N " + to_text(N), expected,
                     Outcome(expected.size(), 20 * all.epsilon), [&](How const& how) {
                       return stimulated<T>(all.exec, mode, P, N, seed, how);
                     });
  });
}

template <ExecutionSpace Exec, Real T>
void verify_elementwise(Comparison<Exec, T>& all) {
  double const epsilon = all.epsilon;
  all.each_case("tanh", [&] {
    auto const n = all.size(0, 4097);
    auto const x = all.vector(all.numbers(n, 6));
    auto const phi = all.output(n);
    all.compare(
        "n " + to_text(n),
        [&](How const& how) {
      tanh(all.exec, x, phi, how);
      return all.entries(phi);
        },
        [&](Outcome const& expected) {
      Outcome bounds;
      for (double const value : expected) bounds.push_back(3 * epsilon * std::abs(value));
      return bounds;
    });
  });
  all.each_case("tanh_and_slope", [&] {
    auto const n = all.size(0, 4097);
    auto const x = all.vector(all.numbers(n, 6));
    auto const phi = all.output(n);
    auto const slope = all.output(n);
    all.compare_within("n " + to_text(n), 3 * epsilon, [&](How const& how) {
      tanh_and_slope(all.exec, x, phi, slope, how);
      return joined({all.entries(phi), all.entries(slope)});
    });
  });
  all.each_case("euler_step", [&] {
    auto const n = all.size(0, 4097);
    auto const before = all.numbers(n, 3);
    auto const h = all.vector(all.numbers(n, 3));
    auto const phi = all.output(n);
    // Of sizes of at most 3: two products, a sum and 1 - dt are rounded; then tanh is.
    all.compare_within("n " + to_text(n), (4 * 3 + 3) * epsilon, [&](How const& how) {
      auto const x = all.vector(before);
      euler_step(all.exec, x, h, 0.1, phi, how);
      return joined({all.entries(x), all.entries(phi)});
    });
  });
}

template <ExecutionSpace Exec, Real T>
void verify_pattern_products(Comparison<Exec, T>& all) {
  // The reference rounds, too: as many additions in double.
  auto const of_reference = [](std::int64_t terms) { return static_cast<double>(terms) * 0x1p-53; };
  all.each_case("overlap", [&] {
    auto const P = all.size(1, 1100), N = all.size(1, 4097);
    auto const xi = random_patterns(all.exec, P, N, all.seed());
    auto const values = all.numbers(N, 1);
    auto const phi = all.vector(values);
    auto const m = all.output(P);
    double const mean = sum_of_magnitudes(values) / static_cast<double>(N);
    all.compare_within("P " + to_text(P) + ", N " + to_text(N),
                       (overlap_error_bound<T>(N) + of_reference(N)) * mean, [&](How const& how) {
                         overlap(all.exec, xi, phi, m, how);
                         return all.entries(m);
                       });
  });
  all.each_case("field, of several states", [&] {
    auto const P = all.size(1, 4097), N = all.size(1, 1100), B = all.size(1, 3);
    auto const xi = random_patterns(all.exec, P, N, all.seed());
    auto const values = all.numbers(P * B, 1);
    auto const f = all.matrix(P, B, values);
    auto const h = all.output(N, B);
    double const sum = sum_of_magnitudes(values);
    all.compare_within("P " + to_text(P) + ", N " + to_text(N) + ", B " + to_text(B),
                       (field_error_bound<T>(P) + of_reference(P)) * sum, [&](How const& how) {
                         field(all.exec, xi, f, h, how);
                         return all.entries(h);
                       });
  });
}

template <ExecutionSpace Exec, Real T>
void verify_samples(Comparison<Exec, T>& all) {
  all.each_case("covariance", [&] {
    auto const steps = all.size(1, 129), M = all.size(1, 4097);
    auto const phi = all.matrix(steps, M, all.numbers(steps * M, 1));
    auto const C = all.template output<double>(steps, steps);
    all.compare_within("T " + to_text(steps) + ", M " + to_text(M),
                       covariance_error_bound<T>(M) + static_cast<double>(M) * 0x1p-53,
                       [&](How const& how) {
      covariance(all.exec, phi, C, how);
      return all.entries(C);
    });
  });
  all.each_case("response", [&] {
    auto const steps = all.size(1, 33), M = all.size(1, 600);
    auto slopes = all.numbers(steps * M, 1);
    for (double& slope : slopes) slope = std::abs(slope);
    auto const slope = all.matrix(steps, M, slopes);
    auto const F = all.template matrix<double>(
        steps, steps, all.numbers(steps * steps, 1.0 / static_cast<double>(steps)));
    auto const S = all.template output<double>(steps, steps);
    double const dt = 0.05;
    all.compare_within("T " + to_text(steps) + ", M " + to_text(M),
                       dt * sweep_error_bound<T>(static_cast<int>(steps)), [&](How const& how) {
                         Array<double const**, Exec> const kernel = F;
                         response(all.exec, slope, kernel, dt, S, how);
                         return all.entries(S);
                       });
  });
  all.each_case("sample moments", [&] {
    auto const steps = all.size(1, 64), K = all.size(0, 3), M = all.size(1, 4097);
    auto const D = steps + K + 1;
    auto const moments = all.template output<double>(D, D);
    auto const seed = all.seed();
    // Normals of at most 5 are right to a few of their roundings; products of two have mean 1 or
    // less but for few samples.
    double const of_drawing = 30 * all.epsilon;
    all.compare_within("T " + to_text(steps) + ", K " + to_text(K) + ", M " + to_text(M),
                       (M < 20 ? 10 : 2) * (covariance_error_bound<T>(M) + of_drawing),
                       [&](How const& how) {
      SampleMoments<Exec, T> plan(all.exec, static_cast<int>(steps), static_cast<int>(K), M, how);
      plan.run(all.exec, seed, 3, moments);
      return all.entries(moments);
    });
  });
}

}  // namespace

template <ExecutionSpace Exec, Real T>
void verify_kernels(Comparison<Exec, T>& comparison) {
  verify_patterns(comparison);
  verify_spins(comparison);
  verify_stimulated_networks(comparison);
  verify_elementwise(comparison);
  verify_pattern_products(comparison);
  verify_samples(comparison);
}

#define MATTIS_INSTANTIATE_VERIFY_KERNELS(EXEC)                        \
  template void verify_kernels<EXEC, float>(Comparison<EXEC, float>&); \
  template void verify_kernels<EXEC, double>(Comparison<EXEC, double>&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_VERIFY_KERNELS)

}  // namespace mattis::detail
