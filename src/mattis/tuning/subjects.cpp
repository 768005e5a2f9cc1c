// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/expr/plan.hpp>
#include <mattis/expr/sweep.hpp>
#include <mattis/kernels/compressed_kernel.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/detail/pattern_product.hpp>
#include <mattis/kernels/patterns.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/models/detail/network_groups.hpp>
#include <mattis/models/simulate.hpp>
#include <mattis/tuning/detail/problems.hpp>
#include <mattis/tuning/subjects.hpp>

#include <limits>
#include <memory>
#include <utility>

namespace mattis::tuning {

namespace {

constexpr std::uint64_t seed = 1;

/// Of the bytes of an array, wherever it lies.
template <class View>
std::uint64_t hash_of(View const& view) {
  auto const copy = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), view);
  return fingerprint(copy.data(), copy.span() * sizeof(typename View::value_type));
}

void expect_sizes(ChoiceKey const& key, std::size_t count, std::int64_t most) {
  bool fits = key.sizes.size() == count;
  for (auto const size : key.sizes) fits = fits && size >= 1 && size <= most;
  if (!fits)
    throw_unexpected("sizes of " + key.kernel,
                     to_text(static_cast<std::int64_t>(count)) + " of 1 to " + to_text(most),
                     to_text(static_cast<std::int64_t>(key.sizes.size())) + " numbers");
}

/// How as it is, with this variant of a kernel.
How with(How const& how, ChoiceKey const& key, std::string const& variant) {
  Choices one;
  one.set(key, variant);
  one.reassociate = true;
  return how.with(std::make_shared<Choices const>(std::move(one)));
}

/// A way for each variant: make(how) gives what runs it, which writes `output`.
template <class Variants, class Output, class Make>
Subject ways_of(ChoiceKey const& key, Variants const& variants, How const& how,
                Output const& output, Make const& make) {
  Subject subject{key, *revision(key.kernel), {}};
  for (auto const& variant : variants)
    subject.ways.push_back({variant.name, variant.same_bits, make(with(how, key, variant.name)),
                            [output] { return hash_of(output); }});
  return subject;
}

template <ExecutionSpace Exec, Real T>
Subject sign_product(Exec const& exec, ChoiceKey const& key, How const& how) {
  expect_sizes(key, 3, std::int64_t{1} << 40);
  std::int64_t const rows = key.sizes[0], columns = key.sizes[1], instances = key.sizes[2];
  auto const xi = random_patterns(exec, rows, columns, seed, instances);
  auto const v = numbers<T>(exec, instances, columns), y = numbers<T>(exec, instances, rows);
  auto const matrix = xi.by_pattern();
  return ways_of(key, SignProduct<Exec, T>::variants(exec, rows, columns, instances, how), how, y,
                 [&](How const& variant) -> std::function<void()> {
                   auto const plan = std::make_shared<detail::PatternProductPlan<Exec, T> const>(
                       exec, matrix, instances, variant);
                   return [=] {
                     plan->run(exec, 0.5, {v.data(), columns, 1}, {y.data(), rows, 1});
                     exec.fence("mattis::tuning");
                   };
                 });
}

/// The overlap of short patterns and the field of a function of it, one after the other or through
/// the cache.
template <ExecutionSpace Exec, Real T>
Subject chained_products(Exec const& exec, ChoiceKey const& key, How const& how) {
  expect_sizes(key, 3, std::int64_t{1} << 40);
  std::int64_t const P = key.sizes[0], N = key.sizes[1], instances = key.sizes[2];
  auto const xi = random_patterns(exec, P, N, seed, instances);
  auto const phi = numbers<T>(exec, instances, N), h = numbers<T>(exec, instances, N);
  return ways_of(key, SignProduct<Exec, T>::chain_variants(), how, h,
                 [&](How const& variant) -> std::function<void()> {
                   auto field_of = lazy_rows(h) = field(xi, pow(overlap(xi, lazy_rows(phi)), 2));
                   auto const steps = std::make_shared<decltype(plan(exec, field_of)) const>(
                       plan(exec, field_of, variant));
                   return [=] {
                     steps->run(exec);
                     exec.fence("mattis::tuning");
                   };
                 });
}

template <ExecutionSpace Exec, Real T>
Subject covariance_of_samples(Exec const& exec, ChoiceKey const& key, How const& how) {
  expect_sizes(key, 2, std::int64_t{1} << 30);
  std::int64_t const steps = key.sizes[0], samples = key.sizes[1];
  auto const phi = numbers<T>(exec, steps, samples);
  auto const C = numbers<double>(exec, steps, steps);
  return ways_of(key, CovariancePlan<Exec, T>::variants(exec, steps, how), how, C,
                 [&](How const& variant) -> std::function<void()> {
                   auto const plan = std::make_shared<CovariancePlan<Exec, T> const>(
                       exec, steps, samples, variant);
                   return [=] {
                     plan->run(exec, phi.data(), C);
                     exec.fence("mattis::tuning");
                   };
                 });
}

template <ExecutionSpace Exec, Real T>
Subject response_of_samples(Exec const& exec, ChoiceKey const& key, How const& how) {
  expect_sizes(key, 2, std::int64_t{1} << 30);
  std::int64_t const steps = key.sizes[0], samples = key.sizes[1];
  auto const slope = numbers<T>(exec, steps, samples);
  auto const S = numbers<double>(exec, steps, steps);
  Array<double const**, Exec> const kernel = self_coupling(exec, steps);
  auto const variants = runs_simd<Exec>(how) ? detail::response_variants<T>(how)
                                             : std::vector<Variant<int>>{{"estimate", 0}};
  return ways_of(key, variants, how, S, [&](How const& variant) -> std::function<void()> {
    return [=] {
      response(exec, slope, kernel, 0.02, S, variant);
      exec.fence("mattis::tuning");
    };
  });
}

/// A sweep over a few blocks a thread, or as many samples as a second size says, of a self-coupling
/// compressed as far as the theory does.
template <ExecutionSpace Exec, Real T>
Subject sweep(Exec const& exec, ChoiceKey const& key, How const& how) {
  expect_sizes(key, key.sizes.size() == 2 ? 2 : 1, std::int64_t{1} << 40);
  auto const steps = static_cast<int>(key.sizes[0]);
  expect(steps >= 2 && steps <= 20000, "sizes of sweep", "2 to 20000 steps", steps);
  auto input = sweep_input(exec, steps,
                           key.sizes.size() == 2
                               ? key.sizes[1]
                               : std::int64_t{lanes::block_samples} * 24 * exec.concurrency());
  if (EffectiveNeurons<Exec, T>::takes_compressed(steps, how)) {
    KernelCompression compression(steps, how);
    compression.compress(Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), input.kernel),
                         8 * static_cast<double>(std::numeric_limits<T>::epsilon()));
    auto const to_device = [](auto const& matrix) {
      return Kokkos::create_mirror_view_and_copy(typename Exec::memory_space(), matrix);
    };
    input.compressed = {compression.rank(), to_device(compression.read()),
                        to_device(compression.write()), to_device(compression.keep())};
  }
  exec.fence("mattis::tuning");
  auto const both = Array<double***, Exec>(
      "mattis::tuning::means", 2, static_cast<std::size_t>(steps), static_cast<std::size_t>(steps));
  return ways_of(
      key, EffectiveNeurons<Exec, T>::variants(steps, exec.concurrency(), how), how, both,
      [&](How const& variant) -> std::function<void()> {
        auto const neuron = effective_neuron<T>(input);
        auto const statement = together(
            lazy(Kokkos::subview(both, 0, Kokkos::ALL, Kokkos::ALL)) = covariance(neuron.phi),
            lazy(Kokkos::subview(both, 1, Kokkos::ALL, Kokkos::ALL)) =
                response(neuron.phi, neuron.eta));
        auto const steps_plan =
            std::make_shared<decltype(plan(exec, statement)) const>(plan(exec, statement, variant));
        return [=] {
          steps_plan->run(exec);
          exec.fence("mattis::tuning");
        };
      });
}

/// A few steps of several networks with patterns of their own, which are drawn anew for each group.
template <ExecutionSpace Exec, Real T>
Subject networks(Exec const& exec, ChoiceKey const& key, How const& how) {
  expect_sizes(key, 3, std::int64_t{1} << 30);
  std::int64_t const P = key.sizes[0], N = key.sizes[1];
  Dense model;
  model.n = 1;
  model.alpha = static_cast<double>(P) / static_cast<double>(N);
  model.g = 1.2;
  model.a = {1};
  SimulateOptions options;
  options.N = N;
  options.trials = static_cast<int>(key.sizes[2]);
  options.T = 20;
  options.seed = seed;
  auto const result = std::make_shared<Simulation>();
  Subject subject{key, *revision(key.kernel), {}};
  for (auto const& variant : detail::network_group_variants<Exec>()) {
    options.how = with(how, key, variant.name);
    subject.ways.push_back({variant.name, variant.same_bits,
                            [=] { *result = simulate<T>(exec, model, options); },
                            [=] { return hash_of(result->m) ^ hash_of(result->E); }});
  }
  return subject;
}

template <ExecutionSpace Exec>
struct Kernel {
  std::string name;
  int revision;
  Subject (*in_float)(Exec const&, ChoiceKey const&, How const&);
  Subject (*in_double)(Exec const&, ChoiceKey const&, How const&);
};

template <ExecutionSpace Exec>
std::vector<Kernel<Exec>> const& table() {
  static std::vector<Kernel<Exec>> const kernels{
      {"sign_product", 3, &sign_product<Exec, float>, &sign_product<Exec, double>},
      {"chained_products", 3, &chained_products<Exec, float>, &chained_products<Exec, double>},
      {"covariance", 2, &covariance_of_samples<Exec, float>, &covariance_of_samples<Exec, double>},
      {"response", 1, &response_of_samples<Exec, float>, &response_of_samples<Exec, double>},
      {"sweep", 2, &sweep<Exec, float>, &sweep<Exec, double>},
      {"networks", 1, &networks<Exec, float>, &networks<Exec, double>}};
  return kernels;
}

}  // namespace

std::vector<std::string> const& kernels() {
  static auto const names = [] {
    std::vector<std::string> list;
    for (auto const& kernel : table<Kokkos::DefaultHostExecutionSpace>())
      list.push_back(kernel.name);
    return list;
  }();
  return names;
}

std::optional<int> revision(std::string_view name) {
  for (auto const& kernel : table<Kokkos::DefaultHostExecutionSpace>())
    if (kernel.name == name) return kernel.revision;
  return {};
}

template <ExecutionSpace Exec>
Subject subject(Exec const& exec, ChoiceKey const& key, How const& how) {
  std::string names;
  for (auto const& kernel : table<Exec>()) {
    if (kernel.name == key.kernel)
      return (key.precision == "double" ? kernel.in_double : kernel.in_float)(exec, key, how);
    names += (names.empty() ? "" : ", ") + kernel.name;
  }
  throw_unexpected("kernel", "one of " + names, key.kernel);
}

#define MATTIS_INSTANTIATE_SUBJECTS(EXEC) \
  template Subject subject(EXEC const&, ChoiceKey const&, How const&);
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_SUBJECTS)

}  // namespace mattis::tuning
