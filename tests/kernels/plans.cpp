// SPDX-License-Identifier: BSD-3-Clause
// Plans: how much scratch they ask for, and that they take no more.
#include <mattis/mattis.hpp>

#include <support/arrays.hpp>
#include <support/sanitizers.hpp>

#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace mattis::test {
namespace {

using Sizes = std::vector<std::int64_t>;
using Memory = Scratch<Exec>;

/// A plan of any kind behind its interface, with operands of its own.
struct AnyPlan {
  std::function<std::size_t()> bytes;
  std::function<void(Memory const&)> use;
  std::function<std::vector<double>()> run;
};

struct Kind {
  std::string name;
  std::vector<Sizes> sizes;  // around what the kernels are cut by
  std::function<AnyPlan(Sizes const&, Memory const&, How const&)> make;
};

template <class T>
Array<T**, Exec> numbers(std::int64_t rows, std::int64_t columns) {
  Array<T**, Exec> const array("mattis::test::numbers", static_cast<std::size_t>(rows),
                               static_cast<std::size_t>(columns));
  for (std::size_t i = 0; i < array.size(); ++i)
    array.data()[i] = static_cast<T>(static_cast<double>((i * 7919 + 13) % 1000) / 1000 - 0.4);
  return array;
}

template <class Plan, class Run>
AnyPlan any(Plan plan, Run const& run) {
  auto const shared = std::make_shared<Plan>(std::move(plan));
  return {[shared] { return shared->workspace_bytes(); },
          [shared](Memory const& memory) { shared->use(Exec{}, memory); },
          [shared, run] {
    auto const result = run(*shared);
    Exec{}.fence();
    return std::vector<double>(result.data(), result.data() + result.size());
          }};
}

template <class View>
std::vector<double> all_entries(std::vector<View> const& views) {
  std::vector<double> all;
  for (auto const& view : views) all.insert(all.end(), view.data(), view.data() + view.size());
  return all;
}
std::vector<double> all_entries(std::initializer_list<HostArray<double***>> views) {
  return all_entries(std::vector(views));
}

template <class T>
Kind solve_kind(std::string const& name, Method method, std::vector<Sizes> const& sizes) {
  return {name, sizes,
          [method](Sizes const& s, Memory const& memory, How const& how) {
    Hopfield model{.alpha = 0.1, .g = 1.2};
    for (std::int64_t k = 0; k < s[2]; ++k) model.a.push_back(1.0 / static_cast<double>(k + 1));
    return any(
        SolvePlan<Exec, T>(
            Exec{}, model,
            {.T = static_cast<int>(s[0]), .dt = 0.1, .M = s[1], .method = method, .how = how},
            memory),
        [](auto const& plan) {
      auto const result = plan.run(Exec{});
      return all_entries(std::vector{result.m, result.C_phi, result.S_phi, result.E, result.m_se,
                                     result.C_phi_se, result.S_phi_se});
        });
          }};
}

template <class T>
std::vector<Kind> kinds() {
  return {
      {"overlap",
       {{40, 300, 1}, {40, 2048, 3}, {512, 2049, 1}, {1, 6000, 2}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    auto const xi = random_patterns(Exec{}, s[0], s[1], 1);
    return any(OverlapPlan<Exec, T>(Exec{}, xi, s[2], how, memory), [=](auto const& plan) {
      auto const m = numbers<T>(s[0], s[2]);
      plan.run(Exec{}, numbers<T>(s[1], s[2]), m);
      return m;
    });
       }},
      {"field",
       {{300, 40, 1}, {2048, 40, 3}, {2049, 512, 1}, {6000, 1, 2}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    auto const xi = random_patterns(Exec{}, s[0], s[1], 1);
    return any(FieldPlan<Exec, T>(Exec{}, xi, s[2], how, memory), [=](auto const& plan) {
      auto const h = numbers<T>(s[1], s[2]);
      plan.run(Exec{}, numbers<T>(s[0], s[2]), h);
      return h;
    });
       }},
      {"covariance",
       {{1, 1}, {7, 1024}, {20, 64 * 1024}, {181, 40000}, {182, 5000}, {363, 9000}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    return any(CovariancePlan<Exec, T>(Exec{}, s[0], s[1], how, false, memory),
               [=](auto const& plan) {
      auto const C = numbers<double>(s[0], s[0]);
      plan.run(Exec{}, numbers<T>(s[0], s[1]), C);
      return C;
    });
       }},
      {"response",
       {{1, 1}, {12, 256}, {13, 257}, {40, 1500}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    return any(ResponsePlan<Exec, T>(Exec{}, s[0], s[1], how, memory), [=](auto const& plan) {
      auto const S = numbers<double>(s[0], s[0]);
      plan.run(Exec{}, numbers<T>(s[0], s[1]), numbers<double>(s[0], s[0]), 0.1, S);
      return S;
    });
       }},
      {"effective neurons",
       {{2, 0}, {12, 1}, {13, 3}, {40, 2}, {97, 0}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    auto const steps = static_cast<int>(s[0]), condensed = static_cast<int>(s[1]);
    auto const square = [&] {
      auto const F = numbers<double>(steps, steps);
      for (std::size_t i = 0; i < F.size(); ++i) F.data()[i] *= 0.2;
      return F;
    };
    SweepInput<Exec> input;
    input.factor = square();
    input.kernel = square();
    input.drive = numbers<double>(steps, condensed);
    input.a = Array<double*, Exec>("mattis::test::a", static_cast<std::size_t>(condensed));
    input.ic_noise = 1;
    input.dt = 0.1;
    input.samples = 700;
    input.seed = 5;
    auto const neuron = effective_neuron<T>(input);
    auto const C = numbers<double>(steps, steps), S = numbers<double>(steps, steps);
    Array<double*, Exec> const squares("mattis::test::squares", static_cast<std::size_t>(steps));
    return any(
        plan(Exec{},
             together(lazy(C) = covariance(neuron.eta), lazy(S) = response(neuron.phi, neuron.eta),
                      total(squares) = mean(pow<2>(neuron.x))),
             how, memory),
        [=](auto const& sweep) {
      sweep.run(Exec{});
      Exec{}.fence();
      std::vector<double> all;
      for (auto const* from : {&C, &S})
        all.insert(all.end(), from->data(), from->data() + from->size());
      all.insert(all.end(), squares.data(), squares.data() + squares.size());
      return all;
        });
       }},
      {"right-hand side",
       {{30, 200, 1}, {2048, 100, 2}, {2049, 512, 1}, {40, 2049, 3}, {4097, 513, 1}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    auto const xi = random_patterns(Exec{}, s[0], s[1], 1);
    return any(RightHandSide<Exec, T>(Exec{}, xi, Dense{.n = 2, .alpha = 0.1, .g = 1.2},
                                      {.states = s[2], .how = how}, memory),
               [=](auto const& plan) {
      auto const dxdt = numbers<T>(s[2], s[1]);
      rhs(plan, Exec{}, numbers<T>(s[2], s[1]), dxdt);
      return dxdt;
    });
       }},
      {"right-hand side, distinct indices",
       {{30, 7, 1}, {30, 8, 2}, {600, 100, 2}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    auto const xi = random_patterns(Exec{}, s[0], s[1], 1);
    return any(
        RightHandSide<Exec, T>(Exec{}, xi, Dense{.n = 4, .alpha = 0.1, .g = 1.2},
                               {.states = s[2], .distinct_indices = true, .how = how}, memory),
        [=](auto const& plan) {
      auto const dxdt = numbers<T>(s[2], s[1]);
      rhs(plan, Exec{}, numbers<T>(s[2], s[1]), dxdt);
      return dxdt;
        });
       }},
      {"simulate",
       {{20, 200, 5, 1, 1}, {30, 300, 4, 40, 1}, {30, 300, 4, 2, 60}, {200, 3000, 2, 80, 1}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    Hopfield const model{
        .alpha = static_cast<double>(s[0]) / static_cast<double>(s[1]), .g = 1.2, .a = {1}};
    return any(SimulatePlan<Exec, T>(Exec{}, model,
                                     {.T = static_cast<int>(s[2]),
                                      .N = s[1],
                                      .trials = static_cast<int>(s[3]),
                                      .cues = static_cast<int>(s[4]),
                                      .save_states = true,
                                      .how = how},
                                     memory),
               [](auto& plan) {
      auto const result = plan.run(Exec{});
      return all_entries({result.m, result.E, result.x});
    });
       }},
      {"simulate by patterns",
       {{20, 200, 5}, {1024, 300, 3}, {3000, 60, 3}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    Hopfield const model{
        .alpha = static_cast<double>(s[0]) / static_cast<double>(s[1]), .g = 1.2, .a = {1}};
    return any(
        SimulatePlan<Exec, T>(
            Exec{}, model,
            {.T = static_cast<int>(s[2]), .N = s[1], .how = how, .by_patterns = true}, memory),
        [](auto& plan) {
      auto const result = plan.run(Exec{});
      return all_entries({result.m, result.E});
        });
       }},
      {"simulate, distinct indices",
       {{30, 7, 3, 1, 1}, {30, 8, 3, 2, 1}, {60, 100, 3, 1, 4}},
       [](Sizes const& s, Memory const& memory, How const& how) {
    double const size = static_cast<double>(s[1]);
    Dense const model{.n = 4, .alpha = static_cast<double>(s[0]) / std::pow(size, 4), .g = 1.2};
    return any(SimulatePlan<Exec, T>(Exec{}, model,
                                     {.T = static_cast<int>(s[2]),
                                      .N = s[1],
                                      .trials = static_cast<int>(s[3]),
                                      .cues = static_cast<int>(s[4]),
                                      .distinct_indices = true,
                                      .how = how},
                                     memory),
               [](auto& plan) { return all_entries({plan.run(Exec{}).E}); });
       }},
      solve_kind<T>("solve", Method::picard, {{12, 700, 1}, {9, 1100, 0}}),
      solve_kind<T>("solve in one pass", Method::causal, {{12, 700, 1}}),
      };
}

std::string text(Sizes const& sizes) {
  std::string all;
  for (auto const size : sizes) all += to_text(size) + " ";
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("plans: more of any size never asks for less scratch", "[plans]", float,
                   double) {
  How const how = GENERATE(How(Target::best), How(Target::portable));
  std::mt19937 draw(1);
  for (auto const& kind : kinds<TestType>()) {
    for (auto const& sizes : kind.sizes) {
      std::size_t const bytes = kind.make(sizes, Memory::later(), how).bytes();
      for (std::size_t d = 0; d < sizes.size(); ++d) {
        Sizes larger = sizes;
        std::size_t before = bytes;
        for (int step = 0; step < 6; ++step) {
          std::uniform_int_distribution<std::int64_t> const more(1, 1 + larger[d] / 4);
          larger[d] += step == 0 ? 1 : std::uniform_int_distribution<std::int64_t>(more)(draw);
          std::size_t const now = kind.make(larger, Memory::later(), how).bytes();
          INFO(kind.name << " of " << text(larger) << "after " << before);
          CHECK(now >= before);
          before = now;
        }
      }
    }
  }
}

TEMPLATE_TEST_CASE("plans: in a caller's memory, at any address, the same bits and no byte more",
                   "[plans]", float, double) {
  How const how = GENERATE(How(Target::best), How(Target::portable));
  for (auto const& kind : kinds<TestType>()) {
    for (auto const& sizes : kind.sizes) {
      auto const own = kind.make(sizes, {}, how);
      auto const expected = own.run();
      std::size_t const needed = own.bytes();
      INFO(kind.name << " of " << text(sizes) << "needs " << needed);
      constexpr std::size_t fence = 64;
      constexpr unsigned char mark = 0xA5;
      for (std::size_t const shift : {0, 1, 63}) {
        if (mattis::test::under_sanitizer && shift != 1) continue;
        std::vector<unsigned char> memory(needed + 2 * fence + shift, mark);
        auto const given = kind.make(sizes, Memory(memory.data() + fence + shift, needed), how);
        CHECK(given.bytes() == needed);
        CHECK(given.run() == expected);
        auto const untouched = [](unsigned char byte) { return byte == mark; };
        auto const first = memory.begin() + static_cast<std::ptrdiff_t>(fence + shift);
        CHECK(std::all_of(memory.begin(), first, untouched));
        CHECK(std::all_of(first + static_cast<std::ptrdiff_t>(needed), memory.end(), untouched));
      }
    }
  }
}

TEMPLATE_TEST_CASE("plans: too little scratch, and none, are errors that say how much", "[plans]",
                   float, double) {
  using Catch::Matchers::Message;
  for (auto const& kind : kinds<TestType>()) {
    auto const& sizes = kind.sizes.back();
    auto plan = kind.make(sizes, Memory::later(), How{});
    std::size_t const needed = plan.bytes();
    INFO(kind.name);
    REQUIRE(needed > 0);
    std::string const expected = "scratch: expected at least " + std::to_string(needed) + " bytes";
    CHECK_THROWS_MATCHES(plan.run(), Error,
                         Message(expected + " from use(), got a plan without memory"));
    std::vector<unsigned char> memory(needed);
    CHECK_THROWS_MATCHES(plan.use(Memory(memory.data(), needed - 1)), Error,
                         Message(expected + ", got " + std::to_string(needed - 1)));
    CHECK_THROWS_MATCHES(plan.use(Memory(nullptr, needed)), Error,
                         Message(expected + ", got none"));
    CHECK_THROWS_MATCHES(kind.make(sizes, Memory(memory.data(), 1), How{}), Error,
                         Message(expected + ", got 1"));
    plan.use(Memory(memory.data(), needed));
    CHECK(plan.run() == kind.make(sizes, {}, How{}).run());
  }
}

TEST_CASE("plans: scratch is a View of anything without gaps", "[plans]") {
  auto const xi = random_patterns(Exec{}, 40, 5000, 1);
  OverlapPlan<Exec> plan(Exec{}, xi, 1, {}, Memory::later());
  Kokkos::View<double*, Kokkos::HostSpace> const doubles("mattis::test::scratch",
                                                         plan.workspace_bytes() / 8 + 1);
  plan.use(Exec{}, doubles);
  Array<float*, Exec> const phi("mattis::test::phi", 5000), m("mattis::test::m", 40);
  Kokkos::deep_copy(phi, 0.5F);
  plan.run(Exec{}, phi, m);
  Array<float*, Exec> const expected("mattis::test::m", 40);
  overlap(Exec{}, xi, phi, expected);
  for (std::size_t mu = 0; mu < 40; ++mu) CHECK(m(mu) == expected(mu));
  Kokkos::View<double**, Kokkos::LayoutLeft, Kokkos::HostSpace> const square("mattis::test::square",
                                                                             100, 100);
  auto const part = Kokkos::subview(square, std::pair(0, 50), Kokkos::ALL);
  CHECK_THROWS_WITH(plan.use(Exec{}, part), "scratch: expected a View without gaps, got one");
}

TEST_CASE("plans: Views that do not fit what was planned are named", "[plans]") {
  auto const xi = random_patterns(Exec{}, 40, 300, 1);
  OverlapPlan<Exec> const overlaps(Exec{}, xi, 2);
  auto const phi = numbers<float>(300, 3), m = numbers<float>(40, 3);
  CHECK_THROWS_WITH(overlaps.run(Exec{}, phi, m),
                    "phi: expected as many states as were planned, 2, got 3");
  CovariancePlan<Exec, float> const covariances(Exec{}, 5, 70);
  CHECK_THROWS_WITH(covariances.run(Exec{}, numbers<float>(5, 71), numbers<double>(5, 5)),
                    "phi: expected shape (5, 70), got (5, 71)");
  ResponsePlan<Exec, float> const responses(Exec{}, 5, 70);
  CHECK_THROWS_WITH(responses.run(Exec{}, numbers<float>(6, 70), numbers<double>(6, 6), 0.1,
                                  numbers<double>(6, 6)),
                    "slope: expected shape (5, 70), got (6, 70)");
  RightHandSide<Exec, float> const of_network(Exec{}, xi, Hopfield{.alpha = 0.1, .g = 1.2});
  CHECK_THROWS_WITH(of_network.run(Exec{}, numbers<float>(1, 299), numbers<float>(1, 299)),
                    "x: expected shape (1, 300), got (1, 299)");
  auto const sets = random_patterns(Exec{}, 40, 300, 1, 3);
  CHECK_THROWS_WITH((FieldPlan<Exec, float>(Exec{}, sets, 2)),
                    "states: expected one for each set of patterns, 3, got 2");
}

}  // namespace mattis::test
