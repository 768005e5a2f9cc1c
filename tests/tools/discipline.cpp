// SPDX-License-Identifier: BSD-3-Clause
// The contracts of execution: everything is labelled, runs on the instance handed in, and step
// loops allocate nothing.
#include <mattis/dmft/solve_plan.hpp>
#include <mattis/expr/explain.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/euler_step.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>
#include <mattis/kernels/response.hpp>
#include <mattis/kernels/sample_moments.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/hopfield.hpp>
#include <mattis/models/network.hpp>
#include <mattis/models/right_hand_side.hpp>
#include <mattis/models/simulate_plan.hpp>
#include <mattis/stimulus/autapse.hpp>
#include <mattis/stimulus/run.hpp>
#include <support/kokkos_events.hpp>
#include <support/threads.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

using namespace mattis;
using namespace mattis::test;

namespace {

using Operation = std::pair<char const*, std::function<void(Exec const&)>>;

/// Runs of every plan, with its operands, for patterns of 40 x 5000.
std::vector<Operation> plans(Exec const& exec, PatternSet<Exec> const& xi) {
  auto const floats = [&](std::size_t rows, std::size_t columns) {
    return Array<float**, Exec>(Kokkos::view_alloc(exec, "mattis::test::floats"), rows, columns);
  };
  auto const square = [&](std::size_t steps) {
    return Array<double**, Exec>(Kokkos::view_alloc(exec, "mattis::test::square"), steps, steps);
  };
  auto const x = floats(1, 5000), dxdt = floats(1, 5000), phi = floats(5000, 1), m = floats(40, 1),
             samples = floats(20, 3000);
  auto const C = square(20), F = square(20);
  auto const overlaps = std::make_shared<OverlapPlan<Exec> const>(exec, xi);
  auto const fields = std::make_shared<FieldPlan<Exec> const>(exec, xi);
  auto const covariances = std::make_shared<CovariancePlan<Exec, float> const>(exec, 20, 3000);
  auto const responses = std::make_shared<ResponsePlan<Exec, float> const>(exec, 20, 3000);
  std::vector<Operation> list{
      {"overlap", [=](Exec const& on) { overlaps->run(on, phi, m); }},
      {"field", [=](Exec const& on) { fields->run(on, m, phi); }},
      {"covariance", [=](Exec const& on) { covariances->run(on, samples, C); }},
      {"response", [=](Exec const& on) { responses->run(on, samples, F, 0.1, C); }},
  };
  for (bool const distinct : {false, true}) {
    auto const right_hand_side = std::make_shared<RightHandSide<Exec> const>(
        exec, xi, Dense{.n = 2, .alpha = 0.1, .g = 1.2},
        RightHandSideOptions{.distinct_indices = distinct});
    list.push_back({distinct ? "right-hand side of distinct indices" : "right-hand side",
                    [=](Exec const& on) { rhs(*right_hand_side, on, x, dxdt); }});
  }
  return list;
}

std::vector<Operation> operations() {
  return {
      {"patterns",
       [](Exec const& exec) {
    auto const xi = random_patterns(exec, 40, 100, 1);
    auto const signs = unpack_patterns(exec, xi);
    pack_patterns(exec, Kokkos::View<std::int8_t const**, Kokkos::HostSpace>(signs));
       }},
      {"kernels",
       [](Exec const& exec) {
    auto const xi = random_patterns(exec, 40, 5000, 1);
    HostVector<float> const x(Kokkos::view_alloc(exec, "mattis::test::x"), 5000),
        phi(Kokkos::view_alloc(exec, "mattis::test::phi"), 5000),
        m(Kokkos::view_alloc(exec, "mattis::test::m"), 40);
    for (auto const target : {Target::best, Target::portable}) {
      tanh(exec, x, phi, target);
      overlap(exec, xi, phi, m, target);
      field(exec, xi, m, phi, target);
      euler_step(exec, x, phi, 0.1, phi, target);
    }
       }},
      {"plans",
       [](Exec const& exec) {
    auto const xi = random_patterns(exec, 40, 5000, 1);
    for (auto const& [name, run] : plans(exec, xi)) run(exec);
       }},
      {"statements",
       [](Exec const& exec) {
    auto const xi = random_patterns(exec, 40, 5000, 1);
    HostVector<float> const view(Kokkos::view_alloc(exec, "mattis::test::x"), 5000);
    auto x = lazy(view);
    (x = x + field(xi, overlap(xi, tanh(x)))).run(exec);
    together(x = tanh(x), lazy(Kokkos::subview(view, Kokkos::ALL)) = field(xi, overlap(xi, x)))
        .run(exec);
       }},
      {"simulate",
       [](Exec const& exec) {
    simulate(exec, Hopfield{.alpha = 0.1, .g = 1.2, .a = {1}},
             {.T = 4, .N = 300, .trials = 3, .save_states = true});
       }},
      {"simulate distinct",
       [](Exec const& exec) {
    simulate(exec, Dense{.n = 4, .alpha = 0.001, .g = 1.2, .a = {1}},
             {.T = 4, .N = 30, .trials = 3, .distinct_indices = true});
       }},
      {"stimulus",
       [](Exec const& exec) {
    stimulus::RunOptions options;
    options.N = 300;
    options.P = 3;
    options.t_end = 0.1;
    options.dynamics.sigma = 1;
    options.programme = stimulus::modulated({1, 0, 0}, 0.05);
    stimulus::run<float>(exec, options);
       }},
      {"autapse",
       [](Exec const& exec) {
    for (auto const& how : {How(Target::best), How(Target::portable)}) {
      stimulus::AutapseOptions options{.sigma = 1, .t_end = 0.1, .trials = 3, .how = how};
      options.programme = stimulus::modulated({1}, 0.05);
      stimulus::run_autapse<float>(exec, options);
    }
       }},
      {"solve",
       [](Exec const& exec) {
    solve(exec, Hopfield{.alpha = 0.1, .g = 1.2, .a = {1}}, {.T = 12, .M = 2000});
       }},
      {"solve in one pass",
       [](Exec const& exec) {
    solve(exec, Dense{.n = 2, .alpha = 0.1, .g = 1.2, .a = {1}},
          {.T = 12, .M = 2000, .method = Method::causal});
       }},
      };
}

}  // namespace

TEST_CASE("discipline: every kernel and allocation is labelled mattis::", "[tools]") {
  for (auto const& [name, run] : operations()) {
    INFO(name);
    WatchKokkos const watch;
    run(Exec{});
    for (auto const& launch : watch.events().launches) {
      INFO("kernel " << launch.label);
      CHECK(is_ours(launch.label));
    }
    for (auto const& label : watch.events().allocations) {
      INFO("allocation " << label);
      CHECK((is_ours(label) || is_kokkos_own(label)));
    }
    CHECK_FALSE(watch.events().launches.empty());
  }
}

TEST_CASE("discipline: every kernel runs on the instance handed in, and nothing fences them all",
          "[tools]") {
  auto const exec = instances_of_different_size()[1 % instances_of_different_size().size()];
  for (auto const& [name, run] : operations()) {
    INFO(name);
    WatchKokkos const watch;
    run(exec);
    for (auto const& launch : watch.events().launches) {
      INFO("kernel " << launch.label);
      CHECK(launch.instance == exec.impl_instance_id());
    }
    for (auto const& label : watch.events().fences) {
      INFO("fence " << label);
      CHECK((is_kokkos_own(label) || label.find("(global)") == std::string::npos));
    }
  }
}

TEST_CASE("discipline: the step loop of the simulation allocates nothing", "[tools]") {
  Exec const exec;
  NetworkShape const shape{.P = 30, .N = 5000, .trials = 1, .T = 6, .K = 1, .save_states = true};
  auto const xi = random_patterns(exec, shape.P, shape.N, 1);
  auto const [n, distinct] =
      GENERATE(table<int, bool>({{1, false}, {2, false}, {1, true}, {4, true}}));
  Network<Exec, float> network(
      exec, xi, shape, {.n = n, .alpha = 0.1, .g = 1.2, .dt = 0.1, .distinct_indices = distinct});
  HostArray<double*> const a("mattis::test::a", 1);
  network.start(exec, a, 1.0, 1, 0);
  WatchKokkos const watch;
  for (int t = 0; t < shape.T; ++t) network.step(exec, t);
  exec.fence("mattis::test::steps");
  CHECK(watch.events().allocations.empty());
}

TEST_CASE("discipline: second moments of samples allocate nothing when they run", "[tools]") {
  Exec const exec;
  auto const target = GENERATE(Target::best, Target::portable);
  SampleMoments<Exec, float> plan(exec, 6, 1, 20000, target);
  Array<double**, Exec> const moments("mattis::test::moments", 8, 8);
  plan.run(exec, 1, 0, moments);  // Kokkos allocates its own scratch of teams once
  WatchKokkos const watch;
  plan.run(exec, 1, 0, moments);
  exec.fence("mattis::test::moments");
  CHECK(watch.events().allocations.empty());
}

TEST_CASE("discipline: a planned statement allocates nothing when it runs", "[tools]") {
  Exec const exec;
  auto const xi = random_patterns(exec, 30, 5000, 1);
  HostVector<float> const view("mattis::test::x", 5000);
  auto x = lazy(view);
  auto const step = plan(exec, x = 0.9 * x + field(xi, overlap(xi, tanh(x))));
  WatchKokkos const watch;
  for (int t = 0; t < 5; ++t) step.run(exec);
  exec.fence("mattis::test::steps");
  CHECK(watch.events().allocations.empty());
}

TEST_CASE("discipline: plans, and calls that need no workspace, wait for nothing", "[tools]") {
  Exec const exec;
  auto const xi = random_patterns(exec, 30, 5000, 1);
  HostVector<float> const view("mattis::test::x", 5000), phi("mattis::test::phi", 5000);
  Kokkos::View<double, Kokkos::HostSpace> const norm("mattis::test::norm");
  auto x = lazy(view);
  auto const step =
      plan(exec, together(x = 0.9 * x + field(xi, overlap(xi, tanh(x))), total(norm) = sum(x * x)));
  WatchKokkos const watch;
  for (int t = 0; t < 5; ++t) step.run(exec);
  tanh(exec, view, phi);
  euler_step(exec, view, phi, 0.1, phi);
  for (auto const& label : watch.events().fences) {
    INFO("fence " << label);
    CHECK(label.find("Kokkos::Tools::invoke_kokkosp_callback") == 0);  // being watched
  }
}

TEST_CASE("discipline: plans of kernels allocate nothing and wait for nothing", "[tools]") {
  Exec const exec;
  auto const xi = random_patterns(exec, 40, 5000, 1);
  for (auto const& [name, run] : plans(exec, xi)) {
    INFO(name);
    WatchKokkos const watch;
    for (int t = 0; t < 3; ++t) run(exec);
    CHECK_FALSE(watch.events().launches.empty());
    CHECK(watch.events().allocations.empty());
    for (auto const& label : watch.events().fences) {
      INFO("fence " << label);
      CHECK(label.find("Kokkos::Tools::invoke_kokkosp_callback") == 0);  // being watched
    }
  }
}

TEST_CASE("discipline: plans in a caller's memory allocate nothing at all", "[tools]") {
  Exec const exec;
  auto const xi = random_patterns(exec, 40, 5000, 1);
  std::vector<unsigned char> memory(std::size_t{32} << 20);
  Scratch<Exec> const scratch(memory.data(), memory.size());
  WatchKokkos const watch;
  OverlapPlan<Exec> const overlaps(exec, xi, 1, {}, scratch);
  FieldPlan<Exec> const fields(exec, xi, 1, {}, scratch);
  CovariancePlan<Exec, float> const covariances(exec, 20, 3000, {}, false, scratch);
  ResponsePlan<Exec, float> const responses(exec, 20, 3000, {}, scratch);
  RightHandSide<Exec> const network(exec, xi, Hopfield{.alpha = 0.1, .g = 1.2}, {}, scratch);
  CHECK(watch.events().allocations.empty());
}

TEST_CASE("discipline: simulations allocate their results alone when they run", "[tools]") {
  Exec const exec;
  auto const [n, distinct] = GENERATE(table<int, bool>({{1, false}, {1, true}, {4, true}}));
  bool const own = GENERATE(true, false);
  SimulateOptions const options{
      .T = 4, .N = 40, .trials = 3, .distinct_indices = distinct, .save_states = true};
  Dense const model{.n = n, .alpha = n == 1 ? 0.5 : 1e-4, .g = 1.2, .a = {1}};
  SimulatePlan<Exec> plan(exec, model, options, own ? Scratch<Exec>() : Scratch<Exec>::later());
  std::vector<unsigned char> memory(plan.workspace_bytes());
  if (!own) plan.use(exec, Scratch<Exec>(memory.data(), memory.size()));
  WatchKokkos const watch;
  plan.run(exec);
  CHECK_FALSE(watch.events().launches.empty());
  auto allocations = watch.events().allocations;
  std::sort(allocations.begin(), allocations.end());
  CHECK(allocations == std::vector<std::string>{"mattis::simulation::E", "mattis::simulation::m",
                                                "mattis::simulation::phi",
                                                "mattis::simulation::x"});
}

TEST_CASE("discipline: solutions allocate results and (T, T) algebra alone when they run",
          "[tools]") {
  Exec const exec;
  auto const method = GENERATE(Method::picard, Method::causal, Method::damped);
  auto const target = GENERATE(Target::best, Target::portable);
  int const T = GENERATE(12, 260);  // with shorter horizons, and few samples not matched
  bool const own = GENERATE(true, false);
  if (T > 12 && (own || method == Method::damped || target == Target::portable)) return;
  SolveOptions const options{.T = T, .dt = 0.1, .M = 2000, .method = method, .how = target};
  Hopfield const model{.alpha = 0.1, .g = 1.2, .a = {1}};
  SolvePlan<Exec> plan(exec, model, options, own ? Scratch<Exec>() : Scratch<Exec>::later());
  std::vector<unsigned char> memory(own ? 0 : plan.workspace_bytes());
  if (!own) plan.use(exec, Scratch<Exec>(memory.data(), memory.size()));
  WatchKokkos const watch;
  plan.run(exec);
  CHECK_FALSE(watch.events().launches.empty());
  for (auto const& label : watch.events().allocations) {
    INFO(label);
    bool const host_algebra = label.starts_with("mattis::solution::") ||
                              label.starts_with("mattis::dmft::") ||
                              label.starts_with("mattis::compressed_kernel::") ||
                              label.starts_with("mattis::moment_matching::");
    CHECK((host_algebra || is_kokkos_own(label)));
  }
}

TEST_CASE("discipline: explain plans on the instance handed in", "[tools]") {
  auto const exec = instances_of_different_size()[1 % instances_of_different_size().size()];
  HostVector<float> const view(Kokkos::view_alloc(exec, "mattis::test::x"), 5000);
  auto const tail = Kokkos::subview(view, std::pair(1, 5000)),
             head = Kokkos::subview(view, std::pair(0, 4999));
  WatchKokkos const watch;
  CHECK_FALSE(explain(exec, lazy(tail) = 2.0 * head).empty());
  for (auto const& launch : watch.events().launches)
    CHECK(launch.instance == exec.impl_instance_id());
  CHECK(watch.events().allocations.size() == 2);  // what waits, and the sums of none
}
