// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/model.hpp>
#include <mattis/c/plan_of.hpp>
#include <mattis/models/right_hand_side.hpp>

namespace mattis::c {
namespace {

struct OfRightHandSide {
  static constexpr char const* name = "mattis_rhs_plan";
  template <Real T>
  using Plan = RightHandSide<Exec, T>;
};

template <class T>
int run_right_hand_side(mattis_plan handle, T const* x, T* dxdt) {
  return run_plan<OfRightHandSide, T>(handle, [&](auto const& plan, Exec const& exec) {
    auto const state = matrix("x", x, plan.rows, plan.columns);
    rhs(plan.plan, exec, state, matrix("dxdt", dxdt, plan.rows, plan.columns));
  });
}

}  // namespace
}  // namespace mattis::c

extern "C" {

int mattis_rhs_plan(mattis_patterns patterns, mattis_model const* model,
                    mattis_plan_options const* options, mattis_plan* plan) {
  using namespace mattis::c;
  return make_plan(options, plan, [&]<class T>(T, mattis_plan_options const& chosen) {
    using Planned = PlanOf<OfRightHandSide, T>;
    auto const xi = mattis::c::patterns().find(patterns.id);
    auto const states = planned_states(chosen);
    return std::make_shared<Planned>(
        typename Planned::Plan(Exec{}, *xi, read_model(model),
                               {.states = states, .distinct_indices = chosen.distinct_indices != 0},
                               first_scratch(chosen)),
        states, xi->neurons());
  });
}
int mattis_rhs_float(mattis_plan plan, float const* x, float* dxdt) {
  return mattis::c::run_right_hand_side(plan, x, dxdt);
}
int mattis_rhs_double(mattis_plan plan, double const* x, double* dxdt) {
  return mattis::c::run_right_hand_side(plan, x, dxdt);
}

}  // extern "C"
