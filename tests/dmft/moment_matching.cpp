// SPDX-License-Identifier: BSD-3-Clause
// Drawn samples with the second moments of their distribution.
#include <mattis/dmft/moment_matching.hpp>

#include <support/neurons.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace mattis;
using namespace mattis::test;

namespace {

/// (xi, x(0) less its mean a.xi, eta = L z) of every sample, as a sweep with `input` would make
/// them.
template <Real T>
Matrix start_of_samples(SweepInput<Exec> const& input, HostArray<double**> const& factor,
                        Dense const& model) {
  auto const K = static_cast<int>(model.a.size());
  auto const steps = static_cast<int>(factor.extent(0));
  Matrix start{K + 1 + steps, static_cast<int>(input.samples)};
  for (int i = 0; i < start.columns; ++i) {
    auto const u = random_numbers<T>(steps, K, input.seed, input.first_sample + i);
    std::vector<double> z(u.begin() + K + 1, u.end());
    double& x0 = start(K, i);
    x0 = input.ic_noise * u[static_cast<std::size_t>(K)];
    for (int k = 0; k < K; ++k) {
      start(k, i) = u[static_cast<std::size_t>(k)];
      x0 += (input.a(k) - model.a[static_cast<std::size_t>(k)]) * start(k, i);
    }
    for (int t = 0; t < steps && input.regression.size() > 0; ++t)
      for (int k = 0; k <= K; ++k)
        z[static_cast<std::size_t>(t)] -= input.regression(t, k) * u[static_cast<std::size_t>(k)];
    for (int t = 0; t < steps; ++t)
      for (int s = 0; s <= t; ++s)
        start(K + 1 + t, i) += factor(t, s) * z[static_cast<std::size_t>(s)];
  }
  return start;
}

HostArray<double**> lower_triangle(int steps) {
  Matrix const random = random_matrix(steps, steps, 1.0, 8);
  HostArray<double**> const L("mattis::test::L", static_cast<std::size_t>(steps),
                              static_cast<std::size_t>(steps));
  for (int t = 0; t < steps; ++t) {
    for (int s = 0; s < t; ++s) L(t, s) = random(t, s);
    L(t, t) = 1 + 0.1 * t;
  }
  return L;
}

Dense model_of(int condensed) {
  Dense model{.n = 1, .alpha = 0.1, .g = 1.7};
  for (int k = 0; k < condensed; ++k) model.a.push_back(0.9 / (k + 1));
  return model;
}

}  // namespace

TEMPLATE_TEST_CASE("moment matching: the samples have the moments of their distribution",
                   "[dmft][moments]", float, double) {
  for (auto const& [condensed, steps, first, count] :
       {std::tuple{1, 12, 0, 300}, std::tuple{0, 5, 40, 12}, std::tuple{3, 20, 1000, 48},
        std::tuple{2, 9, 7, 5000}, std::tuple{1, 120, 5, 400}}) {
    INFO("K " << condensed << ", T " << steps << ", M " << count);
    auto const model = model_of(condensed);
    SolveOptions const options{.T = steps, .M = 5000, .seed = 17};
    MomentMatching<Exec, TestType> matching(Exec{}, model, options, detail::Arena<Exec>(Exec{}));
    SweepInput<Exec> input;
    input.seed = options.seed;
    matching.start(Exec{}, first, count, input);
    auto const L = lower_triangle(steps);
    matching.colour(Exec{}, L);

    auto const moments =
        reference::covariance(start_of_samples<TestType>(input, matching.factor(), model));
    double worst = 0;
    for (int p = 0; p < moments.rows; ++p) {
      for (int q = 0; q <= p; ++q) {
        if (p < condensed) continue;  // the signs stay as they are drawn
        double expected = p == q ? std::pow(initial_noise(model), 2) : 0;
        if (p > condensed && q > condensed) {
          expected = 0;
          for (int s = 0; s < steps; ++s)
            expected += L(p - condensed - 1, s) * L(q - condensed - 1, s);
        }
        worst = std::max(worst, std::abs(moments(p, q) - expected));
      }
    }
    CHECK(worst < (std::is_same_v<TestType, float> ? 2e-4 : 1e-11));
  }
}

TEST_CASE("moment matching: samples that are too few, given, or not to be matched stay as they are",
          "[dmft][moments]") {
  auto const model = model_of(1);
  auto const check_untouched = [&](SolveOptions const& options, std::int64_t count) {
    MomentMatching<Exec, double> matching(Exec{}, model, options, detail::Arena<Exec>(Exec{}));
    HostArray<double*> const a("mattis::test::a", 1);
    a(0) = model.a[0];
    SweepInput<Exec> input;
    input.a = a;
    matching.start(Exec{}, 3, count, input);
    CHECK(input.first_sample == 3);
    CHECK(input.samples == count);
    CHECK(input.a.data() == a.data());
    CHECK(input.ic_noise == initial_noise(model));
    CHECK(input.regression.size() == 0);
    auto const L = lower_triangle(options.T);
    for (int t = 0; t < options.T; ++t) matching.colour_row(L, t);
    for (int t = 0; t < options.T; ++t)
      CHECK(std::equal(&L(t, 0), &L(t, 0) + t + 1, &matching.factor()(t, 0)));
  };
  check_untouched({.T = 6, .M = 1000}, 15);  // of the 16 that 8 numbers need
  check_untouched({.T = 6, .M = 10}, 10);
  check_untouched({.T = 6, .M = 1000, .method = Method::damped}, 1000);
  check_untouched({.T = 6, .M = 1000, .match_moments = false}, 1000);
  Samples const given{HostArray<std::int8_t**>("xi", 20, 1), HostArray<double*>("x0", 20),
                      HostArray<double**>("z", 6, 20)};
  check_untouched({.T = 6, .M = 20, .samples = given}, 20);
}

TEST_CASE("moment matching: one range of samples after the other", "[dmft][moments]") {
  auto const model = model_of(1);
  SolveOptions const options{.T = 6, .M = 1000};
  auto const amplitudes = [&](auto const& ranges) {
    MomentMatching<Exec, double> matching(Exec{}, model, options, detail::Arena<Exec>(Exec{}));
    HostArray<double*> const a("mattis::test::a", 1);
    a(0) = model.a[0];
    SweepInput<Exec> input;
    input.a = a;
    for (auto const& [first, count] : ranges) matching.start(Exec{}, first, count, input);
    return std::pair{input.a(0), input.ic_noise};
  };
  using Ranges = std::vector<std::pair<int, int>>;
  auto const direct = amplitudes(Ranges{{100, 200}});
  CHECK(amplitudes(Ranges{{0, 200}, {100, 200}}) == direct);
  CHECK(amplitudes(Ranges{{100, 200}, {100, 15}, {100, 200}}) == direct);
  CHECK(amplitudes(Ranges{{100, 300}, {100, 200}, {100, 200}}) == direct);
  CHECK(amplitudes(Ranges{{0, 200}}) != direct);
  CHECK(amplitudes(Ranges{{100, 200}, {100, 15}}) == std::pair{model.a[0], initial_noise(model)});
}
