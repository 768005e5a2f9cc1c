// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/c/plan_of.hpp>
#include <mattis/kernels/covariance.hpp>
#include <mattis/kernels/response.hpp>

namespace mattis::c {
namespace {

struct OfCovariance {
  static constexpr char const* name = "mattis_covariance_plan";
  template <Real T>
  using Plan = CovariancePlan<Exec, T>;
};

struct OfResponse {
  static constexpr char const* name = "mattis_response_plan";
  template <Real T>
  using Plan = ResponsePlan<Exec, T>;
};

template <class T>
int run_covariance(mattis_plan handle, T const* phi, double* C) {
  return run_plan<OfCovariance, T>(handle, [&](auto const& plan, Exec const& exec) {
    plan.plan.run(exec, matrix("phi", phi, plan.rows, plan.columns), square("C", C, plan.rows));
  });
}

template <class T>
int run_response(mattis_plan handle, T const* slope, double const* kernel, double dt, double* S) {
  return run_plan<OfResponse, T>(handle, [&](auto const& plan, Exec const& exec) {
    Array<double const**, Exec> const F(matrix("kernel", kernel, plan.rows, plan.rows));
    plan.plan.run(exec, matrix("slope", slope, plan.rows, plan.columns), F, dt,
                  square("S", S, plan.rows));
  });
}

}  // namespace
}  // namespace mattis::c

extern "C" {

int mattis_covariance_plan(int64_t T, int64_t M, mattis_plan_options const* options,
                           mattis_plan* plan) {
  using namespace mattis::c;
  return make_plan(options, plan, [&]<class Number>(Number, mattis_plan_options const& chosen) {
    using Planned = PlanOf<OfCovariance, Number>;
    return std::make_shared<Planned>(
        typename Planned::Plan(Exec{}, T, M, {}, false, first_scratch(chosen)), T, M);
  });
}
int mattis_covariance_float(mattis_plan plan, float const* phi, double* C) {
  return mattis::c::run_covariance(plan, phi, C);
}
int mattis_covariance_double(mattis_plan plan, double const* phi, double* C) {
  return mattis::c::run_covariance(plan, phi, C);
}

int mattis_response_plan(int64_t T, int64_t M, mattis_plan_options const* options,
                         mattis_plan* plan) {
  using namespace mattis::c;
  return make_plan(options, plan, [&]<class Number>(Number, mattis_plan_options const& chosen) {
    using Planned = PlanOf<OfResponse, Number>;
    return std::make_shared<Planned>(
        typename Planned::Plan(Exec{}, T, M, {}, first_scratch(chosen)), T, M);
  });
}
int mattis_response_float(mattis_plan plan, float const* slope, double const* kernel, double dt,
                          double* S) {
  return mattis::c::run_response(plan, slope, kernel, dt, S);
}
int mattis_response_double(mattis_plan plan, double const* slope, double const* kernel, double dt,
                           double* S) {
  return mattis::c::run_response(plan, slope, kernel, dt, S);
}

}  // extern "C"
