// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/plan_of.hpp>
#include <mattis/kernels/field.hpp>
#include <mattis/kernels/overlap.hpp>

namespace mattis::c {
namespace {

struct Overlap {
  static constexpr char const* name = "mattis_overlap_plan";
  static constexpr char const* operand = "phi";
  static constexpr char const* result = "m";
  template <Real T>
  using Plan = OverlapPlan<Exec, T>;
  static std::int64_t operand_rows(PatternSet<Exec> const& xi) { return xi.neurons(); }
  static std::int64_t result_rows(PatternSet<Exec> const& xi) { return xi.patterns(); }
};

struct Field {
  static constexpr char const* name = "mattis_field_plan";
  static constexpr char const* operand = "f";
  static constexpr char const* result = "h";
  template <Real T>
  using Plan = FieldPlan<Exec, T>;
  static std::int64_t operand_rows(PatternSet<Exec> const& xi) { return xi.patterns(); }
  static std::int64_t result_rows(PatternSet<Exec> const& xi) { return xi.neurons(); }
};

/// A plan that knows the rows of its result.
template <class Operation>
struct Product : Operation {
  template <Real T>
  struct Plan : Operation::template Plan<T> {
    Plan(PatternSet<Exec> const& xi, std::int64_t states_at_once, Scratch<Exec> const& scratch)
        : Operation::template Plan<T>(Exec{}, xi, states_at_once, {}, scratch),
          result_rows(Operation::result_rows(xi)) {}
    std::int64_t result_rows;
  };
};

template <class Operation>
int plan_product(mattis_patterns handle, mattis_plan_options const* given, mattis_plan* plan) {
  return make_plan(given, plan, [&]<class T>(T, mattis_plan_options const& options) {
    using Planned = PlanOf<Product<Operation>, T>;
    auto const xi = patterns().find(handle.id);
    auto const states = planned_states(options);
    return std::make_shared<Planned>(typename Planned::Plan(*xi, states, first_scratch(options)),
                                     Operation::operand_rows(*xi), states);
  });
}

template <class Operation, class T>
int run_product(mattis_plan handle, T const* from, T* to) {
  return run_plan<Product<Operation>, T>(handle, [&](auto const& plan, Exec const& exec) {
    auto const operand = matrix(Operation::operand, from, plan.rows, plan.columns);
    plan.plan.run(exec, operand,
                  matrix(Operation::result, to, plan.plan.result_rows, plan.columns));
  });
}

}  // namespace
}  // namespace mattis::c

extern "C" {

int mattis_overlap_plan(mattis_patterns patterns, mattis_plan_options const* options,
                        mattis_plan* plan) {
  return mattis::c::plan_product<mattis::c::Overlap>(patterns, options, plan);
}
int mattis_overlap_float(mattis_plan plan, float const* phi, float* m) {
  return mattis::c::run_product<mattis::c::Overlap>(plan, phi, m);
}
int mattis_overlap_double(mattis_plan plan, double const* phi, double* m) {
  return mattis::c::run_product<mattis::c::Overlap>(plan, phi, m);
}

int mattis_field_plan(mattis_patterns patterns, mattis_plan_options const* options,
                      mattis_plan* plan) {
  return mattis::c::plan_product<mattis::c::Field>(patterns, options, plan);
}
int mattis_field_float(mattis_plan plan, float const* f, float* h) {
  return mattis::c::run_product<mattis::c::Field>(plan, f, h);
}
int mattis_field_double(mattis_plan plan, double const* f, double* h) {
  return mattis::c::run_product<mattis::c::Field>(plan, f, h);
}

}  // extern "C"
